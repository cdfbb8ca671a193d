// Plans: whatever is asked, buckets tile it exactly, and few are read.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketOf, LEVELS, MINUTE, QUARTER } from './levels.ts';
import { planOf, type Stretch } from './plan.ts';

const DAY_MS = 86_400_000;
const BEGIN = Date.UTC(2026, 0, 1);
const moment = fc.double({ min: BEGIN, max: BEGIN + 400 * DAY_MS, noNaN: true });

/** How often a moment is told to a span. */
function times(stretches: readonly Stretch[], edges: readonly number[], span: number, at: number): number {
  const [begin = 0, end = 0] = edges.slice(span, span + 2);
  let sum = 0;
  for (const { from, to, only } of stretches) {
    if (at < from || at >= to) continue;
    if (only === null && at >= begin && at < end) sum += 1;
    if (only?.span === span) sum += only.sign;
  }
  return sum;
}

function expectOnce(stretches: readonly Stretch[], edges: readonly number[], span: number, at: number): void {
  const [begin = 0, end = 0] = edges.slice(span, span + 2);
  for (const probe of [at, begin, (begin + end) / 2, end - 1, end, begin - 1]) {
    const isInside = probe >= begin && probe < end;
    expect(times(stretches, edges, span, probe)).toBe(isInside ? 1 : 0);
  }
}

describe('over random edges', () => {
  test('each moment of a span is told to it once, and no other; buckets are whole but for the finest', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(moment, { minLength: 2, maxLength: 6 }),
        moment,
        moment,
        (some, since, at) => {
          const edges = some.sort((a, b) => a - b);
          const minutesFrom = bucketOf(since, QUARTER);
          const stretches = planOf(edges, minutesFrom);
          for (let span = 0; span < edges.length - 1; span += 1) expectOnce(stretches, edges, span, at);
          for (const stretch of stretches) expectOnEdges(stretch, minutesFrom);
        },
      ),
    );
  });
});

function expectOnEdges({ level, from, to }: Stretch, minutesFrom: number): void {
  expect(to).toBeGreaterThan(from);
  const isFinest = level === MINUTE || (level === QUARTER && from < minutesFrom);
  if (!isFinest) expect([from % level.ms, to % level.ms]).toEqual([0, 0]);
  if (level === MINUTE) expect(from).toBeGreaterThanOrEqual(minutesFrom);
}

test.each([
  ['a year of UTC is days', BEGIN, BEGIN + 365 * DAY_MS, 365, [['day', 365]]],
  [
    'a day of another zone is two hours and a day, less two hours',
    ...[BEGIN - 7_200_000, BEGIN - 7_200_000 + DAY_MS, 1],
    [
      ['hour', 2],
      ['day', 1],
      ['hour', 2],
    ],
  ],
  [
    'a week of it is no more',
    ...[BEGIN - 7_200_000, BEGIN - 7_200_000 + 7 * DAY_MS, 1],
    [
      ['hour', 2],
      ['day', 6],
      ['day', 1],
      ['hour', 2],
    ],
  ],
  [
    'an hour and ten minutes, long ago: an hour less a third of a quarter, and a quarter',
    ...[BEGIN + 300_000, BEGIN + 4_500_000, 1],
    [
      ['hour', 1],
      ['quarter', 1 / 3],
      ['quarter', 1],
    ],
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
