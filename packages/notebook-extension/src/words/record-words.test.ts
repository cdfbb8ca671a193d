// Why the record shows nothing, in sentences; and that a budget was passed.

import { nullTranslator } from '@jupyterlab/translation';
import { expect, test } from 'vitest';
import { Misunderstood, Refused } from '../stream/api.ts';
import { budgetWords } from './budget-words.ts';
import { Format } from './format.ts';
import { Moments } from './moments.ts';
import { beginWords, emptyWords, failureWords, gridFailureWords, standingWords } from './record-words.ts';

const language = { trans: nullTranslator.load('jupyter_energy'), format: new Format('en') };
const moments = new Moments('en-GB', undefined);
const plain = (text: string) => text.replaceAll('\u00A0', ' ');
const window = { stage: 'day', step: 'quarter hour', edges: [1_000_000, 1_900_000] } as const;
const empty = (begins: number | null) => emptyWords(window, { begins, now: 5_000_000 }, language, moments);

test('an empty window says whether the record is empty, later, or has a gap', () => {
  expect(empty(null)).toMatch(/still empty/);
  expect(empty(2_000_000)).toMatch(/^The record begins on .*1970.*nothing is known of the time before/);
  expect(empty(500_000)).toMatch(/^Nothing was measured in this time\. The record begins on/);
});

test('the begin is told where it lies inside', () => {
  const inside = (begins: number | null) => beginWords(window, { begins, now: 5_000_000 }, language, moments);
  expect([inside(null), inside(1_000_000), inside(1_900_000)]).toEqual([null, null, null]);
  expect(inside(1_500_000)).toMatch(/The record begins on/);
});

test('how the record is kept is told only where something is wrong', () => {
  const kept = { file: 'x', state: 'kept', reason: null, from: 1 } as const;
  expect(standingWords(kept, language)).toBeNull();
  expect(standingWords({ ...kept, state: 'kept by another' }, language)).toBeNull();
  expect(standingWords({ ...kept, state: 'in memory', reason: 'The disk is full.' }, language)).toMatch(
    /disk is full/,
  );
  expect(standingWords(null, language)).toMatch(/No record is kept/);
});

test('a failure is told by its kind', () => {
  expect(failureWords(new Refused(503, 'No energy server.'), language)).toMatch(/No energy server/);
  expect(failureWords(new Misunderstood('x'), language)).toMatch(/Reload/);
  expect(failureWords(new TypeError('fetch'), language)).toMatch(/cannot be reached/);
  expect(gridFailureWords(new Refused(404, 'There is no /v1/grid.'), language)).toMatch(/does not tell/);
  expect(gridFailureWords(new Refused(500, 'Broken.'), language)).toMatch(/Broken/);
});

test('a budget that was passed: whose it was, how much, of how much', () => {
  const passed = { path: 'a/work.ipynb', estimated: false } as const;
  const wattHours = { ...passed, budget: { amount: 100, unit: 'Wh' }, spent: 363_600 } as const;
  expect(plain(budgetWords({ ...wattHours, whose: 'notebook' }, language))).toBe(
    'work.ipynb has used 101 Wh since it was opened; its budget is 100 Wh.',
  );
  expect(plain(budgetWords({ ...wattHours, whose: 'computer', estimated: true }, language))).toBe(
    'This computer has used ≈ 101 Wh since work.ipynb was opened; the budget is 100 Wh.',
  );
  const grams = { ...passed, budget: { amount: 20, unit: 'gCO2e' }, spent: 20.4, estimated: true } as const;
  expect(plain(budgetWords({ ...grams, whose: 'notebook' }, language))).toBe(
    'work.ipynb has caused ≈ 20.4 g CO₂e since it was opened; its budget is 20 g CO₂e.',
  );
});
