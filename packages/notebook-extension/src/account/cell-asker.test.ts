// Asking what runs took: few questions, patience with what is not read yet, and the page's own times where nobody else knows the run.

import type { Interval, Run } from '@jupyter-energy/contract';
import { expect, test } from 'vitest';
import { Refused, type Schema } from '../stream/api.ts';
import { CellAsker } from './cell-asker.ts';
import { CellBook } from './cell-book.ts';

const AT = 1_700_000_000_000;

function interval(from: number, to: number, joules: number | null, incomplete = false): Interval {
  const seconds = (to - from) / 1_000;
  return {
    ...{ kernel: 'k', from, to, seconds, coveredSeconds: seconds, joules },
    ...{ uncertaintyJoules: joules === null ? null : 0.1, relativeError: null, watts: null, share: null },
    ...{ cpuSeconds: null, parts: [], computer: null, split: null },
    basis: joules === null ? null : { total: 'measured', share: 'attributed' },
    flags: { tooShort: false, incomplete, shared: false, overlap: false },
    reason: null,
  };
}

const run = (id: string, joules: number | null, { running = false, incomplete = false } = {}): Run => ({
  id,
  count: 1,
  running,
  energy: interval(AT, AT + 1_000, joules, incomplete),
});

/** A server that answers each question by the next of these; an error is thrown. */
function server(...answers: (object | Error)[]) {
  const asked: string[] = [];
  const ask = async <T>(path: string, schema: Schema<T>): Promise<T> => {
    asked.push(path);
    const answer = answers.shift() ?? new Refused(500, 'asked too often');
    if (answer instanceof Error) throw answer;
    return schema.parse(answer);
  };
  return { asked, ask };
}

function ran(book: CellBook, ...requests: string[]): void {
  for (const request of requests) {
    book.sent(request, `cell of ${request}`, 'k', 'h');
    book.began(request, AT, 1);
    book.ended(request, AT + 1_000);
  }
}

const runs = (...known: Run[]) => ({ kernel: 'k', runs: known, reason: null });

test('nothing ran, nothing is asked', async () => {
  const { asked, ask } = server();
  await new CellAsker(new CellBook(), ask, () => true).next();
  expect(asked).toEqual([]);
});

test('one question tells of all runs that ended, and none follows', async () => {
  const book = new CellBook();
  ran(book, 'a', 'b');
  const { asked, ask } = server(runs(run('a', 3), run('b', 4)));
  const asker = new CellAsker(book, ask, () => true);
  await asker.next();
  await asker.next();
  expect(asked).toEqual([`v1/runs?kernel=k&from=${AT - 1_000}`]);
  expect(book.of('cell of a')?.energy?.joules).toBe(3);
  expect(book.of('cell of b')?.energy?.joules).toBe(4);
});

test('while one question is open, no other is asked', async () => {
  const book = new CellBook();
  ran(book, 'a');
  const { asked, ask } = server(runs(run('a', 3)));
  const asker = new CellAsker(book, ask, () => true);
  await Promise.all([asker.next(), asker.next(), asker.next()]);
  expect(asked.length).toBe(1);
});

test('what is not wholly read yet is shown and asked for again', async () => {
  const book = new CellBook();
  ran(book, 'a');
  const { asked, ask } = server(runs(run('a', 2, { incomplete: true })), runs(run('a', 3)));
  const asker = new CellAsker(book, ask, () => true);
  await asker.next();
  expect(book.of('cell of a')?.energy).toMatchObject({ joules: 2, incomplete: true });
  await asker.next();
  await asker.next();
  expect(book.of('cell of a')?.energy).toMatchObject({ joules: 3, incomplete: false });
  expect(asked.length).toBe(2);
});

test('what stays incomplete is not asked for for ever', async () => {
  const book = new CellBook();
  ran(book, 'a');
  const never = runs(run('a', 2, { incomplete: true }));
  const { asked, ask } = server(never, never, never, never, never);
  const asker = new CellAsker(book, ask, () => true);
  for (let beat = 0; beat < 5; beat++) await asker.next();
  expect(asked.length).toBe(3);
  expect(book.of('cell of a')?.energy?.incomplete).toBe(true);
});

test('a run that nobody told the server of is asked for by the kernel’s own times', async () => {
  const book = new CellBook();
  ran(book, 'a');
  const { asked, ask } = server(runs(), runs(), runs(), interval(AT, AT + 1_000, 7));
  const asker = new CellAsker(book, ask, () => true);
  for (let beat = 0; beat < 5; beat++) await asker.next();
  expect(asked.at(-1)).toBe(`v1/intervals?kernel=k&from=${AT}&to=${AT + 1_000}`);
  expect(asked.length).toBe(4);
  expect(book.of('cell of a')?.energy?.joules).toBe(7);
});

test('where that is refused as well, the cell says why and is asked for no more', async () => {
  const book = new CellBook();
  ran(book, 'a');
  const no = new Refused(404, 'No kernel k is known.');
  const { asked, ask } = server(no, no, no, no);
  const asker = new CellAsker(book, ask, () => true);
  for (let beat = 0; beat < 6; beat++) await asker.next();
  expect(asked.length).toBe(4);
  expect(book.of('cell of a')?.energy).toMatchObject({ joules: null, reason: 'No kernel k is known.' });
});

test.each([
  [true, 20],
  [false, null],
])('what the computer used meanwhile is told of kernels on it only (%s)', async (isHere, joules) => {
  const book = new CellBook();
  ran(book, 'a');
  const unknown = run('a', null);
  const computer = { joules: 20, coveredSeconds: 1, basis: 'measured' as const };
  const { ask } = server(runs({ ...unknown, energy: { ...unknown.energy, computer } }));
  await new CellAsker(book, ask, () => isHere).next();
  expect(book.of('cell of a')?.energy).toMatchObject({ joules: null, computerJoules: joules });
});

test('a server that is away for a while costs no cell its energy', async () => {
  const book = new CellBook();
  ran(book, 'a');
  const away = new Refused(503, 'not now');
  const { ask } = server(away, new TypeError('no network'), away, away, away, runs(run('a', 5)));
  const asker = new CellAsker(book, ask, () => true);
  for (let beat = 0; beat < 6; beat++) await asker.next();
  expect(book.of('cell of a')?.energy?.joules).toBe(5);
});

test('after a reload, a run that goes on is left alone until the kernel says that it ended', async () => {
  const book = new CellBook();
  book.adopt('cell', { run: 'a', kernel: 'k', source: 'h', count: 1, from: AT, to: null, energy: null });
  const { asked, ask } = server(runs(run('a', 1, { running: true })), runs(run('a', 9)));
  const asker = new CellAsker(book, ask, () => true);
  await asker.next();
  await asker.next();
  expect(asked.length).toBe(1);
  expect(book.of('cell')?.energy).toBeNull();
  book.ended('a', AT + 4_000);
  await asker.next();
  expect(book.of('cell')?.energy?.joules).toBe(9);
});

test('after a reload, a cell that waited in the queue is never given an energy that it did not use', async () => {
  const book = new CellBook();
  book.adopt('cell', { run: 'a', kernel: 'k', source: 'h', count: null, from: null, to: null, energy: null });
  const { asked, ask } = server(runs(), runs(), runs(), runs(), runs());
  const asker = new CellAsker(book, ask, () => true);
  for (let beat = 0; beat < 5; beat++) await asker.next();
  expect(asked.length).toBe(3);
  expect(book.of('cell')).toMatchObject({ from: null, energy: null });
});
