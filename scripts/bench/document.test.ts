// What the document says of a run as a whole.

import { expect, test } from 'vitest';
import { documentOf } from './document.ts';
import type { Row } from './report.ts';

const day = new Date('2026-11-23T23:59:00Z');
const row: Row = { what: 'memory', value: 65, unit: 'MB', limit: 70, beside: '' };
const written = (rows: readonly Row[]): string =>
  documentOf({ machine: 'a machine', day, load: 0.25 }, [{ title: 'T', how: ['H'], rows }]);

test('it names the machine, the day and what else went on', () => {
  expect(written([row])).toContain('on 2026-11-23 on this machine: a machine.');
  expect(written([row])).toContain('0.3 programs on average wanted a processor');
});

test('what is over is said first', () => {
  const text = written([row, { ...row, what: 'more', value: 71 }, { ...row, limit: null }]);
  expect(text).toContain(
    'Over, of 2 figures that the design has a number for:\n- more: 71.0 MB, where the design wants ≤ 70 MB',
  );
  expect(text.indexOf('more: 71.0')).toBeLessThan(text.indexOf('## T'));
});

test('what was not measured counts neither as within nor as over', () => {
  expect(written([row, { ...row, value: null }])).toContain('All 1 figures');
});
