// Serial lines of Linux: opened, claimed and made raw by system call, read when somebody looks.

import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readSync,
  realpathSync,
  statSync,
  writeSync,
} from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { isatty } from 'node:tty';
import { HostError, type SerialPort, type SerialPorts } from './host.ts';
import { bindTerminalCalls, type TerminalCalls } from './terminal-calls.ts';

/** Non-blocking, so that neither a missing carrier hangs the opening nor an empty line a read; NOCTTY, so that the line cannot send us signals. */
const OPEN_FLAGS = constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY;

/** More than any answer of a meter; a longer one arrives in pieces. */
const READ_BYTES = 256;
const NOTHING = new Uint8Array(0);

/** Serial lines below `dev`. Nothing native is loaded before the first `open`. */
export function createSerialPorts(dev: string): SerialPorts {
  let calls: TerminalCalls | undefined;
  const fullPath = (device: string): string => (isAbsolute(device) ? device : join(dev, device));
  return {
    locate: (device) => attempt(fullPath(device), () => realpathSync(fullPath(device))),
    check: (device) =>
      attempt(fullPath(device), () => accessSync(fullPath(device), constants.R_OK | constants.W_OK)),
    groupOf: (device) => attempt(fullPath(device), () => statSync(fullPath(device)).gid),
    open(device, baudRate) {
      const path = fullPath(device);
      calls ??= bindTerminalCalls();
      const fd = attempt(path, () => openSync(path, OPEN_FLAGS));
      if (!isatty(fd)) {
        closeSync(fd);
        throw new HostError('ENOTTY', path);
      }
      return openLine(fd, path, baudRate, calls);
    },
  };
}

function openLine(fd: number, path: string, baudRate: number, calls: TerminalCalls): SerialPort {
  const line = new TerminalLine(fd, path, calls);
  try {
    line.start(baudRate);
    return line;
  } catch (error) {
    line[Symbol.dispose]();
    throw error;
  }
}

class TerminalLine implements SerialPort {
  readonly #fd: number;
  readonly #path: string;
  readonly #calls: TerminalCalls;
  readonly #arrived = Buffer.allocUnsafeSlow(READ_BYTES);
  #closed = false;

  constructor(fd: number, path: string, calls: TerminalCalls) {
    this.#fd = fd;
    this.#path = path;
    this.#calls = calls;
  }

  start(baudRate: number): void {
    this.#attempt(() => this.#calls.claim(this.#fd));
    this.#attempt(() => this.#calls.makeRaw(this.#fd, baudRate));
    this.flush();
  }

  write(bytes: Uint8Array): void {
    const written = this.#attempt(() => writeSync(this.#fd, bytes));
    // A line that takes no more bytes is stuck: no request of ours fills the kernel's buffer.
    if (written !== bytes.length) throw new HostError('EAGAIN', this.#path);
  }

  read(): Uint8Array {
    const length = this.#attempt(() => readNow(this.#fd, this.#arrived));
    // A line without bytes says EAGAIN: its end is that it was hung up.
    if (length === 0) throw new HostError('ENODEV', this.#path);
    return length === null ? NOTHING : this.#arrived.subarray(0, length);
  }

  flush(): void {
    this.#attempt(() => this.#calls.discardInput(this.#fd));
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#calls.release(this.#fd);
    } catch {
      // A line that was hung up knows no calls any more; with it the claim is gone.
    }
    closeSync(this.#fd);
  }

  #attempt<T>(call: () => T): T {
    // The number may mean another file by now.
    if (this.#closed) throw new HostError('ENODEV', this.#path);
    return attempt(this.#path, call);
  }
}

/** Null when nothing has arrived. */
function readNow(fd: number, into: Buffer): number | null {
  try {
    return readSync(fd, into);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null;
    throw error;
  }
}

function attempt<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw asHostError(error, path);
  }
}

function asHostError(error: unknown, path: string): HostError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  // A lock held by another program says "would block"; to us the line is busy.
  const busy = error instanceof HostError && error.subject === 'flock' && code === 'EAGAIN';
  // What the kernel says of a line that was hung up under us.
  const gone = code === 'EIO';
  return new HostError(busy ? 'EBUSY' : gone ? 'ENODEV' : code, path, { cause: error });
}
