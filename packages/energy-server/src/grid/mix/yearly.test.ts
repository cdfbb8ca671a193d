// The table that ships: complete, each row a whole, and in keeping with the intensity that others published of the same countries.

import { describe, expect, test } from 'vitest';
import { countries } from '../place/countries.ts';
import { yearlyMix } from './mix.ts';
import { type Production, primary } from './production.ts';
import { yearlyMixes } from './yearly.ts';
import table from './yearly-mix.json' with { type: 'json' };

const rows = [...yearlyMixes()];

test('has a row for each of 211 countries, and the world', () => {
  expect(rows).toHaveLength(212);
  expect(table.rows).toHaveLength(212);
  expect(rows.filter(([country]) => country !== 'world' && !countries.has(country))).toEqual([]);
});

test('each row sums to 100 ± 1 %, of nine parts that are whole per cent', () => {
  for (const [country, { production, year }] of rows) {
    const parts = Object.values(production);
    expect(parts, country).toHaveLength(9);
    expect(parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 100)).toBe(true);
    expect(Math.abs(parts.reduce((a, b) => a + b, 0) - 100)).toBeLessThanOrEqual(1);
    expect(year, country).toBeGreaterThanOrEqual(2022);
    expect(year, country).toBeLessThanOrEqual(2025);
  }
});

// Read off the reference's table of each country by hand: coal gas oil nuclear hydro wind solar biomass other.
test.each([
  ['DE', 2025, [21, 17, 4, 0, 4, 27, 18, 10, 0], 342.06],
  ['FR', 2025, [0, 3, 2, 69, 10, 8, 6, 2, 0], 44.18],
  ['NO', 2025, [0, 1, 0, 0, 90, 8, 0, 0, 0], 30.75],
  ['IS', 2023, [0, 0, 0, 0, 70, 0, 0, 0, 30], 28.33],
  ['GB', 2025, [0, 31, 4, 12, 2, 29, 7, 14, 0], 215.79],
  ['US', 2024, [15, 43, 1, 18, 5, 10, 7, 1, 0], 383.55],
  ['IN', 2024, [75, 3, 0, 3, 8, 4, 7, 1, 0], 708.96],
  ['XK', 2025, [93, 0, 0, 0, 5, 2, 0, 0, 0], 958.72],
  ['world', 2024, [34, 22, 3, 9, 14, 8, 7, 2, 0], 472.94],
])('%s', (country, year, percents, gramsPerKwh) => {
  const row = yearlyMixes().get(country);
  expect(row).toMatchObject({ year, gramsPerKwh });
  const parts = Object.values(row?.production ?? {});
  // Rounded there one by one, here so that they sum to 100.
  for (const [index, part] of parts.entries())
    expect(Math.abs(part - (percents[index] ?? 0))).toBeLessThanOrEqual(1);
});

/** Bounds of what each fuel emits, gCO2e/kWh: the lowest and highest that the IPCC names, lignite and old oil engines included. */
const bounds: Readonly<Record<string, readonly [number, number]>> = {
  coal: [675, 1300],
  gas: [290, 930],
  oil: [400, 1100],
  nuclear: [3, 110],
  hydro: [1, 100],
  'wind onshore': [7, 56],
  solar: [18, 180],
  biomass: [0, 420],
  'other renewable': [6, 79],
};

describe('against the published intensity, which has another origin: no row is swapped or shifted', () => {
  /** The years differ, so 6 % and 60 g are allowed beside the bounds. */
  function fits(production: Production, gramsPerKwh: number | null): boolean {
    if (gramsPerKwh === null) return true;
    let [low, high] = [0, 0];
    for (const [type, percent] of primary(production)) {
      low += (percent * (bounds[type]?.[0] ?? 0)) / 100;
      high += (percent * (bounds[type]?.[1] ?? 0)) / 100;
    }
    return gramsPerKwh >= low * 0.94 - 60 && gramsPerKwh <= high * 1.06 + 60;
  }

  test('it lies within what the mix can emit, but for two countries with gas plants older than the bounds', () => {
    const outside = rows.filter(([, { production, gramsPerKwh }]) => !fits(production, gramsPerKwh));
    expect(outside.map(([country]) => country).sort()).toEqual(['TM', 'UZ']);
  });

  test('and would not, were the rows one country off', () => {
    const off = rows.filter(
      ([, { production }], index) => !fits(production, rows.at(index - 1)?.[1].gramsPerKwh ?? null),
    );
    expect(off.length).toBeGreaterThan(80);
  });
});

describe('as the mix of a place', () => {
  test('is labelled as a year’s average', () => {
    expect(yearlyMix({ country: 'FR', zone: null })).toMatchObject({
      kind: 'yearly',
      provider: 'yearly-table',
      year: 2025,
      asOf: null,
      shares: { bands: { nuclear: 0.69, storage: 0, unknown: 0 } },
      intensity: { gramsPerKwh: 44.18, method: 'published', factors: 'life-cycle' },
    });
  });

  test('nobody gets the world’s who did not choose it', () => {
    expect(yearlyMix({ country: 'world', zone: null })).toMatchObject({ kind: 'world', year: 2024 });
    for (const place of [null, { country: 'AQ', zone: null }])
      expect(yearlyMix(place)).toMatchObject({ kind: 'none', shares: null, intensity: null, provider: null });
  });

  test('an intensity that nobody published, or that is a small one rounded to 0, is unknown', () => {
    for (const country of ['BM', 'GI', 'TL', 'SH', 'CF'])
      expect(yearlyMix({ country, zone: null }), country).toMatchObject({ kind: 'yearly', intensity: null });
  });
});
