// The share of a core is that of the latest span, not of a past start.

import { expect, test } from 'vitest';
import { OwnCost } from './own-cost.ts';

const status = (now: number, cpuSeconds: number, startedAt = 0) => ({
  startedAt,
  now,
  self: { cpuSeconds, residentBytes: 7e7 },
});

test('tells of the latest span of a minute or more between two statuses, and at first of none', () => {
  const cost = new OwnCost();
  expect([cost.share, cost.residentBytes]).toEqual([null, null]);
  cost.take(status(10_000, 1.1));
  expect([cost.share, cost.residentBytes]).toEqual([null, 7e7]);
  cost.take(status(69_999, 1.2));
  expect(cost.share).toBeNull();
  cost.take(status(70_000, 1.22));
  expect(cost.share).toBeCloseTo(0.002);
  cost.take(status(100_000, 5));
  expect(cost.share).toBeCloseTo(0.002);
  cost.take(status(170_000, 1.32));
  expect(cost.share).toBeCloseTo(0.001);
});

test('a restarted server begins anew, its start left out', () => {
  const cost = new OwnCost();
  cost.take(status(100_000, 50));
  cost.take(status(160_000, 50.6));
  expect(cost.share).toBeCloseTo(0.01);
  cost.take(status(230_000, 0.5, 220_000));
  expect(cost.share).toBeNull();
  cost.take(status(290_000, 0.62, 220_000));
  expect(cost.share).toBeCloseTo(0.002);
});
