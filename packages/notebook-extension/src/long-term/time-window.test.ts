// Windows of the long record: where they end, how they move, how they zoom. Moments by hand, in UTC.

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { barAt, begin, beginOf, end, isCurrent, moved, windowAt, zoomed } from './time-window.ts';

const utc = (text: string): number => Date.parse(`${text}Z`);
const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);
const now = utc('2026-11-28T03:24:40');
const year = { begins: utc('2025-11-20T08:10'), now };

beforeAll(() => {
  vi.stubEnv('TZ', 'Europe/Berlin');
});
afterAll(() => vi.unstubAllEnvs());

test.each([
  ['hour', 60, '2026-11-28T02:25', '2026-11-28T03:25'],
  ['day', 96, '2026-11-27T03:30', '2026-11-28T03:30'],
  ['week', 84, '2026-11-21T05:00', '2026-11-28T05:00'],
  ['month', 31, '2026-10-28T23:00', '2026-11-28T23:00'],
  ['year', 53, '2025-11-23T23:00', '2026-11-29T23:00'],
] as const)('the last %s has %d bars and ends with the bar of now', (stage, bars, from, to) => {
  const window = windowAt(stage, now, year);
  expect(window.edges).toHaveLength(bars + 1);
  expect([iso(begin(window)), iso(end(window))]).toEqual([from, to]);
  expect(isCurrent(window, now)).toBe(true);
});

describe('moving', () => {
  test('goes back by bars, and not beyond now', () => {
    const day = windowAt('day', now, year);
    const back = moved(day, -96, year);
    expect(iso(end(back))).toBe('2026-11-27T03:30');
    expect(isCurrent(back, now)).toBe(false);
    expect(moved(back, 500, year)).toEqual(day);
  });

  test('ends where the record begins', () => {
    const first = moved(windowAt('day', now, year), -1_000_000, year);
    expect(iso(begin(first))).toBe('2025-11-20T08:00');
    expect(moved(first, -1, year)).toEqual(first);
  });
});

describe('zooming', () => {
  test('keeps the moment under the pointer where it is', () => {
    const month = windowAt('month', now, year);
    const around = utc('2026-11-13T11:00');
    const week = zoomed(month, 1, around, year);
    expect(week.stage).toBe('week');
    const place = (at: number, window: typeof month) => (at - begin(window)) / (end(window) - begin(window));
    expect(place(around, week)).toBeCloseTo(place(around, month), 1);
    expect(barAt(week, around)).not.toBeNull();
  });

  test('out of the year lies all of it, and out of what is longer than the record too', () => {
    expect(zoomed(windowAt('year', now, { begins: utc('2023-01-01T00:00'), now }), -1, now, year).stage).toBe(
      'all',
    );
    const short = { begins: now - 20 * 3_600_000, now };
    expect(zoomed(windowAt('six hours', now, short), -1, now, short).stage).toBe('all');
    expect(zoomed(windowAt('day', now, short), -1, now, short).stage).toBe('three days');
  });

  test('the nearest stays the nearest, the widest the widest', () => {
    const hour = windowAt('hour', now, year);
    expect(zoomed(hour, 1, now, year)).toBe(hour);
    const all = windowAt('all', now, year);
    expect(zoomed(all, -1, now, year)).toBe(all);
    expect(zoomed(all, 1, now, year).stage).toBe('quarter');
  });
});

test('the record begins on disk, else with the energy server', () => {
  const record = { file: 'x', state: 'kept', reason: null } as const;
  expect(beginOf(null)).toBeNull();
  const startedAt = utc('2026-11-28T04:24');
  const from = (text: string) => ({ startedAt, record: { ...record, from: utc(text) } });
  expect(beginOf({ startedAt, record: null })).toBe(startedAt);
  expect(beginOf({ startedAt, record: { ...record, from: null } })).toBe(startedAt);
  expect(beginOf(from('2026-11-28T04:00'))).toBe(utc('2026-11-28T04:00'));
  // The quarter hour in which this energy server began the record.
  expect(beginOf(from('2026-11-28T04:15'))).toBe(startedAt);
});

describe('the whole record', () => {
  test.each([
    [20 * 60_000, 'minute'],
    [20 * 3_600_000, 'quarter hour'],
    [30 * 86_400_000, 'day'],
    [373 * 86_400_000, 'week'],
    [4 * 365 * 86_400_000, 'month'],
  ] as const)('of %d ms has bars of a %s and holds its beginning', (length, step) => {
    const extent = { begins: now - length, now };
    const all = windowAt('all', now, extent);
    expect(all.step).toBe(step);
    expect(begin(all)).toBeLessThanOrEqual(extent.begins);
    expect(end(all)).toBeGreaterThan(now);
    expect(all.edges.length).toBeLessThanOrEqual(103);
  });

  test('is an hour while nobody knows where it begins', () => {
    expect(begin(windowAt('all', now, { begins: null, now }))).toBe(utc('2026-11-28T02:24'));
  });
});
