// A cell's energy in words: only as many digits as are known, and what is not known is said.

import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, test } from 'vitest';
import { type CellEnergy, unknownEnergy } from '../account/cell-energy.ts';
import { cellDetails, cellRemarks, cellWords } from './cell-words.ts';
import { Format } from './format.ts';

const language = { trans: nullTranslator.load('jupyter_energy'), format: new Format('en-GB') };
const AT = Date.parse('2026-01-31T12:00:00Z');

function energy(joules: number, plusMinus: number | null, more: Partial<CellEnergy> = {}): CellEnergy {
  const known = { joules, plusMinus, basis: 'measured' as const, incomplete: false, watts: joules / 2 };
  return { ...unknownEnergy(AT, AT + 2_000, ''), ...known, ...more };
}

const label = (told: CellEnergy, unit: 'J' | 'Wh' = 'J') =>
  cellWords(told, unit, language).label.replaceAll('\u00A0', ' ');

describe('the label', () => {
  test.each<[number, number | null, string]>([
    [3.4123, 0.2, '3.4 J ± 0.2'],
    [3.4123, 0.023, '3.41 J ± 0.02'],
    [3.4123, 0.123, '3.41 J ± 0.12'],
    [3.4123, 0.0001, '3.41 J'],
    [3.4123, null, '3.41 J'],
    [3.4123, 0, '3.41 J'],
    [3412.3, 200, '3.4 kJ ± 0.2'],
    [0.0034, 0.0007, '3.4 mJ ± 0.7'],
    [345.6, 60, '346 J ± 60'],
    [99.96, 3, '100 J ± 3'],
    [0.02, 0.037, 'at most 57.0 mJ'],
    [0, 0.2, 'at most 200 mJ'],
    [0, 0, '0 J'],
  ])('of %d J ± %d is %s', (joules, plusMinus, text) => {
    expect(label(energy(joules, plusMinus))).toBe(text);
  });

  test('in watt-hours', () => {
    expect(label(energy(3600, 360), 'Wh')).toBe('1.00 Wh ± 0.10');
  });

  test('says what is estimated, shared, too short or not known', () => {
    expect(label(energy(3.4, 0.7, { basis: 'estimated' }))).toBe('≈ 3.4 J ± 0.7');
    expect(label(energy(3.4, 0.2, { shared: true }))).toBe('3.4 J ± 0.2 · shared');
    expect(label(energy(0.01, 0.2, { tooShort: true }))).toBe('too short to tell');
    expect(label(unknownEnergy(AT, AT, 'why'))).toBe('energy unknown');
    expect(label({ ...unknownEnergy(AT, AT, 'why'), computerJoules: 20, basis: 'measured' })).toBe(
      'computer: 20.0 J',
    );
  });

  test('is spoken without signs', () => {
    const { spoken } = cellWords(energy(3.4, 0.2, { basis: 'estimated', shared: true }), 'J', language);
    expect(spoken).toBe('Energy of this cell’s run: about 3.4 joules, plus or minus 0.2; shared');
  });
});

test('the details: when, how much, how fast, of what', () => {
  const parts = [
    { id: 'machine/platform/cpu-0', label: 'Processor 0', joules: 3 },
    { id: 'machine/platform/memory-0', label: 'Memory 0', joules: 0.4 },
  ];
  const details = cellDetails(energy(3.4, 0.2, { parts, computerJoules: 9 }), 'J', language);
  expect(details.map(({ name }) => name)).toEqual([
    'Ran',
    'Energy',
    'Mean power',
    'Processor 0',
    'Memory 0',
    'Whole computer meanwhile',
  ]);
  expect(details[0]?.value).toMatch(/^\d\d:00:00, for 2s$/);
});

test('where nothing is divided yet, the part of the processor time is told', () => {
  const told = {
    ...unknownEnergy(AT, AT + 2_000, ''),
    share: 0.25,
    computerJoules: 9,
    basis: 'measured' as const,
  };
  expect(
    cellDetails(told, 'J', language)
      .map(({ value }) => value.replaceAll('\u00A0', ' '))
      .slice(1),
  ).toEqual(['25 %', '9.00 J']);
});

test('the remarks: basis, and everything that limits the number', () => {
  const all = { tooShort: true, incomplete: true, shared: true, overlap: true };
  expect(cellRemarks(energy(3.4, 0.7, { basis: 'estimated', relativeError: 0.2, ...all }), language)).toEqual(
    [
      'estimated, attributed (the source’s own error: ±\u00A020\u00A0%)',
      'Too short to tell: the uncertainty is more than a quarter of the value.',
      'Incomplete: part of this time was not read.',
      'Shared: others ran at the same time; between kernels, processor time decided whose it was.',
      'Work from before this run went on in it.',
    ],
  );
  expect(cellRemarks(unknownEnergy(AT, AT, 'It runs elsewhere.'), language)).toEqual(['It runs elsewhere.']);
});

test.each<[number, string]>([
  [0.0004, '0.4ms'],
  [0.013, '13ms'],
  [0.2512, '0.25s'],
  [12.4, '12s'],
  [75, '1.3 mins'],
  [7200, '2 hours'],
])('%d seconds took %s', (seconds, text) => {
  expect(language.format.stopwatch(seconds).replaceAll('\u00A0', ' ')).toBe(text);
});
