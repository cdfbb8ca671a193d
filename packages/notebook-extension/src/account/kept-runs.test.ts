// Runs over a reload: which come back, which are forgotten, and how much is written.

import { expect, test } from 'vitest';
import { KeptRuns } from './kept-runs.ts';
import type { RunInterval } from './run-intervals.ts';

const NOW = 1e12;
const MINUTE = 60_000;

/** A tab's storage, and pages in it one after the other. */
function tab(text: string | null = null) {
  const storage = { text };
  const keep = {
    read: () => storage.text,
    write: (written: string) => {
      storage.text = written;
    },
  };
  return { storage, page: (now = NOW) => new KeptRuns(keep, () => now) };
}

const run = (from: number, to: number | null): RunInterval => ({ from, to });

test('runs come back after a reload, and after a second one', () => {
  const { page } = tab();
  const first = page();
  const runs = [run(NOW - 5 * MINUTE, NOW - 4 * MINUTE)];
  expect(first.opened('a.ipynb', () => runs)).toEqual([]);
  runs.push(run(NOW - 2000, NOW - 1000));
  first.save();
  const second = page();
  expect(second.opened('b.ipynb', () => [])).toEqual([]);
  expect(second.opened('a.ipynb', () => [])).toEqual(runs);
  second.save();
  expect(page().opened('a.ipynb', () => [])).toEqual(runs);
});

test('a notebook that the page has not opened yet keeps its runs', () => {
  const { page } = tab();
  const first = page();
  first.opened('a.ipynb', () => [run(NOW - 2000, NOW - 1000)]);
  first.save();
  page().save();
  expect(page().opened('a.ipynb', () => [])).toEqual([run(NOW - 2000, NOW - 1000)]);
});

test('what still ran is known until the page went', () => {
  const { page } = tab();
  const first = page();
  first.opened('a.ipynb', () => [run(NOW - 2000, null)]);
  first.save();
  expect(page().opened('a.ipynb', () => [])).toEqual([run(NOW - 2000, NOW)]);
});

test('runs that ended before the chart begins are forgotten', () => {
  const { page } = tab();
  const first = page();
  const long = run(NOW - 30 * MINUTE, NOW - 9 * MINUTE);
  first.opened('a.ipynb', () => [run(NOW - 12 * MINUTE, NOW - 11 * MINUTE), long]);
  first.save();
  expect(page().opened('a.ipynb', () => [])).toEqual([long]);
});

test('closed, a notebook begins anew; renamed, it goes on', () => {
  const { page } = tab();
  const first = page();
  first.opened('a.ipynb', () => [run(NOW - 2000, NOW - 1000)]);
  first.opened('b.ipynb', () => [run(NOW - 3000, NOW - 1000)]);
  first.closed('a.ipynb');
  first.renamed('b.ipynb', 'c.ipynb');
  first.save();
  const second = page();
  expect(second.opened('a.ipynb', () => [])).toEqual([]);
  expect(second.opened('b.ipynb', () => [])).toEqual([]);
  expect(second.opened('c.ipynb', () => [])).toEqual([run(NOW - 3000, NOW - 1000)]);
});

test('however much ran, little is written', () => {
  const { page, storage } = tab();
  const many = Array.from({ length: 2000 }, (_, i) => run(NOW - 2000 + i, NOW - 1999 + i));
  const first = page();
  for (let i = 0; i < 100; i++) first.opened(`${i}.ipynb`, () => many);
  first.save();
  expect(storage.text?.length).toBeLessThan(300_000);
  expect(page().opened('99.ipynb', () => [])).toEqual(many.slice(-300));
});

test.each([
  '',
  'nonsense',
  'null',
  '[1]',
  '{"a.ipynb":1}',
  '{"a.ipynb":[null]}',
  '{"a.ipynb":[{"from":"x","to":1}]}',
])('what somebody else wrote (%s) is passed over', (text) => {
  expect(
    tab(text)
      .page()
      .opened('a.ipynb', () => []),
  ).toEqual([]);
});
