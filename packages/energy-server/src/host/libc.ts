// The C library of the running process, for the few calls that Node does not offer.

import { constants } from 'node:os';
import type { Koffi } from './ffi.ts';
import { HostError } from './host.ts';

/** `null` = the libc that Node itself runs on, glibc or musl; the names are for a Node that was linked statically. */
const LIBRARIES = [null, 'libc.so.6', 'libc.musl-x86_64.so.1', 'libc.musl-aarch64.so.1'] as const;

/** Throws HostError ENOSYS where no C library can be loaded. */
export function loadLibc(koffi: Koffi): ReturnType<Koffi['load']> {
  const failures: unknown[] = [];
  for (const name of LIBRARIES) {
    try {
      const library = koffi.load(name);
      library.func('syscall', 'long', ['long']);
      return library;
    } catch (error) {
      failures.push(error);
    }
  }
  throw new HostError('ENOSYS', 'the C library', { cause: new AggregateError(failures) });
}

/** `EBUSY` for 16; `errno 999` for a number that has no name. */
export function errnoName(errno: number): string {
  const entry = Object.entries(constants.errno).find(([, value]) => value === errno);
  return entry?.[0] ?? `errno ${errno}`;
}
