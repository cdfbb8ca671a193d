// A table as text, row by row: CSV as RFC 4180 has it, or JSON with what the columns mean before them.

export type Cell = string | number | boolean | null;

export interface Table {
  /** The names carry the units: `energy_J`. */
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly Cell[]>;
}

/** Unknown is an empty field, never 0. */
export function* csvOf({ columns, rows }: Table): Generator<string> {
  yield lineOf(columns);
  for (const row of rows) yield lineOf(row);
}

/** One object: what is told of all rows, then `rows`, each an object on a line of its own. */
export function* jsonOf(about: object, { columns, rows }: Table): Generator<string> {
  yield `${JSON.stringify(about).slice(0, -1)},"rows":[`;
  let separator = '\n';
  for (const row of rows) {
    yield separator + JSON.stringify(Object.fromEntries(columns.map((name, index) => [name, row[index]])));
    separator = ',\n';
  }
  yield '\n]}\n';
}

function lineOf(cells: readonly Cell[]): string {
  return `${cells.map(fieldOf).join(',')}\r\n`;
}

/** Names may be anybody's: one that a spreadsheet would take for a formula is marked as a text. */
function fieldOf(cell: Cell): string {
  const isFormula = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell);
  const text = isFormula ? `'${cell}` : String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
