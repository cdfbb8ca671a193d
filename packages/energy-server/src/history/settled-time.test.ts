// Up to when a beat is settled.

import { expect, test } from 'vitest';
import { settledTime } from './settled-time.ts';

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
  expect(settledTime(nowMs, previousMs, newest)).toBe(expected);
});
