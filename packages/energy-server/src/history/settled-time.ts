// Up to when the tree may be settled: a little behind the newest reading, so that every meter has spoken for the whole interval.

import type { Milliseconds } from '@jupyter-energy/contract';
import type { Channel } from '../energy/channel.ts';

/**
 * A channel that has said nothing for longer than this holds nobody back. What it says later about the time that was settled
 * without it is added to a later interval. Two seconds bridge four failed reads while a page watches (a beat is 500 ms then); at
 * the idle beat of 5 s one failed read lets the others go on up to two seconds before now.
 */
export const PATIENCE_MS = 2000;

/** The newest that a channel has said, and how long it is waited for. */
export interface NewestStamp {
  readonly ms: Milliseconds;
  readonly patienceMs: Milliseconds;
}

/** A meter that regularly speaks late is given the time it needs. */
export function patienceFor({ lateMs }: Pick<Channel, 'lateMs'>): Milliseconds {
  return Math.max(PATIENCE_MS, lateMs ?? 0);
}

/**
 * The least of the speakers' newest stamps, each not older than its patience, not before the previous settled time and not after now.
 * `newest` has one stamp for each speaker that ever spoke. While there is none, time goes on to now, or is null before the first.
 */
export function settledTime(
  nowMs: Milliseconds,
  previousMs: Milliseconds | null,
  newest: readonly NewestStamp[],
): Milliseconds | null {
  if (newest.length === 0) return previousMs === null ? null : Math.max(previousMs, nowMs);
  const patient = Math.min(...newest.map(({ ms, patienceMs }) => Math.max(ms, nowMs - patienceMs)));
  return Math.max(previousMs ?? Number.NEGATIVE_INFINITY, Math.min(patient, nowMs));
}
