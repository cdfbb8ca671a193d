// A day worked out by hand: energy by quarter hours times mix and intensity is what the screen says.

import { expect, test } from 'vitest';
import { day, quarter } from '../../test/hand-worked-day.ts';
import { carbonOf, energyOf, missingSeconds, possibleSeconds } from './sums.ts';

test('the energy of the day is 1 kWh', () => {
  expect(energyOf(day)?.joules).toBeCloseTo(3_600_000, 6);
  expect(energyOf(day)?.coveredSeconds).toBe(86_400);
});

test('its grams are 200, of the 0.8 kWh for which they are known', () => {
  const carbon = carbonOf(day);
  expect(carbon?.grams).toBeCloseTo(200, 9);
  expect((carbon?.knownJoules ?? 0) / 3_600_000).toBeCloseTo(0.8, 9);
  expect(carbon?.kinds).toEqual(['yearly', 'live']);
});

test('its shares are 52.5 % renewable and 60 % low-carbon, weighted by the energy', () => {
  const carbon = carbonOf(day);
  expect((carbon?.renewableJoules ?? 0) / (carbon?.mixJoules ?? 1)).toBeCloseTo(0.525, 9);
  expect((carbon?.lowCarbonJoules ?? 0) / (carbon?.mixJoules ?? 1)).toBeCloseTo(0.6, 9);
});

test('the notebook has its grams where it was split: 40 quarters of 9 kJ at 400 g are 40 g', () => {
  expect(carbonOf(day)?.kernelGrams).toBeCloseTo(40, 9);
  expect(carbonOf(day.slice(40))?.kernelGrams).toBeNull();
});

test('nothing known is null, never 0', () => {
  expect(energyOf([null, { ...quarter(0, 1, null), total: null }])).toBeNull();
  expect(carbonOf(day.slice(56))).toBeNull();
});

test('one estimated bar makes the sum an estimate', () => {
  const estimated = { ...quarter(0, 5, null) };
  estimated.total = { basis: 'estimated', relativeError: 0.2, joules: 5, coveredSeconds: 900 };
  expect(energyOf([quarter(1, 5, null), estimated])?.estimated).toBe(true);
});

test('neither the time before the record nor the future is missing', () => {
  const extent = { begins: 600_000, now: 1_200_000 };
  expect(possibleSeconds(0, 1_800_000, extent)).toBe(600);
  expect(possibleSeconds(1_300_000, 1_400_000, extent)).toBe(0);
  expect(missingSeconds(600, 595)).toBe(0);
  expect(missingSeconds(600, 300)).toBe(300);
});
