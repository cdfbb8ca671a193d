// Verdicts and figures as people read them.

import { describe, expect, test } from 'vitest';
import { cellsOf, quantity, type Row, times, verdictOf } from './report.ts';
import { markdownSection, terminalTable } from './table.ts';

const row: Row = { what: 'memory', value: 65.25, unit: 'MB', limit: 70, beside: '1.6 times' };

describe('a verdict', () => {
  test.each([
    [70, 70, 'within'],
    [70.001, 70, 'over'],
    [1, null, null],
    [null, 70, null],
  ])('%s of %s is %s', (value, limit, expected) => {
    expect(verdictOf({ ...row, value, limit })).toBe(expected);
  });

  test('is not given for what was not measured', () => {
    expect(cellsOf({ ...row, value: null, beside: 'no such counter' })).toEqual([
      'memory',
      'not measured',
      '≤ 70 MB',
      '',
      'no such counter',
    ]);
  });
});

test.each([
  [1234.5, '1235 µs'],
  [12.34, '12.3 µs'],
  [1.234, '1.23 µs'],
  [0.01234, '0.012 µs'],
  [-0.5, '-0.500 µs'],
])('%s is written %s', (value, expected) => {
  expect(quantity(value, 'µs')).toBe(expected);
});

test('a ratio says how often', () => {
  expect(times(80, 40)).toBe('2.00 times');
});

describe('a table', () => {
  const report = { title: 'Memory', how: ['By looking.'], rows: [row, { ...row, what: 'a|b', value: 7 }] };

  test('for the terminal has its figures in line', () => {
    expect(terminalTable(report).split('\n')).toEqual([
      '         figure  design   verdict  beside it',
      'memory  65.3 MB  ≤ 70 MB  within   1.6 times',
      'a|b     7.00 MB  ≤ 70 MB  within   1.6 times',
    ]);
  });

  test('for a document keeps its columns whatever a cell holds', () => {
    expect(markdownSection(report).split('\n').at(-1)).toBe(
      '| a\\|b | 7.00 MB | ≤ 70 MB | within | 1.6 times |',
    );
  });
});
