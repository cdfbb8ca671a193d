// What a cell's run is said to have used, from an interval by hand.

import type { Interval } from '@jupyter-energy/contract';
import { expect, test } from 'vitest';
import { cellEnergyOf } from './cell-energy.ts';

const interval: Interval = {
  ...{ kernel: 'k', from: 1_000, to: 3_000, seconds: 2, coveredSeconds: 2 },
  ...{ joules: 4, uncertaintyJoules: 0.6, relativeError: 0.2, watts: 2, share: 0.5, cpuSeconds: 2 },
  parts: [],
  computer: { joules: 10, coveredSeconds: 2, basis: 'measured' },
  split: { kernel: 4, otherKernels: 0, others: 4, idle: 2, undivided: 0 },
  basis: { total: 'measured', share: 'attributed' },
  flags: { tooShort: false, incomplete: false, shared: false, overlap: false },
  reason: null,
};

test('the uncertainty of the interval and the error of the source add up as squares', () => {
  // 0.6 and 20 % of 4: the hypotenuse of 0.6 and 0.8.
  expect(cellEnergyOf(interval, true)).toMatchObject({ joules: 4, watts: 2, computerJoules: 10 });
  expect(cellEnergyOf(interval, true).plusMinus).toBeCloseTo(1, 9);
});

test('a mean power is not told of what is too short to tell, or less than its uncertainty', () => {
  const tooShort = { ...interval, flags: { ...interval.flags, tooShort: true } };
  expect(cellEnergyOf(tooShort, true).watts).toBeNull();
  expect(cellEnergyOf({ ...interval, uncertaintyJoules: 4.1 }, true).watts).toBeNull();
});

test('what this computer used says nothing of a kernel that runs elsewhere', () => {
  const unknown = { ...interval, joules: null, uncertaintyJoules: null, watts: null, basis: null };
  expect(cellEnergyOf(unknown, false)).toMatchObject({ joules: null, plusMinus: null, computerJoules: null });
  expect(cellEnergyOf(unknown, true).computerJoules).toBe(10);
});
