// What the document says of a run as a whole.

import { expect, test } from 'vitest';
import { documentOf, withSections } from './document.ts';
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

test('a section is renewed in its place with its own circumstances, one that was lacking comes last', () => {
  const around = { machine: 'another machine', day: new Date('2026-11-28T00:00:00Z'), load: 0 };
  const report = (title: string, value: number) => ({ title, how: ['H'], rows: [{ ...row, value }] });
  const before = documentOf({ machine: 'a machine', day, load: 0.25 }, [report('A', 1), report('B', 2)]);
  const after = withSections(before, around, [report('A', 3), report('C', 4)]);
  expect(after.match(/^## .*/gm)).toEqual(['## A', '## B', '## C']);
  expect(after).toContain(
    'Measured by itself on 2026-11-28, with 0.0 programs in the minute before: another machine.',
  );
  expect(after).toContain('| memory | 3.00 MB |');
  expect(after).not.toContain('| memory | 1.00 MB |');
  expect(after).toContain('| memory | 2.00 MB |');
});

test('with a section the summary is renewed', () => {
  const around = { machine: 'a machine', day, load: 0 };
  const report = (title: string, value: number) => ({
    title,
    how: ['H'],
    rows: [{ ...row, what: `memory of ${title} | all`, value }],
  });
  const before = documentOf(around, [report('A', 71), report('B', 72)]);
  const after = withSections(before, around, [report('A', 1), report('C', 3)]);
  expect(after.match(/^Over, .*\n- .*$/gm)).toEqual([
    'Over, of 3 figures that the design has a number for:\n- memory of B | all: 72.0 MB, where the design wants ≤ 70 MB',
  ]);
  const good = withSections(after, around, [report('B', 2)]);
  expect(good).toContain('All 3 figures that the design has a number for are within it.');
  expect(good).not.toContain('Over');
  expect(good).toBe(withSections(good, around, [report('B', 2)]));
  expect(good.slice(0, good.indexOf('All 3'))).toBe(before.slice(0, before.indexOf('Over')));
});
