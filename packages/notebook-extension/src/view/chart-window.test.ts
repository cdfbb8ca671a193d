// What is cut out of the history for the chart, its scale, and its description.

import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, test } from 'vitest';
import { PowerHistory } from '../account/power-history.ts';
import { Format } from '../words/format.ts';
import { lineName } from '../words/part-names.ts';
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
  expect(lines.map((line) => lineName(line, language.trans))).toEqual([
    'This notebook',
    'Idle',
    'Other programs',
  ]);
  expect(cutShares(new PowerHistory(), 1)).toEqual({ lines: [], hasTotal: false, data: [[]] });
});

test('an empty history is an empty window', () => {
  expect(cut(new PowerHistory(), 5)).toEqual({ lines: [], hasTotal: false, data: [[]] });
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
