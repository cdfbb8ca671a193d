// What runs in the thread of calls-together.ts: makes the calls of each round, and sleeps in between.

/** Numbers that both sides share: the round that is wanted, the one that is done, the call that is under way, whether to end. */
export const ROUND = 0;
export const DONE = 1;
export const AT = 2;
export const LEAVE = 3;
export const HEADER = 4;

export interface ThreadData {
  /** The file to require. */
  readonly koffi: string;
  /** The library. */
  readonly file: string;
  readonly calls: readonly {
    readonly name: string;
    readonly types: readonly string[];
    readonly args: readonly unknown[];
  }[];
  /** The header, then the return codes, then which calls are wanted. */
  readonly ints: SharedArrayBuffer;
  /** When each call returned, in milliseconds of CLOCK_MONOTONIC. */
  readonly stamps: SharedArrayBuffer;
}

/**
 * Its text is handed to the thread, so that the energy server stays one file: it may use nothing but what is in it. Sleeps between
 * rounds, without an event loop, which costs a third of what messages cost.
 */
export function callRounds(require: NodeJS.Require): void {
  const [round, done, at, leave, header] = [0, 1, 2, 3, 4];
  const { workerData } = require('node:worker_threads') as { workerData: ThreadData };
  const { file, calls, ints, stamps } = workerData;
  const library = (require(workerData.koffi) as typeof import('koffi')).load(file);
  const bound = calls.map(({ name, types }) => library.func(name, 'int', [...types]));
  const shared = new Int32Array(ints, 0, header);
  const codes = new Int32Array(ints, 4 * header, calls.length);
  const wanted = new Int32Array(ints, 4 * (header + calls.length), calls.length);
  const times = new Float64Array(stamps);
  for (let finished = 0; ; ) {
    Atomics.wait(shared, round, finished);
    const now = Atomics.load(shared, round);
    for (let index = 0; index < calls.length; index += 1) {
      if (Atomics.load(shared, leave) === 1) return;
      if (wanted[index] !== 1) continue;
      Atomics.store(shared, at, index);
      codes[index] = bound[index]?.(...(calls[index]?.args ?? []));
      times[index] = Number(process.hrtime.bigint()) / 1e6;
    }
    if (Atomics.load(shared, leave) === 1) return;
    finished = now;
    Atomics.store(shared, done, now);
    Atomics.notify(shared, done);
  }
}
