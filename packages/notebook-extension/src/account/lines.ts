// Which parts the chart draws beside the total.

import { type Column, TOTAL } from './power-history.ts';

/** The roots; where one root is all there is, what it is made of instead, since the root alone is the total again. */
export function linesOf(columns: readonly Column[]): {
  readonly total: Column | null;
  readonly parts: readonly Column[];
} {
  const total = columns.find((column) => column.id === TOTAL) ?? null;
  const roots = columns.filter((column) => column.parent === null && column.id !== TOTAL);
  const [only] = roots;
  if (roots.length !== 1 || only === undefined) return { total, parts: roots };
  return { total, parts: columns.filter((column) => column.parent === only.id) };
}
