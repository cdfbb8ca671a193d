// Up to when the tree may be settled: a little behind the newest reading, so that every meter has spoken for the whole interval.

import type { Milliseconds } from '@jupyter-energy/contract';

/**
 * A channel that has said nothing for longer than this holds nobody back. What it says later about the time that was settled
 * without it is added to a later interval. Two seconds bridge four failed reads while a page watches (a beat is 500 ms then); at
 * the idle beat of 5 s one failed read lets the others go on up to two seconds before now.
 */
export const PATIENCE_MS = 2000;

/**
 * The least of the speakers' newest stamps, but not older than PATIENCE_MS, not before the previous settled time and not after now.
 * `newest` has one stamp for each speaker that ever spoke. While there is none, time goes on to now, or is null before the first.
 */
export function settledTime(
  nowMs: Milliseconds,
  previousMs: Milliseconds | null,
  newest: readonly Milliseconds[],
): Milliseconds | null {
  if (newest.length === 0) return previousMs === null ? null : Math.max(previousMs, nowMs);
  const patient = Math.max(Math.min(...newest), nowMs - PATIENCE_MS);
  return Math.max(previousMs ?? Number.NEGATIVE_INFINITY, Math.min(patient, nowMs));
}
