// Which runs a notebook's cells get when it is opened: never those of another source, another session or another notebook.

import type { Run } from '@jupyter-energy/contract';
import { expect, test } from 'vitest';
import type { CellRun } from './cell-run.ts';
import { countedRuns, rememberedRuns, type Session } from './opening-runs.ts';

const AT = 1_700_000_000_000;
const SAVED = AT + 60_000;

const kept = (count: number, to: number, source = 'h'): CellRun => ({
  ...{ run: `r${count}`, kernel: 'k', source, count, from: to - 1_000, to, energy: null },
});

const run = (id: string, count: number, to = AT, running = false): Run => ({
  id,
  count,
  running,
  energy: {
    ...{
      kernel: 'k',
      from: to - 1_000,
      to,
      seconds: 1,
      coveredSeconds: 1,
      joules: 5,
      uncertaintyJoules: 0.1,
    },
    ...{ relativeError: null, watts: 5, share: 1, cpuSeconds: 1, parts: [], computer: null, split: null },
    basis: { total: 'measured', share: 'attributed' },
    flags: { tooShort: false, incomplete: false, shared: false, overlap: false },
    reason: null,
  },
});

const session = (runs: Run[], more: Partial<Session> = {}): Session => ({
  ...{ kernel: 'k', isHere: true, runs, claimed: () => false, savedAt: SAVED, executed: null },
  ...more,
});

test('a remembered run belongs to its cell while the source is the same', () => {
  const cells = [
    { id: 'same', count: 1, source: 'h' },
    { id: 'edited', count: 2, source: 'other' },
    { id: 'new', count: null, source: 'h' },
  ];
  const remembered = rememberedRuns(
    cells,
    { same: kept(1, AT), edited: kept(2, AT), gone: kept(3, AT) },
    null,
  );
  expect([...remembered.keys()]).toEqual(['same']);
});

test('a cell that was run again elsewhere and saved since shows no earlier run', () => {
  const cells = [{ id: 'a', count: 7, source: 'h' }];
  expect(rememberedRuns(cells, { a: kept(1, AT) }, SAVED).size).toBe(0);
  // Run here after the file was saved, and reloaded without saving: the file's count is the older one.
  expect(rememberedRuns(cells, { a: kept(9, SAVED + 1_000) }, SAVED).get('a')?.count).toBe(9);
});

test('by count: each cell its run, the newest of a kernel that was restarted', () => {
  const cells = [
    { id: 'a', count: 1, source: 'h' },
    { id: 'b', count: 2, source: 'h' },
    { id: 'c', count: 3, source: 'h' },
  ];
  const matched = countedRuns(cells, session([run('before', 1, AT), run('x', 1, AT + 9_000), run('y', 2)]));
  expect([...matched].map(([id, { run }]) => [id, run])).toEqual([
    ['a', 'x'],
    ['b', 'y'],
  ]);
  expect(matched.get('a')?.energy?.joules).toBe(5);
});

test.each<[string, Partial<Session>, number]>([
  ['ran after the file was saved', {}, SAVED + 1],
  ['is of a cell that is known', { claimed: (id) => id === 'x' }, AT],
  ['executed something else', { executed: new Map([[1, 'another source']]) }, AT],
  ['is not in the kernel’s present session', { executed: new Map([[2, 'h']]) }, AT],
])('no match for a run that %s', (_, more, to) => {
  const cells = [{ id: 'a', count: 1, source: 'h' }];
  expect(countedRuns(cells, session([run('x', 1, to)], more)).size).toBe(0);
});

test('a kernel that tells what it executed confirms the match', () => {
  const executed = new Map([[1, 'h']]);
  const cells = [{ id: 'a', count: 1, source: 'h' }];
  expect(countedRuns(cells, session([run('x', 1)], { executed })).get('a')?.run).toBe('x');
});

test('two cells with one count were counted by two sessions: neither is matched', () => {
  const cells = [
    { id: 'a', count: 1, source: 'h' },
    { id: 'b', count: 1, source: 'h' },
  ];
  expect(countedRuns(cells, session([run('x', 1)])).size).toBe(0);
});

test('a run that goes on cannot have left its count', () => {
  expect(
    countedRuns([{ id: 'a', count: 1, source: 'h' }], session([run('x', 1, AT, true)], { savedAt: null }))
      .size,
  ).toBe(0);
});
