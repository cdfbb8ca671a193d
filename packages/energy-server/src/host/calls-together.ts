// The same native calls again and again, all of a round one after the other on one thread, so that sixty-four cost what one costs.

import type { Worker } from 'node:worker_threads';
import { AT, callRounds, DONE, HEADER, LEAVE, ROUND, type ThreadData } from './calls-thread.ts';
import { koffiFile } from './ffi.ts';
import { holdingThread } from './held-threads.ts';
import { type CallsTogether, HostError, type NativeCall, type NativeOutcome, type Round } from './host.ts';

/** A call that takes longer than this, and up to twice as long, holds up nobody else's: the round ends without it. */
const STALL_MS = 100;

/** Of the thread's own heap: koffi's script and the loop need less. */
const RESOURCES = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 };

/** Functions as koffi declares them: their names, and what each takes. */
export interface Declared extends NativeCall {
  readonly types: readonly string[];
}

/** Throws HostError ENOSYS. The thread is started by the first round. */
export function callsTogether(file: string, calls: readonly Declared[]): CallsTogether {
  return new Thread(file, calls);
}

class Thread implements CallsTogether {
  readonly #data: ThreadData;
  readonly #header: Int32Array<SharedArrayBuffer>;
  readonly #codes: Int32Array;
  readonly #wanted: Int32Array;
  readonly #stamps: Float64Array;
  /** performance.now() when the clock that all threads share was 0. */
  readonly #originMs = performance.now() - Number(process.hrtime.bigint()) / 1e6;
  #worker: Worker | null = null;
  #ended: Promise<void> = Promise.resolve();
  #round = 0;
  #left = false;

  constructor(file: string, calls: readonly Declared[]) {
    const ints = new SharedArrayBuffer(4 * (HEADER + 2 * calls.length));
    const stamps = new SharedArrayBuffer(8 * calls.length);
    this.#data = { koffi: koffiFile(), file, calls: [...calls], ints, stamps };
    this.#header = new Int32Array(ints, 0, HEADER);
    this.#codes = new Int32Array(ints, 4 * HEADER, calls.length);
    this.#wanted = new Int32Array(ints, 4 * (HEADER + calls.length), calls.length);
    this.#stamps = new Float64Array(stamps);
  }

  async run(indices: readonly number[]): Promise<Round> {
    if (this.#left) throw new HostError('EBADF', 'a thread for native calls that was left');
    this.#worker ??= this.#start();
    this.#wanted.fill(0);
    for (const index of indices) this.#wanted[index] = 1;
    this.#round += 1;
    Atomics.store(this.#header, AT, -1);
    Atomics.store(this.#header, ROUND, this.#round);
    Atomics.notify(this.#header, ROUND);
    const stuck = await this.#doneOrStuck();
    const outcomes = this.#outcomesBefore(stuck ?? this.#codes.length);
    return stuck === null ? { outcomes, stuck } : { outcomes, stuck: this.#leaveStuck(stuck) };
  }

  [Symbol.dispose](): void {
    this.#left = true;
    Atomics.store(this.#header, LEAVE, 1);
    Atomics.store(this.#header, ROUND, this.#round + 1);
    Atomics.notify(this.#header, ROUND);
  }

  #start(): Worker {
    const code = `(${callRounds.toString()})(require)`;
    // At the first round: most computers have no need of threads, and of the module's memory.
    const threads = process.getBuiltinModule('node:worker_threads');
    const worker = new threads.Worker(code, {
      eval: true,
      workerData: this.#data,
      resourceLimits: RESOURCES,
    });
    worker.unref();
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => resolve());
      worker.once('error', () => resolve());
    });
    return worker;
  }

  /** Null when the round is done; the call that has held the thread for too long otherwise; throws HostError when the thread died. */
  async #doneOrStuck(): Promise<number | null> {
    let seen = -2; // A thread that is still starting is at -1.
    for (;;) {
      const done = Atomics.load(this.#header, DONE);
      if (done === this.#round) return null;
      const { value } = Atomics.waitAsync(this.#header, DONE, done, STALL_MS);
      const outcome = await Promise.race([value, this.#ended.then(() => 'died' as const)]);
      if (outcome === 'died') throw this.#died();
      const at = Atomics.load(this.#header, AT);
      if (outcome === 'timed-out' && at >= 0 && at === seen) return at;
      seen = at;
    }
  }

  #died(): HostError {
    this.#left = true;
    return new HostError('EIO', 'a thread for native calls');
  }

  #outcomesBefore(end: number): (NativeOutcome | null)[] {
    const nowMs = performance.now();
    const outcomes: (NativeOutcome | null)[] = [];
    for (let index = 0; index < this.#codes.length; index += 1)
      outcomes.push(index < end && this.#wanted[index] === 1 ? this.#outcomeOf(index, nowMs) : null);
    return outcomes;
  }

  #outcomeOf(index: number, nowMs: number): NativeOutcome {
    const atMs = this.#originMs + (this.#stamps[index] ?? Number.NaN);
    return { code: this.#codes[index] ?? -1, ageMs: Math.max(0, nowMs - atMs) };
  }

  /** The thread ends as soon as its call comes back. */
  #leaveStuck(index: number): NonNullable<Round['stuck']> {
    this[Symbol.dispose]();
    const late = holdingThread(this.#ended).then(() => this.#outcomeOf(index, performance.now()));
    return { index, late };
  }
}
