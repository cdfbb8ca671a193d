// The last minute of a channel: means over slices, worked out by hand.

import { expect, test } from 'vitest';
import { LastMinute } from './last-minute.ts';

/** A channel of `watts` since `sinceMs`. */
const steady =
  (watts: number, sinceMs = 0) =>
  (ms: number) => ({
    joules: (watts * Math.max(0, ms - sinceMs)) / 1000,
    coveredMs: Math.max(0, ms - sinceMs),
  });

test('the mean is of the last six slices, however the power was before', () => {
  const minute = new LastMinute();
  const joules = (ms: number) => (ms <= 60_000 ? ms / 10 : 6_000 + (ms - 60_000) / 5);
  const ends: (number | null)[] = [];
  for (let ms = 0; ms <= 120_000; ms += 5_000)
    ends.push(minute.upTo(ms, { ids: ['a'] }, () => ({ joules: joules(ms), coveredMs: ms })));
  // A slice ends at every second beat of 5 s; the first moment ends none.
  expect(ends).toEqual(ends.map((_, beat) => (beat > 0 && beat % 2 === 0 ? 10_000 : null)));
  expect(minute.mean('a')).toEqual({ watts: 200, coveredMs: 60_000 });
  expect(minute.newest('a')).toEqual({ joules: 2_000, coveredMs: 10_000 });
});

test('two beats of 5 s that come early are a slice; beats further apart than a slice make longer ones, and fewer of them', () => {
  const minute = new LastMinute();
  const told = steady(50);
  const upTo = (ms: number) => minute.upTo(ms, { ids: ['a'] }, () => told(ms));
  expect([0, 4_990, 9_980, 34_980].map(upTo)).toEqual([null, null, 9_980, 25_000]);
  for (const ms of [59_980, 84_980, 109_980]) upTo(ms);
  expect(minute.mean('a')).toEqual({ watts: 50, coveredMs: 75_000 });
});

test('a channel that came later counts from when it came; one that has gone, and one that told nothing, is unknown', () => {
  const minute = new LastMinute();
  const channels = {
    old: steady(10),
    young: steady(30, 20_000),
    silent: () => ({ joules: 0, coveredMs: 0 }),
  };
  for (let ms = 0; ms <= 50_000; ms += 10_000) {
    const here = ms < 20_000 ? (['old', 'silent'] as const) : (['young', 'silent'] as const);
    minute.upTo(ms, { ids: here }, (id) => channels[id as keyof typeof channels](ms));
  }
  expect(minute.mean('old')).toBeNull();
  expect(minute.mean('young')).toEqual({ watts: 30, coveredMs: 30_000 });
  expect(minute.mean('silent')).toBeNull();
  expect(minute.mean('nobody')).toBeNull();
});
