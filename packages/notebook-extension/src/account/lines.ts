// Which parts the chart draws beside the total, and which duplicates beside those.

import { type Column, TOTAL } from './power-history.ts';

/** A second meter, and the line of what it measures as well. */
export interface Beside {
  readonly column: Column;
  readonly line: Column;
}

export interface Lines {
  readonly total: Column | null;
  readonly parts: readonly Column[];
  readonly beside: readonly Beside[];
}

/** The roots; where one root is all there is, what it is made of instead, since the root alone is the total again. */
export function linesOf(columns: readonly Column[], duplicates: readonly Column[] = []): Lines {
  const total = columns.find((column) => column.id === TOTAL) ?? null;
  const roots = columns.filter((column) => column.parent === null && column.id !== TOTAL);
  const [only] = roots;
  const isAll = roots.length === 1 && only !== undefined;
  const parts = isAll ? columns.filter((column) => column.parent === only.id) : roots;
  const beside = duplicates.flatMap((column) => {
    const line = isAll && column.of === only.id ? total : parts.find(({ id }) => id === column.of);
    return line == null ? [] : [{ column, line }];
  });
  return { total, parts, beside };
}
