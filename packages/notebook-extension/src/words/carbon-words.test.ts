// Grams and shares in words: an estimate always, with what is counted; comparisons only where they say something.

import type { Carbon } from '@jupyter-energy/contract';
import { nullTranslator } from '@jupyterlab/translation';
import { expect, test } from 'vitest';
import { CAR_GRAMS_PER_KM, carbonComparison } from '../comparisons/carbon.ts';
import { carbonWords } from './carbon-words.ts';
import { Format } from './format.ts';

const language = { trans: nullTranslator.load('jupyter_energy'), format: new Format('en') };
const plain = (text: string) => text.replaceAll('\u00A0', ' ');

/** 1 kWh of which half has a known intensity of 400 g/kWh. */
function carbon(more: Partial<Carbon> = {}): Carbon {
  return {
    ...{ grams: 200, kernelGrams: null, knownJoules: 1.8e6, mixJoules: 1.8e6 },
    ...{ renewableJoules: 0.9e6, lowCarbonJoules: 1.2e6, kinds: ['live'], factors: ['life-cycle'] },
    ...more,
  } as Carbon;
}

const say = (one: Carbon) => carbonWords(one, 3.6e6, null, language);

test('half of the energy is said to be half', () => {
  expect(plain(say(carbon()).grams)).toBe('≈ 200 g CO₂e');
  expect(plain(say(carbon()).how)).toMatch(/average of 400 g\/kWh, .*for the 50 % of the energy/);
  expect(plain(say(carbon()).shares ?? '')).toBe('50 % of this energy renewable, 67 % low-carbon');
});

test('what leaves the chimney alone is told from the life cycle, and a mixture from both', () => {
  expect(say(carbon()).how).toMatch(/over the life cycle/);
  expect(say(carbon({ factors: ['direct'] })).how).toMatch(/direct emissions only/);
  expect(say(carbon({ factors: ['direct', 'life-cycle'] })).how).toMatch(/partly counting direct/);
});

test('a mix without an intensity has shares and no grams', () => {
  const words = say(carbon({ grams: 0, knownJoules: 0 }));
  expect(words.grams).toMatch(/unknown/);
  expect(words.how).toBe('');
  expect(words.shares).toMatch(/renewable/);
});

test('a car of 107 g/km goes 2 km for 214 g, 100 m for 10.7 g; below 10 g nothing is compared', () => {
  expect(CAR_GRAMS_PER_KM).toBe(107);
  expect(plain(carbonComparison(carbon({ grams: 214 }), language)?.sentence ?? '')).toMatch(
    /over about 2 km/,
  );
  expect(plain(carbonComparison(carbon({ grams: 10.7 }), language)?.sentence ?? '')).toMatch(
    /over about 100 m/,
  );
  expect(carbonComparison(carbon({ grams: 9.9 }), language)).toBeNull();
});

test('direct emissions are not compared with a figure for all', () => {
  expect(carbonComparison(carbon({ factors: ['direct'] }), language)).toBeNull();
  expect(carbonComparison(carbon({ factors: [] }), language)).toBeNull();
});
