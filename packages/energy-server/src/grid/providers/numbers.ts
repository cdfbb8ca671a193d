// Checks of what providers tell, in words of types: whatever is not what it should be is missing, never zero.

export type Table = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The largest power that any country has is near 4e6 MW: what is above this is no power. */
const MOST = 1e8;
/** A thousandth of a watt, in MW. Less is nothing, and numbers near the smallest that there are cannot be divided exactly. */
const LEAST = 1e-9;

/** A number, or its text with or without thousands commas; null for everything else. */
export function numberOf(value: unknown): number | null {
  const number =
    typeof value === 'string' && /^\s*[-+]?[\d,]*\.?\d+(e[-+]?\d+)?\s*$/i.test(value)
      ? Number(value.replaceAll(',', ''))
      : value;
  if (typeof number !== 'number' || !(Math.abs(number) <= MOST)) return null;
  return Math.abs(number) < LEAST ? 0 : number;
}

/** UnixMs of a time in ISO 8601 with its zone; null for everything else. */
export function timeOf(value: unknown): number | null {
  if (
    typeof value !== 'string' ||
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(value)
  )
    return null;
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : time;
}

/** `2026-03-01T12:00Z`. */
export function isoMinute(unixMs: number): string {
  return `${new Date(unixMs).toISOString().slice(0, 16)}Z`;
}
