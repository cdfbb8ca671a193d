// Opens and reads performance counters by system call: Node has no interface to perf_event_open.

import { closeSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import type { Koffi } from './ffi.ts';
import { loadKoffi } from './ffi.ts';
import { HostError, type PerfCounter, type PerfEvents } from './host.ts';
import { errnoName, loadLibc } from './libc.ts';

/** `__NR_perf_event_open` of the architectures that have a RAPL-like PMU (Linux, asm/unistd.h). */
const SYSTEM_CALL_NUMBER: Partial<Record<NodeJS.Architecture, number>> = { x64: 298, arm64: 241 };

/** PERF_ATTR_SIZE_VER0: the oldest and smallest `perf_event_attr`, accepted by every kernel (linux/perf_event.h). */
const ATTR_BYTES = 64;

/** PERF_FLAG_FD_CLOEXEC: a program that we start must not inherit the counter. */
const FLAG_CLOEXEC = 8n;

const ALL_PROCESSES = -1;
const NO_GROUP = -1;

type PerfEventOpen = (attr: Buffer, cpu: number) => { readonly fd: number; readonly errno: number };

/** Counters of the running kernel. Nothing native is loaded before the first `open`. */
export function createPerfEvents(): PerfEvents {
  let call: PerfEventOpen | undefined;
  return {
    open(type, config, cpu) {
      call ??= bindPerfEventOpen(loadKoffi());
      const { fd, errno } = call(encodeAttr(type, config), cpu);
      const subject = `perf_event_open(type ${type}, config ${config}, cpu ${cpu})`;
      if (fd < 0) throw new HostError(errnoName(errno), subject);
      return new DescriptorCounter(fd, subject);
    },
  };
}

/** `perf_event_attr` of a plain counting event: all flag bits 0, since RAPL's PMU refuses the exclude bits. */
export function encodeAttr(type: number, config: number): Buffer {
  const attr = Buffer.alloc(ATTR_BYTES);
  attr.writeUInt32LE(type, 0);
  attr.writeUInt32LE(ATTR_BYTES, 4);
  attr.writeBigUInt64LE(BigInt(config), 8);
  return attr;
}

function bindPerfEventOpen(koffi: Koffi): PerfEventOpen {
  const number = SYSTEM_CALL_NUMBER[process.arch];
  if (process.platform !== 'linux' || number === undefined || endianness() !== 'LE') {
    throw new HostError('ENOSYS', `perf_event_open on ${process.platform} ${process.arch}`);
  }
  const syscall = loadLibc(koffi).func('syscall', 'long', [
    'long',
    'void *',
    'long',
    'long',
    'long',
    'ulong',
  ]);
  return (attr, cpu) => {
    const fd = Number(syscall(number, attr, ALL_PROCESSES, cpu, NO_GROUP, FLAG_CLOEXEC));
    return { fd, errno: fd < 0 ? koffi.errno() : 0 };
  };
}

class DescriptorCounter implements PerfCounter {
  readonly #subject: string;
  readonly #buffer = Buffer.alloc(8);
  #fd: number | null;

  constructor(fd: number, subject: string) {
    this.#fd = fd;
    this.#subject = subject;
  }

  /** The kernel's sum is signed: a driver that misses a wrap lets it fall back, even below 0. */
  read(): number {
    if (this.#fd === null) throw new HostError('EBADF', this.#subject);
    let got: number;
    try {
      // Position null: the kernel knows no positioned read of a counter.
      got = readSync(this.#fd, this.#buffer, 0, 8, null);
    } catch (error) {
      throw new HostError((error as NodeJS.ErrnoException).code ?? 'EIO', this.#subject, { cause: error });
    }
    // A counter whose processor is gone, or that the kernel put into its error state, reads as end of file.
    if (got !== 8) throw new HostError('ENODATA', this.#subject);
    return this.#buffer.readInt32LE(4) * 2 ** 32 + this.#buffer.readUInt32LE(0);
  }

  [Symbol.dispose](): void {
    if (this.#fd === null) return;
    closeSync(this.#fd);
    this.#fd = null;
  }
}
