// Worked points of the model, and what must hold for every model.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { watts } from './power-model.ts';

const flat = { ramIncludedGb: 1.07, ramWattsPerGb: 0.2 };
/** 1 W idle, 2 W at 10 %, then 1 W more for every 10 %. */
const simple = { ...flat, wattsPerThread: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] };
/** The curve for Ice Lake-SP that a linear rise between two medians, bent by Intel's published curve, gives. */
const bent = {
  ...flat,
  wattsPerThread: [0, 0.167, 0.227, 0.287, 0.349, 0.411, 0.492, 0.591, 0.715, 0.86, 1].map(
    (r) => 0.83 + (4.06 - 0.83) * r,
  ),
};

describe('watts', () => {
  test.each([
    [0, 6.64],
    [0.5, 17.26],
    [0.55, 18.31],
    [1, 32.48],
  ])('E1: eight threads at the load %f draw %f W', (u, expected) => {
    expect(watts(bent, u, 8, 0)).toBeCloseTo(expected, 2);
  });

  test('E6: 32 GB on eight threads are 23.44 GB beyond what is included: 4.69 W', () => {
    expect(watts(simple, 0.3, 8, 32) - watts(simple, 0.3, 8, 0)).toBeCloseTo(4.688, 9);
  });

  test('less memory than is included takes nothing away', () => {
    expect(watts(simple, 0, 8, 2)).toBe(8);
  });

  test('a load that rounding pushed out of 0 … 1 is cut', () => {
    expect(watts(simple, -0.01, 1, 0)).toBe(1);
    expect(watts(simple, 1.01, 1, 0)).toBe(11);
  });

  test('never falls when the load rises, and grows with the threads', () => {
    const model = fc
      .array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: 11, maxLength: 11 })
      .map((steps) => {
        let sum = 0;
        return { ...flat, wattsPerThread: steps.map((step) => (sum += step)) };
      });
    const load = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(model, load, load, fc.double({ min: 0.1, max: 512, noNaN: true }), (m, a, b, n) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(watts(m, low, n, 0)).toBeLessThanOrEqual(watts(m, high, n, 0) * (1 + 1e-12));
        expect(watts(m, low, n, 64)).toBeLessThanOrEqual(watts(m, low, n * 1.5, 64 * 1.5) * (1 + 1e-12));
      }),
    );
  });
});
