// The bucket lengths of the record: all aligned to UTC, each a multiple of the one before.

import type { Milliseconds, UnixMs } from '@jupyter-energy/contract';

export interface Level {
  readonly table: 'minute' | 'quarter' | 'hour' | 'day';
  readonly ms: Milliseconds;
}

export const MINUTE: Level = { table: 'minute', ms: 60_000 };
export const QUARTER: Level = { table: 'quarter', ms: 900_000 };
export const HOUR: Level = { table: 'hour', ms: 3_600_000 };
export const DAY: Level = { table: 'day', ms: 86_400_000 };

/**
 * Every energy stands in all of them. Quarter hours are the record; minutes are kept for some weeks, hours and days answer
 * questions about months and years without reading thirty thousand rows.
 */
export const LEVELS: readonly Level[] = [MINUTE, QUARTER, HOUR, DAY];

export function bucketOf(at: UnixMs, { ms }: Level): UnixMs {
  return Math.floor(at / ms) * ms;
}

/** The edge at this moment, or the first one after it. */
export function edgeFrom(at: UnixMs, { ms }: Level): UnixMs {
  return Math.ceil(at / ms) * ms;
}
