// The order of cells in the table: by any column, unknown values last either way.

import { expect, test } from 'vitest';
import { unknownEnergy } from './cell-energy.ts';
import { type CellOrder, type ListedCell, sorted } from './cell-list.ts';

function cell(index: number, joules: number | null, seconds: number): ListedCell {
  const energy = { ...unknownEnergy(0, seconds * 1_000, ''), joules, watts: joules && joules / seconds };
  const run = { run: `r${index}`, kernel: 'k', source: 'h', count: index, from: 0, to: 1, energy };
  return { index, id: `${index}`, source: '', run, energy };
}

const cells = [cell(2, 5, 10), cell(0, null, 3), cell(3, 5, 1), cell(1, 7, 7)];

test.each<[CellOrder, boolean, number[]]>([
  ['cell', false, [0, 1, 2, 3]],
  ['cell', true, [3, 2, 1, 0]],
  ['energy', true, [1, 2, 3, 0]],
  ['energy', false, [2, 3, 1, 0]],
  ['power', true, [3, 1, 2, 0]],
  ['time', true, [2, 1, 0, 3]],
])('by %s (descending: %s): %j', (order, descending, indices) => {
  expect(sorted(cells, order, descending).map(({ index }) => index)).toEqual(indices);
});
