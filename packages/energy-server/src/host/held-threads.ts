// Threads that are held by a call which has not come back, and how the process ends nevertheless: Node would wait for them for ever.

import { loadKoffi } from './ffi.ts';
import { loadLibc } from './libc.ts';

let held = 0;

/** Counts the thread on which this work is done as held until it comes back. */
export function holdingThread<T>(work: Promise<T>): Promise<T> {
  held += 1;
  return work.finally(() => {
    held -= 1;
  });
}

/**
 * The last thing to be called, from the event `exit`: ends the process at once where a thread is held, since Node's own ending joins
 * all threads, and one that hangs in a driver never ends. Does nothing otherwise.
 */
export function leaveHeldThreads(status: number): void {
  if (held === 0) return;
  try {
    // Not process.kill: whoever waits for this process shall see its status.
    loadLibc(loadKoffi()).func('_exit', 'void', ['int'])(status);
  } catch {
    process.kill(process.pid, 'SIGKILL'); // Without the native part only a file's reader can hang.
  }
}
