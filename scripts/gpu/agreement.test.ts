// The comparison of counter and power, on samples worked out by hand.

import { describe, expect, test } from 'vitest';
import { compare } from './agreement.ts';
import { quantile } from './statistics.ts';

describe('counter and power', () => {
  test('are compared from the first move of the counter to the last', () => {
    // 100 W for a second, then 200 W; what lies before the first move and after the last says nothing.
    const samples = [
      { ms: 0, joules: 50, watts: 999 },
      { ms: 1_000, joules: 60, watts: 100 },
      { ms: 2_000, joules: 160, watts: 100 },
      { ms: 2_000, joules: 160, watts: 200 },
      { ms: 3_000, joules: 360, watts: 200 },
      { ms: 4_000, joules: 360, watts: 999 },
    ];
    expect(compare(samples)).toEqual({
      seconds: 2,
      countedJoules: 300,
      integratedJoules: 300,
      meanWatts: 150,
      powerReads: 4,
    });
  });

  test('say nothing where the counter moved once or never', () => {
    const still = { joules: 5, watts: 100 };
    expect(compare([])).toBeNull();
    expect(
      compare([
        { ms: 0, ...still },
        { ms: 1, ...still },
      ]),
    ).toBeNull();
    expect(
      compare([
        { ms: 0, ...still },
        { ms: 1, ...still, joules: 6 },
      ]),
    ).toBeNull();
  });
});

test.each([
  [[3, 1, 2], 0.5, 2],
  [[4, 1, 2, 3], 0.5, 2.5],
  [[10, 20], 0.99, 19.9],
  [[7], 0.99, 7],
  [[], 0.5, null],
])('of %j the value at %d is %s', (values, part, expected) => {
  expect(quantile(values, part)).toBe(expected);
});
