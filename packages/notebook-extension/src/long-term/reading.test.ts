// What the screen says of the day worked out by hand: every figure in the comment of that day, in words.

import { nullTranslator } from '@jupyterlab/translation';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { day, mixOf, standing } from '../../test/hand-worked-day.ts';
import { Format } from '../words/format.ts';
import { Moments } from '../words/moments.ts';
import { type Bars, barsOf } from './bars.ts';
import type { StackedBy } from './layers.ts';
import { type Reader, readingOf } from './reading.ts';

beforeAll(() => {
  vi.stubEnv('TZ', 'Europe/Berlin');
});
afterAll(() => vi.unstubAllEnvs());

const QUARTER = 900_000;
const format = new Format('en-GB');
const plain = (text: string | null) => (text ?? '').replaceAll('\u00A0', ' ').replaceAll('\u2009', ' ');

function reader(settings: Partial<Reader['settings']> = {}): Reader {
  return {
    language: { trans: nullTranslator.load('jupyter_energy'), format },
    moments: new Moments('en-GB', undefined),
    settings: { unit: 'Wh', pricePerKwh: 0, currency: 'EUR', ...settings },
    simulated: false,
  };
}

function bars(by: StackedBy = 'part', energy: Bars['energy'] = day): Bars {
  const edges = Array.from({ length: energy.length + 1 }, (_, i) => i * QUARTER);
  const extent = { begins: 0, now: 96 * QUARTER };
  const grid = { ...standing, buckets: energy.map((_, bar) => mixOf(bar)) };
  return barsOf({ stage: 'day', step: 'quarter hour', edges }, extent, energy, grid, by);
}

describe('the whole day', () => {
  const all = readingOf(bars(), null, reader());

  test('is 1 kWh, measured, known throughout', () => {
    expect(plain(all.energy)).toBe('1.00 kWh');
    expect(all.facts[0]).toBe('Measured, known for all of this time.');
  });

  test('caused 200 g by the 80 % of it of which the mix is known: 250 g/kWh', () => {
    expect(plain(all.carbon.grams)).toBe('≈ 200 g CO₂e');
    expect(plain(all.carbon.how)).toBe(
      'Estimate of the operation alone, at an average of 250 g/kWh, over the life cycle of the power plants, ' +
        'for the 80 % of the energy of which the mix is known.',
    );
  });

  test('was generated from 52.5 % renewables, 60 % low-carbon', () => {
    expect(plain(all.carbon.shares)).toBe('53 % of this energy renewable, 60 % low-carbon');
  });

  test('has the notebook’s 40 g, and a price where there is one', () => {
    expect(all.facts.map(plain)).toContain('This notebook’s part: ≈ 40.0 g CO₂e.');
    const priced = readingOf(bars(), null, reader({ pricePerKwh: 0.32 }));
    expect(priced.facts.map(plain)).toContain('Price: €0.32 at €0.32 per kWh.');
    expect(all.facts.join()).not.toMatch(/Price/);
  });
});

