// Sums of meters beside each other.

import { describe, expect, test } from 'vitest';
import { relativeErrorOf, sumOf } from './sum.ts';

describe('a sum', () => {
  test('adds what is known and covers only what all know', () => {
    const members = [
      { joules: 100, coveredMs: 10_000 },
      { joules: 25, coveredMs: 5000 },
    ];
    // In the covered five seconds: 50 J and 25 J, so 15 W and not 25 W.
    expect(sumOf(members)).toEqual({ joules: 125, coveredMs: 5000, jointJoules: 75 });
  });

  test('of nothing, and with a member that knows nothing', () => {
    expect(sumOf([])).toEqual({ joules: 0, coveredMs: 0, jointJoules: 0 });
    const members = [
      { joules: 100, coveredMs: 1000 },
      { joules: 0, coveredMs: 0 },
    ];
    expect(sumOf(members)).toEqual({ joules: 100, coveredMs: 0, jointJoules: 0 });
  });

  test.each([
    ['one member', [{ joules: 0, relativeError: 0.2 }], 0.2],
    [
      'independent errors',
      [
        { joules: 30, relativeError: 0.1 },
        { joules: 40, relativeError: 0.1 },
      ],
      5 / 70,
    ],
    [
      'an unknown error',
      [
        { joules: 30, relativeError: 0.1 },
        { joules: 0, relativeError: null },
      ],
      null,
    ],
    [
      'nothing summed yet',
      [
        { joules: 0, relativeError: 0.1 },
        { joules: 0, relativeError: 0.1 },
      ],
      null,
    ],
    ['no member', [], null],
  ])('error of %s', (_, members, expected) => {
    if (expected === null) expect(relativeErrorOf(members)).toBeNull();
    else expect(relativeErrorOf(members)).toBeCloseTo(expected, 12);
  });
});
