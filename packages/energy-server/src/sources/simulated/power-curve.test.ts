// The closed-form energy against a numeric integration of the power.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { begunLater, energyUntil, type PowerCurve, peakOf, powerAt } from './power-curve.ts';

const positive = fc.double({ min: 0.1, max: 300, noNaN: true });
const anyCurve: fc.Arbitrary<PowerCurve> = fc.record({
  base: positive,
  waves: fc.array(
    fc.record({
      watts: positive,
      periodMs: fc.integer({ min: 2000, max: 60_000 }),
      lateMs: fc.integer({ min: 0, max: 60_000 }),
    }),
    { maxLength: 4 },
  ),
});

/** Simpson's rule: exact for cubics, far better than 1e-6 here. */
function quadrature(curve: PowerCurve, fromMs: number, toMs: number, steps = 2000): number {
  const h = (toMs - fromMs) / steps;
  let sum = powerAt(curve, fromMs) + powerAt(curve, toMs);
  for (let i = 1; i < steps; i++) sum += (i % 2 ? 4 : 2) * powerAt(curve, fromMs + i * h);
  return ((sum * h) / 3) * 1e-3;
}

describe('a scripted power', () => {
  test('has the energy that a numeric integration finds', () => {
    fc.assert(
      fc.property(
        anyCurve,
        fc.integer({ min: 0, max: 300_000 }),
        fc.integer({ min: 1, max: 60_000 }),
        (curve, fromMs, spanMs) => {
          const joules = energyUntil(curve, fromMs + spanMs) - energyUntil(curve, fromMs);
          const expected = quadrature(curve, fromMs, fromMs + spanMs);
          expect(Math.abs(joules - expected)).toBeLessThan(1e-6 * expected + 1e-7);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('stays between its base and its peak', () => {
    fc.assert(
      fc.property(anyCurve, fc.integer({ min: 0, max: 1e9 }), (curve, ms) => {
        const watts = powerAt(curve, ms);
        expect(watts).toBeGreaterThanOrEqual(curve.base - 1e-9);
        expect(watts).toBeLessThanOrEqual(peakOf(curve) + 1e-9);
      }),
    );
  });

  test('is the same by a clock that begins later, even after half a century', () => {
    fc.assert(
      fc.property(
        anyCurve,
        fc.integer({ min: 0, max: 2e12 }),
        fc.integer({ min: 0, max: 60_000 }),
        (curve, byMs, ms) => {
          const difference = powerAt(begunLater(curve, byMs), ms) - powerAt(curve, byMs + ms);
          expect(Math.abs(difference)).toBeLessThan(1e-5 * peakOf(curve));
        },
      ),
    );
  });

  test('is a raised cosine, worked out by hand', () => {
    const curve = { base: 2, waves: [{ watts: 10, periodMs: 4000, lateMs: 0 }] };
    expect([0, 1000, 2000, 3000, 4000].map((ms) => powerAt(curve, ms))).toEqual([
      2,
      expect.closeTo(7),
      expect.closeTo(12),
      expect.closeTo(7),
      expect.closeTo(2),
    ]);
    // A whole period: 4 s at the mean of 2 + 5 W.
    expect(energyUntil(curve, 4000)).toBeCloseTo(28, 9);
  });
});
