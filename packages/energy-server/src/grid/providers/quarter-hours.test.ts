// Points of any length as quarter-hours, and what waits for operators that are late; `Retry-After` in both its spellings.

import { describe, expect, test } from 'vitest';
import { at } from '../../../test/fakes/grid/answers.ts';
import { retryAfterMs } from './http-answer.ts';
import type { Point } from './provider.ts';
import { quarterHours, withoutPartial } from './quarter-hours.ts';

const day = { from: at('00:00'), to: at('23:45') };
const quarter = (time: string) => at(time) / 900_000;
const gas = (from: string, to: string, power: number): Point => ({
  from: at(from),
  to: at(to),
  production: { gas: power },
});
const told = (points: readonly Point[], span = day) =>
  quarterHours(points, span).map((one) => [one.quarter, one.production?.gas]);

describe('quarter-hours', () => {
  test('of an hour are four alike, of a half-hour two', () => {
    expect(told([gas('01:00', '02:00', 7), gas('02:00', '02:30', 8)])).toEqual([
      ...['01:00', '01:15', '01:30', '01:45'].map((time) => [quarter(time), 7]),
      ...['02:00', '02:15'].map((time) => [quarter(time), 8]),
    ]);
  });

  test('of fives are their mean; what is told in part is left out', () => {
    const fives = [gas('01:00', '01:05', 3), gas('01:05', '01:10', 6), gas('01:10', '01:15', 9)];
    expect(told(fives)).toEqual([[quarter('01:00'), 6]]);
    expect(told(fives.slice(1))).toEqual([]);
  });

  test('outside of the span are left out, and so is a point longer than an hour, or of no time', () => {
    const span = { from: at('01:15'), to: at('01:45') };
    expect(told([gas('01:00', '02:00', 7)], span)).toEqual([
      [quarter('01:15'), 7],
      [quarter('01:30'), 7],
    ]);
    expect(told([gas('01:00', '02:15', 7), gas('05:00', '05:00', 1), gas('06:00', '05:00', 1)])).toEqual([]);
    expect(told([{ from: Number.NaN, to: at('02:00'), production: { gas: 1 } }])).toEqual([]);
  });

  test('of points without end are those of the span alone', () => {
    const points = [{ from: -1e15, to: -1e15 + 900_000, production: { gas: 1 } }, gas('01:00', '01:15', 2)];
    expect(told(points)).toEqual([[quarter('01:00'), 2]]);
  });

  test('have an intensity beside a production, or either alone', () => {
    const intensity = { gramsPerKwh: 100, factors: 'direct' } as const;
    const points = [gas('01:00', '01:15', 5), { from: at('01:00'), to: at('01:30'), intensity }];
    expect(quarterHours(points, day)).toEqual([
      { quarter: quarter('01:00'), production: { gas: 5 }, intensity },
      { quarter: quarter('01:15'), production: null, intensity },
    ]);
  });
});

describe('the newest points', () => {
  const point = (index: number, types: number): Point => ({
    from: index * 900_000,
    to: (index + 1) * 900_000,
    production: Object.fromEntries(
      ['gas', 'coal', 'solar', 'hydro'].slice(0, types).map((type) => [type, 1]),
    ),
  });
  const kept = (counts: readonly number[]) =>
    withoutPartial(counts.map((count, index) => point(index, count))).length;

  test.each([
    [[4, 4, 4, 2], 3],
    [[4, 4, 4, 3, 2, 1], 3],
    [[4, 4, 2, 4], 4],
    [[3, 3, 4], 3],
    [[2], 1],
    [[], 0],
    // Two ways that are as common: the fuller one is the usual.
    [[4, 4, 3, 3], 2],
  ])('of %j types: %i are kept', (counts, left) => expect(kept(counts)).toBe(left));

  test('wait three hours at most: who is later than that always leaves something out', () => {
    expect(kept([...Array.from({ length: 30 }, () => 4), ...Array.from({ length: 20 }, () => 3)])).toBe(38);
  });
});

test.each([
  ['120', 120_000],
  [' 7 ', 7_000],
  ['Sun, 01 Mar 2026 00:02:00 GMT', 120_000],
  ['Sat, 28 Feb 2026 00:00:00 GMT', 0],
  ['soon', null],
  ['-5', null],
  ['1e99', null],
  [undefined, null],
])('Retry-After: %s', (header, ms) => {
  expect(retryAfterMs(header, at('00:00'))).toBe(ms);
});
