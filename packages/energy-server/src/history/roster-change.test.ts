// Channels that come and go at random: the total is what was outermost while it spoke.

import { contains } from '@jupyter-energy/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counters } from '../energy/channel.fixture.ts';
import type { Reading } from '../energy/reading.ts';
import { History } from './history.ts';

const P = 'machine/platform';
const channels = counters('machine', P, `${P}/cpu-0`, `${P}/cpu-0/cores`, `${P}/memory-0`, 'machine/gpu-1');

const beat = fc.record({
  elapsedMs: fc.integer({ min: 50, max: 8000 }),
  /** Null: the roster stays. */
  present: fc.option(fc.subarray(channels), { freq: 3 }),
  watts: fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 6, maxLength: 6 }),
  read: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
});

type Beat = typeof beat extends fc.Arbitrary<infer T> ? T : never;

/** By definition, without a tree: those that no other one contains. */
function outermostOf(present: typeof channels): Set<string> {
  const isInside = (domain: string) =>
    present.some((other) => other.domain !== domain && contains(other.domain, domain));
  return new Set(present.filter(({ domain }) => !isInside(domain)).map(({ id }) => id));
}

/** Counters that always run, whoever reads them. */
class Counters {
  readonly #joules = channels.map(() => 0);

  live(ms: number, { elapsedMs, watts, read }: Beat): Reading[] {
    return channels.flatMap((channel, index) => {
      const joules = (this.#joules[index] ?? 0) + ((watts[index] ?? 0) * elapsedMs) / 1000;
      this.#joules[index] = joules;
      return read[index] === true ? [channel.says(ms / 1000, joules)] : [];
    });
  }
}

function expectNothingLost(beats: readonly Beat[]): void {
  const history = new History();
  history.roster(channels);
  const machine = new Counters();
  let outermost = outermostOf(channels);
  let ms = 0;
  let expected = 0;
  let before = 0;
  for (const one of beats) {
    ms += one.elapsedMs;
    if (one.present !== null) {
      history.roster(one.present);
      outermost = outermostOf(one.present);
    }
    for (const step of history.take(machine.live(ms, one)))
      if (outermost.has(step.channel)) expected += step.joules;
    const total = history.settle(ms).total?.joules ?? before;
    expect(total).toBeGreaterThanOrEqual(before);
    before = total;
  }
  // Long after the last reading nobody is waited for any more.
  const total = history.settle(ms + 60_000).total;
  if (total !== null) expect(Math.abs(total.joules - expected)).toBeLessThanOrEqual(1e-9 * (1 + expected));
}

test('the total neither loses a joule to a change of the roster nor counts one twice', () => {
  fc.assert(fc.property(fc.array(beat, { maxLength: 40 }), expectNothingLost));
});
