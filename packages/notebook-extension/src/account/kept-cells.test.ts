// What cells used outlives a reload and the closing of a notebook, and storage that somebody else wrote harms nothing.

import { expect, test } from 'vitest';
import { unknownEnergy } from './cell-energy.ts';
import type { CellRun } from './cell-run.ts';
import { KeptCells } from './kept-cells.ts';

const AT = 1_700_000_000_000;
const run = (id: string, from = AT): CellRun => ({
  ...{ run: id, kernel: 'k', source: 'h', count: 1, from, to: from + 10 },
  energy: { ...unknownEnergy(from, from + 10, ''), joules: 3, plusMinus: 0.2, basis: 'measured' },
});

function tab(text: string | null = null) {
  const storage = { text };
  const keep = {
    read: () => storage.text,
    write(written: string) {
      storage.text = written;
    },
  };
  return { storage, page: () => new KeptCells(keep) };
}

test('a reload, a renaming and a closing keep the runs', () => {
  const { page } = tab();
  const first = page();
  const has = () => false;
  first.opened('a.ipynb', () => ({ x: run('r') }), has);
  first.opened('b.ipynb', () => ({ y: run('s') }), has);
  first.renamed('a.ipynb', 'c.ipynb');
  first.closed('b.ipynb', has);
  first.save();
  const second = page();
  expect(second.opened('c.ipynb', () => null, has)).toEqual({ x: run('r') });
  expect(second.opened('b.ipynb', () => null, has)).toEqual({ y: run('s') });
  expect(second.opened('a.ipynb', () => null, has)).toEqual({});
});

test('until its cells are known, a notebook that is reloaded twice loses nothing', () => {
  const { page } = tab();
  const first = page();
  first.opened(
    'a.ipynb',
    () => ({ x: run('r') }),
    () => false,
  );
  first.save();
  const second = page();
  second.opened(
    'a.ipynb',
    () => null,
    () => false,
  );
  second.save();
  expect(
    page().opened(
      'a.ipynb',
      () => null,
      () => false,
    ),
  ).toEqual({ x: run('r') });
});

test('a run is claimed while a notebook that knows it is open', () => {
  const kept = tab().page();
  const has = (id: string) => id === 'r';
  kept.opened('a.ipynb', () => ({}), has);
  expect(kept.claimed('r')).toBe(true);
  expect(kept.claimed('s')).toBe(false);
  kept.closed('a.ipynb', has);
  expect(kept.claimed('r')).toBe(false);
});

test('of very many cells the newest are kept', () => {
  const { page, storage } = tab();
  const first = page();
  const cells = Array.from({ length: 2_000 }, (_, i) => [`cell ${i}`, run(`r${i}`, AT + i)] as const);
  first.opened(
    'a.ipynb',
    () => Object.fromEntries(cells),
    () => false,
  );
  first.save();
  expect(storage.text?.length).toBeLessThan(300_000);
  const earlier = page().opened(
    'a.ipynb',
    () => null,
    () => false,
  );
  expect(Object.keys(earlier)).toEqual(cells.slice(-500).map(([id]) => id));
});

test.each([
  '',
  'null',
  '[1]',
  '{"a.ipynb":1}',
  '{"a.ipynb":{"x":null}}',
  '{"a.ipynb":{"x":{"run":"r"}}}',
  JSON.stringify({ 'a.ipynb': { x: { ...run('r'), energy: { joules: 'many' } } } }),
  JSON.stringify({ 'a.ipynb': { x: { ...run('r'), energy: { ...run('r').energy, joules: -1 } } } }),
])('what somebody else wrote (%s) is passed over', (text) => {
  expect(
    tab(text)
      .page()
      .opened(
        'a.ipynb',
        () => null,
        () => false,
      ),
  ).toEqual({});
});
