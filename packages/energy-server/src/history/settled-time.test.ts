// Up to when a beat is settled.

import { expect, test } from 'vitest';
import { PATIENCE_MS, patienceFor, settledTime } from './settled-time.ts';

test.each([
  ['before anything was said', 100, null, [], null],
  ['while nobody is there to say anything', 900, 100, [], 900],
  ['all have just spoken', 1000, 500, [998, 999], 998],
  ['one is late', 1000, 500, [600, 999], 600],
  ['one is too late', 5000, 500, [600, 4999], 3000],
  ['all are too late', 5000, 500, [600, 700], 3000],
  ['never backwards', 1000, 900, [600, 999], 900],
  ['a stamp from the future', 1000, 500, [1500], 1000],
])('%s', (_, nowMs, previousMs, newest, expected) => {
  const stamps = newest.map((ms) => ({ ms, patienceMs: PATIENCE_MS }));
  expect(settledTime(nowMs, previousMs, stamps)).toBe(expected);
});

test('a meter that regularly speaks late is waited for longer, and only that one', () => {
  const late = { ms: 6_000, patienceMs: patienceFor({ lateMs: 5_000 }) };
  const prompt = { ms: 6_000, patienceMs: patienceFor({}) };
  expect(settledTime(10_000, 500, [late])).toBe(6_000);
  expect(settledTime(12_000, 500, [late])).toBe(7_000);
  expect(settledTime(10_000, 500, [{ ...late, ms: 9_900 }, prompt])).toBe(8_000);
  expect(patienceFor({ lateMs: 100 })).toBe(PATIENCE_MS);
});
