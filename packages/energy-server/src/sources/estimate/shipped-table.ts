// The table that ships, as `scripts/estimate/fit.ts` wrote it.

import type { PowerRow, PowerTable } from './power-table.ts';
import table from './spec-power-table.json' with { type: 'json' };

export const shippedTable: PowerTable = table;

/** The row of a recognised CPU, or a fallback; undefined when the table has none with this id. */
export function rowById(id: string): PowerRow | undefined {
  return [...shippedTable.rows, ...shippedTable.fallbacks].find((row) => row.id === id);
}
