// Whether the energy counter and the integral of power tell the same over a while.

import { setTimeout as sleep } from 'node:timers/promises';

export interface Agreement {
  readonly seconds: number;
  /** By the counter, between two of its moves. */
  readonly countedJoules: number;
  /** By the trapezoid over the same span. */
  readonly integratedJoules: number;
  readonly meanWatts: number;
  readonly powerReads: number;
}

interface Sample {
  readonly ms: number;
  readonly joules: number;
  readonly watts: number;
}

/**
 * Reads both every `everyMs` for so long. The span goes from the first to the last move of the counter, since between two moves
 * nobody knows where it stands. Null where it did not move twice. Rejects when a read does.
 */
export async function agreementOf(
  readJoules: () => Promise<number>,
  readWatts: () => Promise<number>,
  seconds: number,
  everyMs: number,
): Promise<Agreement | null> {
  const samples: Sample[] = [];
  const endMs = performance.now() + seconds * 1_000;
  while (performance.now() < endMs) {
    const joules = await readJoules();
    const ms = performance.now();
    samples.push({ ms, joules, watts: await readWatts() });
    await sleep(everyMs);
  }
  return compare(samples);
}

/** The comparison itself, of samples in the order of time. */
export function compare(samples: readonly Sample[]): Agreement | null {
  const moves = samples.flatMap((sample, at) =>
    at > 0 && sample.joules !== samples[at - 1]?.joules ? [at] : [],
  );
  const [from, to] = [moves[0], moves.at(-1)];
  if (from === undefined || to === undefined || from === to) return null;
  const span = samples.slice(from, to + 1);
  const [first, last] = [span[0], span.at(-1)];
  if (first === undefined || last === undefined) return null;
  let integratedJoules = 0;
  for (const [at, now] of span.entries()) {
    const before = span[at - 1];
    if (before !== undefined)
      integratedJoules += (((before.watts + now.watts) / 2) * (now.ms - before.ms)) / 1_000;
  }
  const elapsedSeconds = (last.ms - first.ms) / 1_000;
  return {
    seconds: elapsedSeconds,
    countedJoules: last.joules - first.joules,
    integratedJoules,
    meanWatts: integratedJoules / elapsedSeconds,
    powerReads: span.length,
  };
}
