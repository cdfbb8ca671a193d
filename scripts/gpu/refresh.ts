// How often a number of the GPU moves: it is read as fast as possible, and the times between its changes are kept.

import { median } from './statistics.ts';

export interface Refresh {
  readonly reads: number;
  readonly seconds: number;
  readonly changes: number;
  /** Milliseconds between changes; null with fewer than two of them. */
  readonly leastMs: number | null;
  readonly medianMs: number | null;
}

/** Reads at least `leastReads` times and for at least `leastMs`. Rejects when a read does. */
export async function refreshOf(
  read: () => Promise<number>,
  leastReads: number,
  leastMs: number,
): Promise<Refresh> {
  const startMs = performance.now();
  const gapsMs: number[] = [];
  let changedMs: number | null = null;
  let before = await read();
  let reads = 1;
  while (reads < leastReads || performance.now() - startMs < leastMs) {
    const value = await read();
    reads += 1;
    if (value === before) continue;
    const nowMs = performance.now();
    // The first change ends a span of unknown length.
    if (changedMs !== null) gapsMs.push(nowMs - changedMs);
    changedMs = nowMs;
    before = value;
  }
  return {
    reads,
    seconds: (performance.now() - startMs) / 1_000,
    changes: gapsMs.length + (changedMs === null ? 0 : 1),
    leastMs: gapsMs.length === 0 ? null : Math.min(...gapsMs),
    medianMs: median(gapsMs),
  };
}
