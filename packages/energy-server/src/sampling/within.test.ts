// Waiting for what may take too long.

import { access } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { settledOrAfter } from './within.ts';

/** Holds up the event loop, as a long answer or the collection of garbage does. */
function holdUp(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

test('what is there is taken, even where the process comes to it late', async () => {
  let given = 0;
  for (let round = 0; round < 10; round += 1) {
    const waiting = settledOrAfter(10, [access('/proc/self/stat')], () => {
      given += 1;
    });
    holdUp(25);
    expect(await waiting).toBe(true);
  }
  expect(given).toBe(10);
});

test('tells whether all have settled, failures included; what comes late is taken all the same', async () => {
  expect(await settledOrAfter(1_000, [])).toBe(true);
  expect(await settledOrAfter(1_000, [Promise.resolve(1), Promise.reject(new Error('lost'))])).toBe(true);
  const taken: number[] = [];
  let answer = (_: number): void => {};
  const late = new Promise<number>((resolve) => {
    answer = resolve;
  });
  expect(await settledOrAfter(1, [late, Promise.resolve(1)], (value) => taken.push(value))).toBe(false);
  answer(2);
  await late;
  expect(taken).toEqual([1, 2]);
});
