// What a notebook's file says of a cell's energy: ours comes back, anything else is nothing.

import { expect, test } from 'vitest';
import { unknownEnergy } from './cell-energy.ts';
import { runFromSaved, savedOf } from './saved-energy.ts';

const energy = { ...unknownEnergy(1, 2, ''), joules: 3, plusMinus: 0.2, basis: 'measured' as const };
const run = { run: 'r', kernel: 'k', source: 'h', count: 4, from: 1, to: 2, energy };

test('an energy that was saved is read again, without ids that mean nothing elsewhere', () => {
  const saved = savedOf(run);
  expect(JSON.stringify(saved)).not.toMatch(/"r"|"k"/);
  expect(runFromSaved(JSON.parse(JSON.stringify(saved)))).toEqual({ ...run, run: '', kernel: '' });
});

test('nothing is saved before the energy is known', () => {
  expect(savedOf({ ...run, energy: null })).toBeNull();
});

test.each([undefined, null, 3, 'x', {}, { version: 2 }, { version: 1 }, { version: 1, ...run, energy: 7 }])(
  'anything else in its place (%j) is nothing',
  (saved) => expect(runFromSaved(saved)).toBeNull(),
);
