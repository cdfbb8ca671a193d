// Against an example worked out by hand.

import { expect, test } from 'vitest';
import { differenceOf } from './paired.ts';

test('mean and margin', () => {
  // Deviations −2, −1, 0, 1, 2: variance 10 ÷ 4, standard error √(2.5 ÷ 5), four degrees of freedom.
  const { mean, margin } = differenceOf([8, 9, 10, 11, 12]);
  expect(mean).toBe(10);
  expect(margin).toBeCloseTo(2.776 * Math.SQRT1_2, 9);
});

test('two are enough, and many use the end of the table', () => {
  expect(differenceOf([1, 3])).toEqual({ mean: 2, margin: 12.706 });
  const many = Array.from({ length: 101 }, (_, index) => index % 2);
  expect(differenceOf(many).margin).toBeCloseTo(2.086 * 0.0499, 2);
});
