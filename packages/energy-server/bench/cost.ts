// What a piece of work costs: CPU time per repetition, which other programs on the machine do not lengthen as they do elapsed time.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Batches of repetitions: the first ones are for the compiler, and other programs disturb one or the other. */
const BATCHES = 7;

/** What is done between repetitions is done this seldom, since it leaves the processor's caches to the next one as it likes. */
const NOW_AND_THEN = 20;

/**
 * CPU microseconds of one repetition, garbage collection included: the mean of a batch, and of all batches the middle one.
 * `between` runs now and then and does not count.
 */
export async function cpuMicroseconds(
  repetitions: number,
  work: () => unknown,
  between: () => void = () => {},
): Promise<number> {
  const means: number[] = [];
  for (let batch = 0; batch < BATCHES; batch += 1) {
    let total = 0;
    for (let index = 0; index < repetitions; index += 1) {
      if (index % NOW_AND_THEN === 0) between();
      const start = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(start);
      total += user + system;
    }
    means.push(total / repetitions);
  }
  return middle(means);
}

/** Collects what is not needed any more, so that what is allocated is what is held. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect(); // What the first one freed is swept meanwhile, the second one waits for that.
}

/** The middle of some elapsed times in milliseconds: what somebody waits for who asks now. */
export function medianMilliseconds(repetitions: number, work: () => unknown): number {
  const times = Array.from({ length: repetitions }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return middle(times);
}

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
