// Every figure derived a second time, a good choice at every magnitude, and a sentence for each.

import { nullTranslator } from '@jupyterlab/translation';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Format } from '../words/format.ts';
import { chooseComparison, comparisons } from './choose-comparison.ts';
import { sentenceOf, sentences } from './comparison-words.ts';

/** Derived by hand from the sources, in joules, and how far the figure may be from it. */
const derived: Record<string, readonly [joules: number, within: number]> = {
  // m·g·h with g = 9.80665 m/s².
  'water-drop-metre': [0.00049033, 1e-4],
  'carat-metre': [0.00196133, 1e-5],
  'paper-metre': [0.0489314, 1e-5],
  'apple-metre': [0.980665, 1e-9],
  'water-litre-metre': [9.80665, 1e-9],
  'person-stair': [116.699, 1e-5],
  'person-floor': [2059.4, 1e-4],
  'person-eiffel': [226_534, 1e-5],
  // Water takes 4.186 kJ per kilogram and kelvin.
  'teaspoon-degree': [20.93, 1e-6],
  'cup-of-tea': [104_650, 1e-6],
  'kettle-litre': [418_600, 1e-6],
  bathtub: [14_441_700, 1e-6],
  'pool-degree': [10_465_000_000, 1e-6],
  // Power by time, as rated.
  'led-minute': [540, 0],
  'aa-cell': [8640, 1e-9],
  toast: [144_000, 0],
  'laptop-hour': [180_000, 0],
  'oven-pizza': [2_880_000, 0],
  'wind-turbine-minute': [300e6, 0],
  'wind-turbine-hour': [18e9, 0],
  'wind-turbine-day': [432e9, 0],
  // Published figures.
  'llm-prompt-gemini': [864, 1e-9],
  'web-search-2009': [1080, 1e-9],
  'e-bike-km': [28_800, 1e-9],
  'phone-charge': [54_000, 1e-9],
  'microwave-minute': [84_000, 1e-9],
  // "9 seconds are 0.24 Wh": 0.24 · 3600 / 9 = 96 W for an hour.
  'tv-hour': [345_600, 0.05],
  'electric-car-km': [648_000, 1e-9],
  // Per year and home 3600, 3208 and 10 791 kWh.
  'home-day-eu': [35_507_000, 1e-4],
  'home-day-de': [31_640_500, 1e-4],
  'home-day-us': [106_431_800, 1e-4],
  'home-month-eu': [1.08e9, 1e-9],
  'home-year-eu': [12.96e9, 1e-9],
};

describe('figures', () => {
  test.each(comparisons.map((item) => [item.id, item] as const))('%s', (id, item) => {
    const [joules, within] = derived[id] ?? [Number.NaN, 0];
    expect(Math.abs(item.joules / joules - 1)).toBeLessThanOrEqual(within);
    expect(item.derivation).not.toBe('');
    expect(item.source).not.toBe('');
    expect(item.emoji).not.toBe('');
  });

  test('each has its own id, its check and its sentence', () => {
    const ids = comparisons.map(({ id }) => id).toSorted();
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(derived).toSorted()).toEqual(ids);
    expect(Object.keys(sentences).toSorted()).toEqual(ids);
  });
});

describe('the choice', () => {
  test('from a millijoule to a hundred megawatt-hours the count lies between 0.5 and 20, at any time and place', () => {
    const exponent = fc.double({ min: -3, max: Math.log10(100 * 3.6e9), noNaN: true });
    const region = fc.constantFrom(null, 'DE', 'US', 'FR', 'JP');
    fc.assert(
      fc.property(exponent, fc.nat(4e12), region, (power, at, place) => {
        const count = chooseComparison(10 ** power, at, place)?.count ?? Number.NaN;
        expect(count).toBeGreaterThanOrEqual(0.5);
        expect(count).toBeLessThanOrEqual(20);
      }),
      { numRuns: 2000 },
    );
  });

  test('no energy is compared with nothing', () => {
    expect(chooseComparison(0, 0)).toBeNull();
    expect(chooseComparison(Number.NaN, 0)).toBeNull();
  });

  test('beyond both ends the nearest one is taken', () => {
    expect(chooseComparison(1e-6, 0)?.comparison.id).toBe('water-drop-metre');
    expect(chooseComparison(1e15, 0)?.comparison.id).toBe('wind-turbine-day');
  });

  test('stays for minutes, then the next takes its turn until all had theirs', () => {
    const minute = 60_000;
    const at = (minutes: number) => chooseComparison(2000, minutes * minute)?.comparison.id;
    expect(at(0)).toBe(at(2.9));
    const fitting = comparisons.filter(({ joules }) => 2000 / joules >= 0.5 && 2000 / joules <= 20);
    const turns = fitting.map((_, i) => at(3 * i));
    expect(turns.toSorted()).toEqual(fitting.map(({ id }) => id).toSorted());
  });

  test.each([
    [null, ['home-day-eu']],
    ['FR', ['home-day-eu']],
    ['DE', ['home-day-de']],
    ['US', ['home-day-us']],
  ])('homes are those of the user’s country, else the EU’s: %s', (region, homes) => {
    const seen = new Set<string>();
    for (let turn = 0; turn < 60; turn++)
      seen.add(chooseComparison(1e8, turn * 180_000, region)?.comparison.id ?? '');
    expect([...seen].filter((id) => id.startsWith('home-day'))).toEqual(homes);
  });
});

describe('sentences', () => {
  const trans = nullTranslator.load('jupyter_energy');
  const format = new Format('en');
  const tea = comparisons.find(({ id }) => id === 'cup-of-tea');
  if (tea === undefined) throw new Error('no tea');

  test.each([
    [1, null, 'Enough to boil water for 1 cup of tea'],
    [1.04, null, 'Enough to boil water for 1 cup of tea'],
    [0.6, null, 'Enough to boil water for 150 millilitres of tea'],
    [0.994, null, 'Enough to boil water for 249 millilitres of tea'],
    [0.996, null, 'Enough to boil water for 1 cup of tea'],
    [0.0001, null, 'Enough to boil water for 0.025 millilitres of tea'],
    [0.004, null, 'Enough to boil water for 1 millilitre of tea'],
    [2.46, null, 'Enough to boil water for 2.5 cups of tea'],
    [17.2, null, 'Enough to boil water for 17 cups of tea'],
    [2, { relativeError: null }, 'Enough to boil water for about 2 cups of tea'],
    [2, { relativeError: 0.2 }, 'Enough to boil water for about 2 cups of tea (1.6 to 2.4)'],
    [0.68, { relativeError: 0.4 }, 'Enough to boil water for about 170 millilitres of tea (100 to 240)'],
    [2, { relativeError: 1.5 }, 'Enough to boil water for about 2 cups of tea (0 to 5)'],
  ])('%d cups, estimate %j', (count, estimate, sentence) => {
    expect(sentenceOf({ comparison: tea, count }, estimate, trans, format)).toBe(sentence);
  });
});
