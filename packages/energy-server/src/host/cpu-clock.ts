// The CPU time of a process as its scheduler counts it, threads that have ended included; /proc tells hundredths of a second.

import { loadKoffi } from './ffi.ts';
import type { FileTree } from './host.ts';
import { loadLibc } from './libc.ts';

/** struct timespec of 64-bit Linux: two of 64 bits. */
const TIMESPEC_BYTES = 16;
/** Of a whole process, from its scheduler: CPUCLOCK_SCHED of the kernel's posix-timers.h. */
const CPUCLOCK_SCHED = 2;

type ClockGetTime = (clock: number, time: Buffer) => unknown;

/**
 * Any process may read any process's clock. Null for a process that is gone, and where processes are counted otherwise than in
 * `procfs`, which is the host's seen from a container for example. Loads nothing before it is asked first.
 */
export function createCpuClocks(procfs: FileTree): (pid: number) => number | null {
  const time = Buffer.alloc(TIMESPEC_BYTES);
  let call: ClockGetTime | null | undefined;
  return (pid) => {
    call ??= procfs.linkName('self') === String(process.pid) ? bind() : null;
    if (call === null || call(clockOf(pid), time) !== 0) return null;
    return Number(time.readBigInt64LE(0)) + Number(time.readBigInt64LE(8)) / 1e9;
  };
}

/** As clock_getcpuclockid(3) makes it: the complement of the pid above three bits. */
function clockOf(pid: number): number {
  return (~pid << 3) | CPUCLOCK_SCHED;
}

/** Null where there is no way to ask. */
function bind(): ClockGetTime | null {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) return null;
  try {
    const libc = loadLibc(loadKoffi());
    return libc.func('clock_gettime', 'int', ['int', 'void *']) as ClockGetTime;
  } catch {
    return null; // Without the native part hundredths must do.
  }
}