describe('a bar', () => {
  test('of the night: 36 kJ, 4 g, under the average of a year', () => {
    const bar = readingOf(bars(), 0, reader({ unit: 'J' }));
    expect(plain(bar.title)).toBe('Thu 1 Jan, 01:00–01:15');
    expect(plain(bar.energy)).toBe('36.0 kJ');
    expect(plain(bar.carbon.grams)).toBe('≈ 4.00 g CO₂e');
    expect(bar.bands.map(plain)).toEqual(['30 %', '10 %', '55 %', '5 %', '0 %']);
    expect(bar.facts).toContain(
      'Mix: the average of the year 2025, not the mix of this time; intensity as published.',
    );
  });

  test('of the noon: 90 kJ, 2.5 g, under the mix of that time', () => {
    const bar = readingOf(bars(), 45, reader({ unit: 'J' }));
    expect(plain(bar.energy)).toBe('90.0 kJ');
    expect(plain(bar.carbon.grams)).toBe('≈ 2.50 g CO₂e');
    expect(bar.facts).toContain('Mix: the mix of this time; intensity by our estimate.');
    expect(bar.facts.map(plain)).toContain('Made from solar 75 %.');
  });

  test('of the evening: its energy is known, its mix is not', () => {
    const bar = readingOf(bars(), 80, reader({ unit: 'J' }));
    expect(plain(bar.energy)).toBe('18.0 kJ');
    expect(bar.carbon).toEqual({
      grams: 'CO₂e unknown: no mix is known of this time',
      how: '',
      shares: null,
    });
    expect(bar.bands).toEqual(Array(5).fill('unknown'));
  });

  test('of which nothing is known says so, and never 0', () => {
    const gone = bars('split', [null, ...day.slice(1)]);
    const bar = readingOf(gone, 0, reader());
    expect([bar.energy, ...bar.layers]).toEqual(Array(1 + gone.layers.length).fill('unknown'));
    expect(bar.facts).toEqual(['Nothing was measured in this time.']);
  });
});

test('the mix of more than a quarter hour is a mean, and the energy’s own shares are others', () => {
  const span = { from: 0, to: 96 * QUARTER };
  const grid = { ...standing, buckets: [{ ...mixOf(45), ...span }] };
  const edges = [span.from, span.to];
  const extent = { begins: 0, now: span.to };
  const [first] = day;
  const [bucket] = first === undefined ? [] : [{ ...first, ...span }];
  const one = barsOf({ stage: 'month', step: 'day', edges }, extent, [bucket ?? null], grid, 'part');
  const { facts, bands, carbon } = readingOf(one, 0, reader());
  expect(facts).toContain('Mix: the mean of the mix over all of this time; intensity by our estimate.');
  expect(plain(bands[0] ?? '')).toBe('75 %');
  expect(plain(carbon.shares)).toBe('30 % of this energy renewable, 40 % low-carbon');
});

test('where a year’s intensity stands in for that of a live mix, that is told', () => {
  const bucket = { ...mixOf(45), kind: 'live' as const, year: 2025, method: 'published' as const };
  const grid = { ...standing, buckets: day.map(() => bucket) };
  expect(readingOf({ ...bars(), grid }, 45, reader()).facts).toContain(
    'Mix: the mix of this time; intensity: the average of a year, since too much of this mix is unknown.',
  );
});

test('a gap is told: 20 of 24 hours', () => {
  const gaps = day.map((bucket, i) => (i < 16 ? null : bucket));
  expect(readingOf(bars('part', gaps), null, reader()).facts[0]).toBe(
    'Measured, known for 20 hours of 24 hours.',
  );
});

test('where the country is not known, that is why', () => {
  const place = { ...standing.place, country: null };
  const nowhere = { ...bars(), energy: day.map((bucket) => ({ ...bucket, carbon: null })) };
  const grid = nowhere.grid && { ...nowhere.grid, place };
  expect(readingOf({ ...nowhere, grid }, null, reader()).carbon.grams).toBe(
    'CO₂e unknown because the country is not known',
  );
  expect(readingOf({ ...nowhere, grid: null }, null, reader()).carbon.grams).toBe('CO₂e unknown');
});

test('what is simulated was never measured', () => {
  const simulated = { ...reader(), simulated: true };
  expect(readingOf(bars(), null, simulated).facts[0]).toBe('Simulated, known for all of this time.');
});

test('an estimate says so everywhere', () => {
  const estimated = day.map((bucket) => ({
    ...bucket,
    total: bucket.total && { ...bucket.total, basis: 'estimated' as const },
  }));
  const all = readingOf(bars('split', estimated), null, reader());
  expect(plain(all.energy)).toBe('≈ 1.00 kWh');
  expect(plain(all.layers[0] ?? '')).toBe('≈ 1.00 kWh');
  expect(all.facts[0]).toBe('Estimated, known for all of this time.');
});
