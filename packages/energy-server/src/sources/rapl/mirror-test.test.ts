// Mirrors and twins, over random powers, beats and interruptions.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../test/fakes/manual-clock.ts';
import type { EnergyCounter } from './counter.ts';
import { MirrorTest } from './mirror-test.ts';
import { type Sample, Tracker } from './tracker.ts';

const UNIT = 2 ** -16;
const MODULUS = 2 ** 32 * UNIT;

/** A die whose counter shows `joules()` in whole units, on its circle where it has one. */
function die(number: number, backend: EnergyCounter['backend'], joules: () => number): Tracker {
  const counter: EnergyCounter = {
    zone: { part: 'package', package: 0, die: number },
    backend,
    wrapsAt: backend === 'powercap' ? MODULUS : null,
    read: () =>
      (Math.floor(joules() / UNIT) * UNIT) % (backend === 'powercap' ? MODULUS : Number.POSITIVE_INFINITY),
    recover: () => false,
    [Symbol.dispose]: () => {},
  };
  return new Tracker(counter, { maxWatts: 600, ceilingWatts: 2000 });
}

interface Beats {
  readonly passMs: number;
  readonly watts: readonly number[];
  /** Between the two reads of each beat. */
  readonly apartMs: readonly number[];
}

function beats(leastWatts: number): fc.Arbitrary<Beats> {
  return fc.record({
    passMs: fc.constantFrom(100, 500, 5000),
    watts: fc.array(fc.double({ min: leastWatts, max: 300, noNaN: true }), { minLength: 30, maxLength: 30 }),
    apartMs: fc.array(fc.constantFrom(0, 0, 0, 0.05, 4), { minLength: 30, maxLength: 30 }),
  });
}

/** Plays two dies; the second uses `ratio` times the power of the first. */
function play(
  backend: EnergyCounter['backend'],
  { passMs, watts, apartMs }: Beats,
  start: number,
  ratio: number,
) {
  const clock = new ManualClock();
  let energy = 0;
  const one = die(0, backend, () => start + energy);
  const two = die(1, backend, () => (ratio === 1 ? start : start / 3) + energy * ratio);
  const mirror = new MirrorTest([one, two]);
  function pass(ms: number, power: number): void {
    clock.pass(ms);
    energy += (power * ms) / 1000;
  }
  watts.forEach((power, beat) => {
    pass(passMs, power);
    const startMs = clock.now().timelineMs;
    const samples = new Map<Tracker, Sample>([[one, one.sample(clock)]]);
    pass(apartMs[beat] ?? 0, power);
    samples.set(two, two.sample(clock));
    mirror.observe({ samples, spreadMs: clock.now().timelineMs - startMs });
  });
  return mirror.verdict?.map(({ counter }) => counter.zone.die);
}

const backends = fc.constantFrom<EnergyCounter['backend']>('perf', 'powercap');

const starts = fc.double({ min: 0, max: MODULUS, noNaN: true });

test('one counter shown twice is found, wherever it wraps and whoever interrupts the reads', () => {
  fc.assert(
    fc.property(backends, beats(150), starts, (backend, course, start) => {
      expect(play(backend, course, start, 1)).toEqual([0]);
    }),
  );
});

test('one counter shown twice is never taken for two, however its power leaps', () => {
  fc.assert(
    fc.property(backends, beats(1), starts, (backend, course, start) => {
      expect(play(backend, course, start, 1) ?? [0]).toEqual([0]);
    }),
  );
});

test('two dies that differ by a twentieth are never taken for one', () => {
  fc.assert(
    fc.property(backends, beats(1), (backend, course) => {
      expect(play(backend, course, 30_000, 0.95) ?? [0, 1]).toEqual([0, 1]);
    }),
  );
});

test('two dies that differ by a twentieth are told apart', () => {
  fc.assert(
    fc.property(backends, beats(150), (backend, course) => {
      expect(play(backend, { ...course, apartMs: [] }, 30_000, 0.95)).toEqual([0, 1]);
    }),
  );
});

test('R12: zeros are no mirrors', () => {
  const still: Beats = { passMs: 1000, watts: Array(30).fill(0), apartMs: [] };
  expect(play('powercap', still, 0, 1)).toBeUndefined();
});
