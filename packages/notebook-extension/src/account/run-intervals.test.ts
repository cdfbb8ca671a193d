// Runs are timed by the kernel's clock, unless that clock is wrong.

import { describe, expect, test } from 'vitest';
import { RunIntervals } from './run-intervals.ts';

const NOW = Date.parse('2026-01-31T12:00:00Z');
const runs = () => new RunIntervals(() => NOW);

describe('one run', () => {
  test.each([
    ['with zone', '2026-01-31T11:59:58.500000Z', NOW - 1500],
    ['with offset', '2026-01-31T12:59:58.500+01:00', NOW - 1500],
    ['without zone it is UTC', '2026-01-31T11:59:58.500', NOW - 1500],
    ['missing', undefined, NOW],
    ['garbage', 'yesterday', NOW],
    ['a clock hours off', '2026-01-31T09:00:00Z', NOW],
  ])('begins by the date of the header: %s', (_, date, from) => {
    const intervals = runs();
    intervals.began('r', date);
    expect(intervals.all).toEqual([{ from, to: null }]);
  });

  test('ends with the idle of the same request', () => {
    const intervals = runs();
    intervals.began('r', '2026-01-31T11:59:50Z');
    intervals.ended('another', '2026-01-31T11:59:55Z');
    intervals.ended('r', '2026-01-31T11:59:59Z');
    expect(intervals.all).toEqual([{ from: NOW - 10_000, to: NOW - 1000 }]);
  });

  test('never ends before it began', () => {
    const intervals = runs();
    intervals.began('r', '2026-01-31T12:00:01Z');
    intervals.ended('r', undefined);
    expect(intervals.all).toEqual([{ from: NOW + 1000, to: NOW + 1000 }]);
  });
});

test('two requests may overlap (subshells)', () => {
  const intervals = runs();
  intervals.began('a', '2026-01-31T11:59:50Z');
  intervals.began('b', '2026-01-31T11:59:51Z');
  intervals.ended('a', '2026-01-31T11:59:52Z');
  expect(intervals.all).toEqual([
    { from: NOW - 10_000, to: NOW - 8000 },
    { from: NOW - 9000, to: null },
  ]);
});

test('a kernel that dies ends what ran', () => {
  const intervals = runs();
  intervals.began('a', '2026-01-31T11:59:50Z');
  intervals.interrupted();
  expect(intervals.all).toEqual([{ from: NOW - 10_000, to: NOW }]);
});

test('old runs are forgotten, memory is bounded', () => {
  const intervals = runs();
  for (let i = 0; i < 10_000; i++) {
    intervals.began(`${i}`, undefined);
    intervals.ended(`${i}`, undefined);
  }
  expect(intervals.all.length).toBeLessThanOrEqual(2000);
});
