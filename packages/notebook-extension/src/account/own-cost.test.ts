// The share of a core is that of the latest span, not of a past start.

import { expect, test } from 'vitest';
import { OwnCost } from './own-cost.ts';

const status = (now: number, cpuSeconds: number, startedAt = 0) => ({
  startedAt,
  now,
  self: { cpuSeconds, residentBytes: 7e7 },
});

test('begins with the share since the start, goes on with that between statuses', () => {
  const cost = new OwnCost();
  expect(cost.share).toBeNull();
  cost.take(status(50, 0.29));
  expect(cost.share).toBeNull();
  cost.take(status(20_000, 0.5));
  expect(cost.share).toBeCloseTo(0.025);
  cost.take(status(25_000, 0.6));
  expect(cost.share).toBeCloseTo(0.025);
  cost.take(status(40_000, 0.52));
  expect(cost.share).toBeCloseTo(0.001);
  expect(cost.residentBytes).toBe(7e7);
});

test('a restarted server begins anew', () => {
  const cost = new OwnCost();
  cost.take(status(100_000, 50));
  cost.take(status(120_000, 0.1, 110_000));
  expect(cost.share).toBeCloseTo(0.01);
});
