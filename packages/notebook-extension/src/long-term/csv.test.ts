// The record as CSV: units in the header, numbers as they are, nothing where nothing is known, the providers named.

import { expect, test } from 'vitest';
import { day, mixOf, standing } from '../../test/hand-worked-day.ts';
import { type Bars, barsOf } from './bars.ts';
import { csvOf, fileName } from './csv.ts';

const QUARTER = 900_000;

function bars(energy: Bars['energy']): Bars {
  const edges = Array.from({ length: energy.length + 1 }, (_, i) => i * QUARTER);
  const grid = { ...standing, buckets: energy.map((_, bar) => mixOf(bar)) };
  const window = { stage: 'day', step: 'quarter hour', edges } as const;
  return barsOf(window, { begins: 0, now: 96 * QUARTER }, energy, grid, 'part');
}

/** By column's name; none of these cells has a comma in it. */
function rowsOf(csv: string): Record<string, string>[] {
  const [header = '', ...rows] = csv.split('\r\n').filter((line) => line !== '' && !line.startsWith('#'));
  const names = header.split(',');
  return rows.map((row) => Object.fromEntries(row.split(',').map((cell, i) => [names[i] ?? '', cell])));
}

test('a row for each bar, with its numbers and units', () => {
  const rows = rowsOf(csvOf(bars(day), []));
  expect(rows).toHaveLength(96);
  expect(rows[0]).toMatchObject({
    'from (UTC)': '1970-01-01T00:00:00.000Z',
    'to (UTC)': '1970-01-01T00:15:00.000Z',
    'energy (J)': '36000',
    'known (s)': '900',
    basis: 'measured',
    'mix renewable (1)': '0.3',
    'fuel coal (1)': '0.55',
    'fuel solar (1)': '0',
    'mix kind': 'yearly',
    'mix year': '2025',
    'intensity (gCO2e/kWh)': '400',
    'carbon (gCO2e)': '4',
    'carbon of this notebook (gCO2e)': '1',
  });
  const sum = rows.reduce((total, row) => total + Number(row['carbon (gCO2e)']), 0);
  expect(sum).toBeCloseTo(200, 6);
});

test('what is not known is empty, never 0', () => {
  const rows = rowsOf(csvOf(bars([null, ...day.slice(1)]), []));
  expect(rows[0]).toMatchObject({ 'energy (J)': '', 'known (s)': '', 'carbon (gCO2e)': '', 'mix kind': '' });
  expect(rows[90]).toMatchObject({
    'energy (J)': '18000',
    'carbon (gCO2e)': '',
    'mix renewable (1)': '',
    'fuel coal (1)': '',
  });
});

test('grams without an intensity are none at all', () => {
  const [first] = day;
  const unknown = first?.carbon ? { ...first, carbon: { ...first.carbon, grams: 0, knownJoules: 0 } } : null;
  expect(rowsOf(csvOf(bars([unknown]), []))[0]?.['carbon (gCO2e)']).toBe('');
});

test('notes and providers stand above, one a line', () => {
  const csv = csvOf(bars(day), ['Simulated:\nnothing was measured.']);
  expect(csv.split('\r\n').slice(0, 2)).toEqual([
    '# Simulated: nothing was measured.',
    '# Worked out by hand, "for a test"',
  ]);
});

test('a part whose name looks like a formula or holds a comma stays a text', () => {
  const [first] = day;
  const part = {
    parent: null,
    label: '',
    rest: false,
    basis: 'measured' as const,
    joules: 1,
    coveredSeconds: 900,
  };
  const odd = first && {
    ...first,
    parts: [
      { ...part, id: '=1+1' },
      { ...part, id: 'a,"b"' },
    ],
  };
  const header = csvOf(bars([odd ?? null]), [])
    .split('\r\n')
    .find((line) => line.startsWith('from'));
  expect(header).toContain("'=1+1 (J)");
  expect(header).toContain('"a,""b"" (J)"');
});

test('the file is named after its days', () => {
  expect(fileName(bars(day.slice(0, 4)), 'csv')).toBe('energy-19700101.csv');
  expect(
    fileName({ ...bars(day), window: { ...bars(day).window, edges: [0, 5 * 86_400_000] } }, 'png'),
  ).toMatch(/^energy-19700101-1970010\d\.png$/);
});
