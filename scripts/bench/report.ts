// What a benchmark found: figures, each beside the number that the design wants and what it is to be compared with.

/** A figure is within its limit when it is not greater. All limits are of this kind. */
export type Verdict = 'within' | 'over' | null;

export type Unit = '%' | 'MB' | 'kB' | 'µs' | 'ms' | 'beats';

export interface Row {
  readonly what: string;
  /** Null where it could not be measured; `beside` then says why. */
  readonly value: number | null;
  readonly unit: Unit;
  /** The number of the design; null where it has none. */
  readonly limit: number | null;
  /** A ratio to something in the same run, or what else belongs to the figure. */
  readonly beside: string;
}

export interface Report {
  readonly title: string;
  /** How it was measured, as paragraphs of Markdown. */
  readonly how: readonly string[];
  readonly rows: readonly Row[];
}

export const headings = ['', 'figure', 'design', 'verdict', 'beside it'] as const;

/** Null where there is nothing to compare. */
export function verdictOf({ value, limit }: Row): Verdict {
  if (value === null || limit === null) return null;
  return value <= limit ? 'within' : 'over';
}

/** The cells of a row, below `headings`. */
export function cellsOf(row: Row): readonly string[] {
  const { what, value, unit, limit, beside } = row;
  return [
    what,
    value === null ? 'not measured' : quantity(value, unit),
    limit === null ? '' : `≤ ${limit} ${unit}`,
    verdictOf(row) ?? '',
    beside,
  ];
}

/** Three digits, whatever the magnitude; what is counted stays a whole number. */
export function quantity(value: number, unit: Unit): string {
  return `${unit === 'beats' ? value : digits(value)} ${unit}`;
}

/** `1.9 times`: how often `of` goes into `value`. */
export function times(value: number, of: number): string {
  return `${digits(value / of)} times`;
}

function digits(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3);
}
