// A real pseudo-terminal of the kernel: we hold the device's end, the program under test opens the other by its path.

import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { loadKoffi } from '../../../src/host/ffi.ts';
import { loadLibc } from '../../../src/host/libc.ts';

export interface PseudoTerminal extends Disposable {
  /** What a program opens instead of `/dev/ttyACM0`. */
  readonly path: string;
  write(bytes: Uint8Array): void;
}

/** `heard` gets what the program at the other end writes. Disposing of it is unplugging the device. */
export function openPseudoTerminal(heard: (bytes: Uint8Array) => void): PseudoTerminal {
  const libc = loadLibc(loadKoffi());
  const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK;
  const master: number = libc.func('int posix_openpt(int)')(flags);
  if (master < 0) throw new Error('no pseudo-terminal to be had');
  libc.func('int grantpt(int)')(master);
  libc.func('int unlockpt(int)')(master);
  const path: string = libc.func('str ptsname(int)')(master);
  // Held open, so that the program may come and go: without anybody at the other end, reading fails.
  const held = openSync(path, flags);
  const stream = new ReadStream(master);
  stream.on('data', heard);
  stream.on('error', () => stream.destroy());
  let open = true;
  return {
    path,
    write(bytes) {
      if (open) writeSync(master, bytes);
    },
    [Symbol.dispose]() {
      if (!open) return;
      open = false;
      stream.destroy();
      closeSync(held);
    },
  };
}
