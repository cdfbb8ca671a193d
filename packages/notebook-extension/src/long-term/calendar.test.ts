// Edges of steps in time zones with their traps; every expected moment is written out in UTC.

import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { edgeBefore, edgesUpTo, shifted } from './calendar.ts';

const utc = (text: string): number => Date.parse(`${text}Z`);
const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);

function inZone(zone: string): void {
  vi.stubEnv('TZ', zone);
}

beforeEach(() => inZone('Europe/Berlin'));
afterAll(() => vi.unstubAllEnvs());

describe('Berlin', () => {
  test('a summer day begins at 22:00 UTC, a winter day at 23:00', () => {
    expect(iso(edgeBefore('day', utc('2026-07-15T10:00')))).toBe('2026-07-14T22:00');
    expect(iso(edgeBefore('day', utc('2026-01-15T10:00')))).toBe('2026-01-14T23:00');
  });

  test('C4: the day on which the clocks go forward has 23 hours, the other 25', () => {
    const spring = edgeBefore('day', utc('2026-03-29T12:00'));
    expect(shifted('day', spring, 1) - spring).toBe(23 * 3_600_000);
    const autumn = edgeBefore('day', utc('2026-10-25T12:00'));
    expect(shifted('day', autumn, 1) - autumn).toBe(25 * 3_600_000);
  });

  test('two hours: one of them is an hour short in spring, one an hour long in autumn', () => {
    expect(edgesUpTo('two hours', utc('2026-03-29T02:00'), 3).map(iso)).toEqual([
      '2026-03-28T23:00', // 00:00
      '2026-03-29T01:00', // 02:00, which is 03:00
      '2026-03-29T02:00', // 04:00
      '2026-03-29T04:00',
    ]);
    expect(iso(edgeBefore('two hours', utc('2026-10-25T01:30')))).toBe('2026-10-25T00:00');
    expect(iso(shifted('two hours', utc('2026-10-25T00:00'), 1))).toBe('2026-10-25T03:00');
  });

  test('each hour of the autumn night is an hour of its own', () => {
    expect(iso(edgeBefore('hour', utc('2026-10-25T00:30')))).toBe('2026-10-25T00:00');
    expect(iso(edgeBefore('hour', utc('2026-10-25T01:30')))).toBe('2026-10-25T01:00');
  });

  test('weeks begin on Monday, months on their first day', () => {
    expect(iso(edgeBefore('week', utc('2026-11-29T12:00')))).toBe('2026-11-22T23:00');
    expect(iso(edgeBefore('week', utc('2026-11-23T00:30')))).toBe('2026-11-22T23:00');
    expect(edgesUpTo('month', edgeBefore('month', utc('2026-03-10T12:00')), 3).map(iso)).toEqual([
      '2025-12-31T23:00',
      '2026-01-31T23:00',
      '2026-02-28T23:00',
      '2026-03-31T22:00',
    ]);
  });
});

test('hours of a zone that is off by half an hour, or a quarter', () => {
  inZone('Asia/Kolkata');
  expect(iso(edgeBefore('hour', utc('2026-05-01T10:10')))).toBe('2026-05-01T09:30');
  inZone('Asia/Kathmandu');
  expect(iso(edgeBefore('hour', utc('2026-05-01T10:10')))).toBe('2026-05-01T09:15');
  expect(iso(edgeBefore('quarter hour', utc('2026-05-01T10:10')))).toBe('2026-05-01T10:00');
});

test('steps join: each edge is its own edge, and one step on is one step on', () => {
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC']) {
    inZone(zone);
    for (const step of ['quarter hour', 'hour', 'two hours', 'day', 'week', 'month'] as const) {
      const edges = edgesUpTo(step, edgeBefore(step, utc('2026-11-02T12:34')), 40);
      for (const [i, edge] of edges.entries()) {
        expect(edgeBefore(step, edge)).toBe(edge);
        if (i > 0) expect(edge).toBeGreaterThan(edges[i - 1] ?? edge);
      }
    }
  }
});
