// Quarter-hours, numbered since 1970 in UTC: the grain in which the mix is known and kept.

export const QUARTER_MS = 900_000;
/** How many quarter-hours a day has. */
export const QUARTERS_A_DAY = 96;

/** The number of the quarter-hour that a moment (UnixMs) lies in. */
export function quarterOf(unixMs: number): number {
  return Math.floor(unixMs / QUARTER_MS);
}

/** The first quarter-hour that begins at or after a moment. */
export function quarterFrom(unixMs: number): number {
  return Math.ceil(unixMs / QUARTER_MS);
}
