// The cells of a notebook with what they used, in the order that somebody wants to read them.

import type { CellEnergy } from './cell-energy.ts';
import type { CellRun } from './cell-run.ts';

export interface ListedCell {
  /** Its place among all cells of the notebook. */
  readonly index: number;
  readonly id: string;
  readonly source: string;
  readonly run: CellRun;
  readonly energy: CellEnergy;
}

/** By what the list is sorted: place, joules, watts or seconds. */
export type CellOrder = 'cell' | 'energy' | 'power' | 'time';

const value: Readonly<Record<CellOrder, (cell: ListedCell) => number | null>> = {
  cell: ({ index }) => index,
  energy: ({ energy }) => energy.joules,
  power: ({ energy }) => energy.watts,
  time: ({ energy }) => energy.to - energy.from,
};

/** Unknown values come last, whichever way; equal ones in the notebook's order. */
export function sorted(
  cells: readonly ListedCell[],
  order: CellOrder,
  descending: boolean,
): readonly ListedCell[] {
  const of = value[order];
  return cells.toSorted((a, b) => {
    const [left, right] = [of(a), of(b)];
    if (left === null || right === null)
      return Number(left === null) - Number(right === null) || a.index - b.index;
    return (descending ? right - left : left - right) || a.index - b.index;
  });
}
