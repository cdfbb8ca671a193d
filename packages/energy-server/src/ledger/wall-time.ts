// Which moment of the wall clock a moment of the timeline is: the record goes by UTC, and somebody may set the clock.

import type { Milliseconds, UnixMs } from '@jupyter-energy/contract';
import type { Instant } from '../time/instant.ts';

/** By less than this the wall clock wavers as it is read. */
const SET_MS = 50;

interface Era {
  /** Timeline. */
  readonly sinceMs: Milliseconds;
  /** Wall clock less timeline. */
  readonly offsetMs: Milliseconds;
}

/** A span that lies in one era, on both clocks. */
export interface WallSpan {
  readonly fromMs: Milliseconds;
  readonly toMs: Milliseconds;
  readonly from: UnixMs;
  readonly to: UnixMs;
}

/** Between two settings of the clock its distance to the timeline is taken to be constant, so that spans join to the last bit. */
export class WallTime {
  #eras: readonly Era[] = [];
  #notedMs: Milliseconds = Number.NEGATIVE_INFINITY;

  /** Told both clocks, often. What was after the last time is told by the clock as it is set now. */
  note({ timelineMs, wallMs }: Instant): void {
    const offsetMs = wallMs - timelineMs;
    const newest = this.#eras.at(-1);
    if (newest === undefined || Math.abs(newest.offsetMs - offsetMs) > SET_MS)
      this.#eras = [...this.#eras.slice(-99), { sinceMs: this.#notedMs, offsetMs }];
    this.#notedMs = timelineMs;
  }

  /** Since when the clock has not been set; the beginning of all time where it never was. */
  get unsetSinceMs(): Milliseconds {
    return this.#eras.at(-1)?.sinceMs ?? Number.NEGATIVE_INFINITY;
  }

  toWall(ms: Milliseconds): UnixMs {
    return ms + this.#offsetAt(ms);
  }

  /** By the clock as it is set now. */
  toTimeline(wall: UnixMs): Milliseconds {
    return wall - (this.#eras.at(-1)?.offsetMs ?? 0);
  }

  /** A span in pieces, each within one era. */
  *spans(fromMs: Milliseconds, toMs: Milliseconds): Generator<WallSpan> {
    for (const [index, { sinceMs, offsetMs }] of this.#eras.entries()) {
      const start = Math.max(fromMs, sinceMs);
      const end = Math.min(toMs, this.#eras[index + 1]?.sinceMs ?? toMs);
      // What is older than the oldest era that is still known is told by that one.
      const first = index === 0 ? fromMs : start;
      if (end > first) yield { fromMs: first, toMs: end, from: first + offsetMs, to: end + offsetMs };
    }
  }

  #offsetAt(ms: Milliseconds): Milliseconds {
    const era = this.#eras.findLast(({ sinceMs }) => sinceMs <= ms) ?? this.#eras[0];
    return era?.offsetMs ?? 0;
  }
}
