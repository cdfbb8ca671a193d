// What is cut out of the history for the chart, its scale, and its description.

import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, test } from 'vitest';
import { PowerHistory } from '../account/power-history.ts';
import { Format } from '../words/format.ts';
import { lineNames } from '../words/line-names.ts';
import { summaryOf } from './chart-table.ts';
import { ceiling, cut, cutShares, extent, isKnown, showsRun } from './chart-window.ts';

const language = { trans: nullTranslator.load('jupyter_energy'), format: new Format('en') };

function historyOf(watts: readonly (number | null)[], stepMs = 1000): PowerHistory {
  const history = new PowerHistory();
  const at = watts.map((_, i) => 1e12 + i * stepMs);
  const series = {
    id: 'total',
    parent: null,
    label: '',
    rest: false,
    basis: 'measured' as const,
    watts: [...watts],
  };
  history.fill({ stepMs, at, series: [series] });
  return history;
}

test('the window holds its minutes and one point before', () => {
  const { data, hasTotal } = cut(historyOf(Array.from({ length: 300 }, (_, i) => i)), 1);
  expect(hasTotal).toBe(true);
  expect(data[0].length).toBe(62);
  expect(data[1]?.[0]).toBe(238);
  expect(data[1]?.at(-1)).toBe(299);
  expect((data[0].at(-1) ?? 0) - (data[0][0] ?? 0)).toBe(61);
});

test('whose power it was: this notebook’s first, and others only where there was something of theirs', () => {
  const history = new PowerHistory();
  const face = { parent: null, label: '', rest: false, basis: 'measured' as const };
  const watts = {
    'split/otherKernels': [0, 0],
    'split/kernel': [0, 0],
    'split/idle': [20, 20],
    'split/others': [null, 3],
  };
  const series = Object.entries(watts).map(([id, values]) => ({ ...face, id, watts: values }));
  history.fill({ stepMs: 1000, at: [1e12, 1e12 + 1000], series });
  const { lines, hasTotal, data } = cutShares(history, 1);
  expect(hasTotal).toBe(true);
  expect(lines.map(({ id }) => id)).toEqual(['split/kernel', 'split/idle', 'split/others']);
  expect(data.slice(1)).toEqual([
    [0, 0],
    [20, 20],
    [null, 3],
  ]);
  expect(lineNames(lines, language.trans)).toEqual(['This notebook', 'Idle', 'Other programs']);
  expect(cutShares(new PowerHistory(), 1)).toEqual({ lines: [], hasTotal: false, data: [[]], now: [] });
});

test('an empty history is an empty window', () => {
  expect(cut(new PowerHistory(), 5)).toEqual({ lines: [], hasTotal: false, data: [[]], now: [] });
});

test('second meters are the last lines, each beside what it measures too', () => {
  const history = new PowerHistory();
  const face = { parent: null, rest: false, basis: 'measured' as const };
  history.fill({
    stepMs: 1000,
    at: [1e12, 1e12 + 1000],
    series: [
      { ...face, id: 'total', label: '', watts: [100, 110] },
      { ...face, id: 'machine', label: 'Wall meter', watts: [100, 110] },
      { ...face, id: 'machine/gpu-1', parent: 'machine', label: 'Card', watts: [60, 70] },
      { ...face, id: 'machine/rest', parent: 'machine', label: 'Other', rest: true, watts: [40, 40] },
    ],
    duplicates: [
      { id: 'plug', of: 'machine', label: 'Desk plug', basis: 'measured', watts: [98, null] },
      { id: 'board', of: 'machine/gpu-1', label: 'Model', basis: 'estimated', watts: [61, 69] },
    ],
  });
  const window = cut(history, 1);
  expect(window.lines.map(({ id, beside }) => [id, beside])).toEqual([
    ['total', null],
    ['machine/gpu-1', null],
    ['machine/rest', null],
    ['plug', 0],
    ['board', 1],
  ]);
  expect(window.data.slice(1)).toEqual([
    [100, 110],
    [60, 70],
    [40, 40],
    [98, null],
    [61, 69],
  ]);
  // Of both only the past was told: nothing is known of them now.
  expect(window.now).toEqual([110, 70, 40, null, null]);
  expect(lineNames(window.lines, language.trans).slice(3)).toEqual([
    'The same supply, measured by Desk plug',
    'Card, estimated by Model too',
  ]);
  expect(summaryOf(window, 1, language).replaceAll('\u00A0', ' ')).toBe(
    'Power over the last minute: 110 W now, between 100 W and 110 W, 105 W on average. ' +
      'The same supply, measured by Desk plug, not added: unknown now, 98.0 W on average. ' +
      'Card, estimated by Model too, not added: unknown now, ≈ 65.0 W on average.',
  );
});

test.each([
  [0, 1],
  [Number.NaN, 1],
  [0.9, 1],
  [0.98, 1.5],
  [11.7, 15],
  [95, 100],
  [99, 150],
  [1400, 1500],
])('the scale for %d W ends at %d', (watts, end) => {
  expect(ceiling(watts)).toBeCloseTo(end);
});

test('unknown values take no part in least, mean and most', () => {
  expect(extent([null, 2, 4, null])).toEqual({ least: 2, mean: 3, most: 4 });
  expect(extent([null])).toBeNull();
});

test.each([
  [[], false],
  [[null, null], false],
  [[null, 0], true],
])('%j is something to draw: %s', (watts, known) => {
  expect(isKnown(cut(historyOf(watts), 5))).toBe(known);
});

test.each([
  ['none', [], false],
  ['over before', [{ from: 0, to: 39 }], false],
  ['reaching in', [{ from: 0, to: 41 }], true],
  ['inside', [{ from: 50, to: 50 }], true],
  ['running', [{ from: 0, to: null }], true],
  ['begun after the newest point', [{ from: 101, to: null }], false],
])('a run in view: %s', (_, spans, shown) => {
  // A hundred seconds of which the last sixty are shown.
  const window = cut(historyOf(Array.from({ length: 101 }, () => 1)), 1);
  const at = (second: number) => 1e12 + second * 1000;
  const runs = spans.map(({ from, to }) => ({ from: at(from), to: to === null ? null : at(to) }));
  expect(showsRun(window, 1, runs)).toBe(shown);
});

describe('the summary', () => {
  const summary = (watts: (number | null)[]) =>
    summaryOf(cut(historyOf(watts), 5), 5, language).replaceAll('\u00A0', ' ');
  test.each([
    [
      [10, 20, 30],
      'Power over the last 5 minutes: 30.0 W now, between 10.0 W and 30.0 W, 20.0 W on average.',
    ],
    [
      [10, 20, null],
      'Power over the last 5 minutes: unknown now, between 10.0 W and 20.0 W, 15.0 W on average.',
    ],
    [[], 'Nothing is known of the power of the last 5 minutes.'],
  ])('%j', (watts, text) => {
    expect(summary(watts)).toBe(text);
  });

  test('of one minute', () => {
    expect(summaryOf(cut(historyOf([]), 1), 1, language)).toBe(
      'Nothing is known of the power of the last minute.',
    );
    expect(summaryOf(cut(historyOf([2]), 1), 1, language)).toMatch(/^Power over the last minute: /);
  });
});
