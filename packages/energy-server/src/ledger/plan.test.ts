// Plans: whatever is asked, buckets tile it exactly, and few are read.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketOf, LEVELS, MINUTE, QUARTER } from './levels.ts';
import { planOf, type Stretch } from './plan.ts';

const DAY_MS = 86_400_000;
const BEGIN = Date.UTC(2026, 0, 1);
const moment = fc.double({ min: BEGIN, max: BEGIN + 400 * DAY_MS, noNaN: true });

function expectOnEdges({ level, from, to }: Stretch, minutesFrom: number): void {
  expect(to).toBeGreaterThan(from);
  const isFinest = level === MINUTE || (level === QUARTER && from < minutesFrom);
  if (!isFinest) expect([from % level.ms, to % level.ms]).toEqual([0, 0]);
  if (level === MINUTE) expect(from).toBeGreaterThanOrEqual(minutesFrom);
}

describe('over random edges', () => {
  test('stretches follow each other without overlap or hole, and lie on the edges of their buckets but for the finest', () => {
    fc.assert(
      fc.property(fc.uniqueArray(moment, { minLength: 2, maxLength: 6 }), moment, (times, since) => {
        const edges = times.sort((a, b) => a - b);
        const minutesFrom = bucketOf(since, QUARTER);
        const stretches = planOf(edges, minutesFrom);
        const ends = stretches.map(({ to }) => to);
        expect(stretches.map(({ from }) => from)).toEqual([edges[0], ...ends.slice(0, -1)]);
        expect(ends.at(-1)).toBe(edges.at(-1));
        for (const stretch of stretches) expectOnEdges(stretch, minutesFrom);
      }),
    );
  });
});

test.each([
  ['a year of UTC is days', BEGIN, BEGIN + 365 * DAY_MS, 365, [['day', 365]]],
  ['a day of another zone is hours', BEGIN - 7_200_000, BEGIN - 7_200_000 + DAY_MS, 1, [['hour', 24]]],
  [
    'a week of it is days between hours',
    ...[BEGIN - 7_200_000, BEGIN - 7_200_000 + 7 * DAY_MS, 1],
    [
      ['hour', 2],
      ['day', 6],
      ['hour', 22],
    ],
  ],
  [
    'an hour and a bit, long ago, is a part of a quarter, quarters and a part of one',
    ...[BEGIN + 300_000, BEGIN + 4_500_000, 1],
    [['quarter', 4_200_000 / QUARTER.ms]],
  ],
] as const)('%s', (_, from, to, steps, expected) => {
  const edges = Array.from({ length: steps + 1 }, (_value, n) => from + (n * (to - from)) / steps);
  const told = planOf(edges, Number.POSITIVE_INFINITY).map(({ level, from: a, to: b }) => [
    level.table,
    (b - a) / level.ms,
  ]);
  expect(told).toEqual(expected);
});

test('each length is a multiple of the one before, which the sums rest on', () => {
  for (const [index, { ms }] of LEVELS.entries())
    if (index > 0) expect(ms % (LEVELS[index - 1]?.ms ?? Number.NaN)).toBe(0);
});
