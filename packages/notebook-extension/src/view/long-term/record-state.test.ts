// The state of the long record: once a minute, following now, and never an older answer over a newer question.

import type { EnergyBucket } from '@jupyter-energy/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LongRecord } from '../../long-term/record.ts';
import { end } from '../../long-term/time-window.ts';
import { RecordState } from './record-state.ts';

let now = Date.parse('2026-11-28T12:00:30Z');

beforeEach(() => {
  vi.useFakeTimers();
  now = Date.parse('2026-11-28T12:00:30Z');
});
afterEach(() => {
  vi.useRealTimers();
});

/** Answers of so many joules, when the test says so. */
function setUp() {
  const asked: { edges: readonly number[]; answer: (joules: number) => void; fail: () => void }[] = [];
  const record = {
    energy: (edges: readonly number[]) => {
      const { promise, resolve, reject } = Promise.withResolvers<EnergyBucket[]>();
      asked.push({
        edges,
        answer: (joules) => resolve(edges.slice(0, -1).map((from) => bucket(from, joules))),
        fail: () => reject(new Error('no')),
      });
      return promise;
    },
    grid: () => Promise.reject(new Error('no mix here')),
    since: () => Promise.resolve(null),
    forget: () => undefined,
  };
  let changes = 0;
  const around = {
    now: () => now,
    begins: () => now - 400 * 86_400_000,
    kernel: () => null,
    openedAt: () => null,
    stackedBy: () => 'part' as const,
  };
  const state = new RecordState(record as unknown as LongRecord, around, () => {
    changes += 1;
  });
  const settled = () => vi.advanceTimersByTimeAsync(0);
  return { state, asked, settled, changes: () => changes };
}

function bucket(from: number, joules: number): EnergyBucket {
  const total = { basis: 'measured' as const, relativeError: null, joules, coveredSeconds: 900 };
  return { from, to: from + 900_000, total, parts: [], split: null, carbon: null };
}

test('asks at most once a minute by itself, and then for the span that ends now', async () => {
  const { state, asked, settled } = setUp();
  void state.keepFresh();
  asked[0]?.answer(1);
  await settled();
  void state.keepFresh();
  expect(asked).toHaveLength(1);
  vi.advanceTimersByTime(60_000);
  now += 15 * 60_000;
  void state.keepFresh();
  expect(asked).toHaveLength(2);
  expect(end(state.window)).toBe(Date.parse('2026-11-28T12:30:00Z'));
});

test('a window in the past stays where it is', async () => {
  const { state, asked, settled } = setUp();
  void state.move(-96);
  asked[0]?.answer(1);
  await settled();
  const { window } = state;
  now += 3_600_000;
  void state.load();
  expect(state.window).toEqual(window);
});

test('the answer to an older question is not shown', async () => {
  const { state, asked, settled, changes } = setUp();
  void state.choose('day');
  void state.choose('week');
  asked[1]?.answer(2);
  await settled();
  asked[0]?.answer(1);
  await settled();
  expect(changes()).toBe(1);
  expect(state.known.bars?.window.stage).toBe('week');
  expect(state.known.bars?.energy[0]?.total?.joules).toBe(2);
});

test('a failure is kept for whoever tells of it; without a mix there are bars all the same', async () => {
  const { state, asked, settled } = setUp();
  void state.load();
  asked[0]?.fail();
  await settled();
  expect(state.known).toMatchObject({ bars: null, failure: new Error('no') });
  void state.load();
  asked[1]?.answer(3);
  await settled();
  expect(state.known.failure).toBeNull();
  expect(state.known.gridFailure).toEqual(new Error('no mix here'));
  expect(state.known.bars?.energy).toHaveLength(96);
});
