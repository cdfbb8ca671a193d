// A cell's run from being sent to being told of: queues, errors, interrupts, kernels that die, runs that are run again.

import { expect, test } from 'vitest';
import { CellBook } from './cell-book.ts';
import { unknownEnergy } from './cell-energy.ts';

const AT = 1_700_000_000_000;

function bookWith(...requests: string[]): CellBook {
  const book = new CellBook();
  for (const request of requests) book.sent(request, `cell of ${request}`, 'k', 'hash');
  return book;
}

test('a run begins and ends by the kernel’s word, and then waits for its energy', () => {
  const book = bookWith('r');
  expect(book.of('cell of r')).toMatchObject({ run: 'r', from: null, to: null });
  book.began('r', AT, 3);
  expect(book.pending.size).toBe(0);
  book.ended('r', AT + 500);
  expect(book.of('cell of r')).toMatchObject({ count: 3, from: AT, to: AT + 500, energy: null });
  expect([...book.pending]).toEqual(['r']);
});

test('what waits in the queue when an earlier cell fails never ran', () => {
  const book = bookWith('failing', 'queued');
  book.began('failing', AT, 1);
  book.ended('failing', AT + 10);
  book.ended('queued', AT + 11); // the kernel sends it back, idle
  expect(book.of('cell of queued')).toBeNull();
  expect([...book.pending]).toEqual(['failing']);
});

test('a kernel that dies ends what ran and forgets what waited', () => {
  const book = bookWith('running', 'queued');
  book.began('running', AT, 1);
  book.interrupted(AT + 700);
  expect(book.of('cell of running')).toMatchObject({ from: AT, to: AT + 700 });
  expect(book.of('cell of queued')).toBeNull();
});

test('a kernel that is restarted leaves old runs as they were', () => {
  const book = bookWith('old');
  book.began('old', AT, 1);
  book.ended('old', AT + 100);
  book.settle('old', unknownEnergy(AT, AT + 100, 'why'), 1, true);
  const before = book.of('cell of old');
  book.interrupted(AT + 5_000);
  expect(book.of('cell of old')).toEqual(before);
});

test('a cell that is run again has its newest run only', () => {
  const book = new CellBook();
  book.sent('first', 'cell', 'k', 'hash');
  book.began('first', AT, 1);
  book.ended('first', AT + 100);
  book.sent('second', 'cell', 'k', 'other hash');
  expect(book.of('cell')).toMatchObject({ run: 'second', source: 'other hash', from: null });
  expect(book.pending.size).toBe(0);
  book.settle('first', unknownEnergy(AT, AT + 100, ''), 1, true);
  expect(book.of('cell')?.energy).toBeNull();
});

test('word that comes twice, too early or of strangers changes nothing', () => {
  const book = bookWith('r');
  const changes: string[] = [];
  book.changed.connect((_, cell) => changes.push(cell));
  book.began('stranger', AT, 1);
  book.ended('stranger', AT);
  book.began('r', AT, 1);
  book.began('r', AT + 5, 2);
  book.ended('r', AT + 10);
  book.ended('r', AT + 20);
  expect(book.of('cell of r')).toMatchObject({ count: 1, from: AT, to: AT + 10 });
  expect(changes).toEqual(['cell of r', 'cell of r']);
});

test('a clock that steps back makes no run end before it began', () => {
  const book = bookWith('r');
  book.began('r', AT, 1);
  book.ended('r', AT - 60_000);
  expect(book.of('cell of r')).toMatchObject({ from: AT, to: AT });
});

test('a remembered run that went on when the page was reloaded is asked for, and may still end here', () => {
  const book = new CellBook();
  book.adopt('cell', { run: 'r', kernel: 'k', source: 'h', count: 1, from: AT, to: null, energy: null });
  expect([...book.pending]).toEqual(['r']);
  book.ended('r', AT + 9);
  expect(book.of('cell')?.to).toBe(AT + 9);
});

test('what this page saw itself is not replaced by what is remembered', () => {
  const book = new CellBook();
  book.sent('new', 'cell', 'k', 'h');
  book.adopt('cell', { run: 'old', kernel: 'k', source: 'h', count: 1, from: AT, to: AT + 1, energy: null });
  expect(book.of('cell')?.run).toBe('new');
});
