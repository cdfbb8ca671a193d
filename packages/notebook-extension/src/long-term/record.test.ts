// Asking for the long record: what is asked, and what is remembered.

import type { Energy, EnergyBucket } from '@jupyter-energy/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Schema } from '../stream/api.ts';
import { LongRecord } from './record.ts';

const QUARTER = 900_000;
const now = Date.parse('2026-11-28T12:00:30Z');
const began = Date.parse('2026-03-05T09:17:00Z');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An energy server that has read 10 W from `began` on. */
function server(from = began) {
  const asked: string[] = [];
  let underWay = 0;
  const most = { atOnce: 0 };
  const ask = async <T>(path: string, schema: Schema<T>): Promise<T> => {
    asked.push(path);
    underWay += 1;
    most.atOnce = Math.max(most.atOnce, underWay);
    await Promise.resolve();
    underWay -= 1;
    const query = new URLSearchParams(path.split('?')[1]);
    const [begin, end, step] = ['from', 'to', 'step'].map((name) => Number(query.get(name))) as [
      number,
      number,
      number,
    ];
    return schema.parse({ buckets: bucketsOf(begin, end, step * 1000, from) });
  };
  return { record: new LongRecord(ask, () => now), asked, most };
}

function bucketsOf(begin: number, end: number, stepMs: number, began: number): Energy['buckets'] {
  const buckets: EnergyBucket[] = [];
  for (let from = begin; from < end; from += stepMs) {
    const to = Math.min(from + stepMs, end);
    const seconds = Math.max(0, Math.min(to, now) - Math.max(from, began)) / 1000;
    const known = {
      basis: 'measured' as const,
      relativeError: null,
      joules: 10 * seconds,
      coveredSeconds: seconds,
    };
    buckets.push({ from, to, total: seconds > 0 ? known : null, parts: [], split: null, carbon: null });
  }
  return buckets;
}

const edges = (last: number, count: number, step = QUARTER) =>
  Array.from({ length: count + 1 }, (_, i) => last + (i - count) * step);

test('each bar has its bucket: 10 W are 9 kJ a quarter hour', async () => {
  const { record } = server();
  const buckets = await record.energy(edges(Date.parse('2026-11-28T12:15:00Z'), 3), null);
  expect(buckets.map((bucket) => bucket?.total?.joules)).toEqual([9_000, 9_000, 300]);
});

test('the same span is asked once a minute while it goes on, once an hour when it is past', async () => {
  const { record, asked } = server();
  const current = edges(Date.parse('2026-11-28T12:15:00Z'), 4);
  const past = edges(Date.parse('2026-11-20T12:15:00Z'), 4);
  const both = () => Promise.all([record.energy(current, 'k'), record.energy(past, 'k')]);
  await both();
  await both();
  expect(asked).toHaveLength(2);
  vi.advanceTimersByTime(60_000);
  await both();
  expect(asked).toHaveLength(3);
  vi.advanceTimersByTime(3_600_000);
  await both();
  expect(asked).toHaveLength(5);
});

test('not more than four questions are on their way', async () => {
  const { record, asked, most } = server();
  // Months of 31 and 30 days in turn: each is a question of its own.
  const months = Array.from({ length: 13 }, (_, month) => Date.UTC(2025, month + 8, 1));
  await record.energy(months, null);
  expect(asked.length).toBeGreaterThan(8);
  expect(most.atOnce).toBeLessThanOrEqual(4);
});

test('a failure is not remembered, and another country makes every answer another', async () => {
  const { record, asked } = server();
  const span = edges(Date.parse('2026-11-28T12:15:00Z'), 4);
  await record.energy(span, null);
  record.forget();
  await record.energy(span, null);
  expect(asked).toHaveLength(2);
  let calls = 0;
  const failing = new LongRecord(
    () => {
      calls += 1;
      return Promise.reject(new Error('no'));
    },
    () => now,
  );
  await expect(failing.energy(span, null)).rejects.toThrow('no');
  await expect(failing.energy(span, null)).rejects.toThrow('no');
  expect(calls).toBe(2);
});
