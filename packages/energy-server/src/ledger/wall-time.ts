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

  toWall(ms: Milliseconds): UnixMs {
    return ms + this.#offsetAt(ms);
  }

  /** By the clock as it is set now. */
  toTimeline(wall: UnixMs): Milliseconds {
    return wall - (this.#eras.at(-1)?.offsetMs ?? 0);
  }

  /** A span in pieces, each within one era. */
  *spans(fromMs: Milliseconds, toMs: Milliseconds): Generator<WallSpan> {
    for (const { sinceMs, untilMs, offsetMs } of this.#known()) {
      const [start, end] = [Math.max(fromMs, sinceMs), Math.min(toMs, untilMs)];
      if (end > start) yield { fromMs: start, toMs: end, from: start + offsetMs, to: end + offsetMs };
    }
  }

  /** All that the wall clock called so: nothing of an hour that it left out, an hour twice where it was set back. */
  *spansOfWall(from: UnixMs, to: UnixMs): Generator<WallSpan> {
    for (const { sinceMs, untilMs, offsetMs } of this.#known()) {
      const [start, end] = [Math.max(from - offsetMs, sinceMs), Math.min(to - offsetMs, untilMs)];
      if (end > start) yield { fromMs: start, toMs: end, from: start + offsetMs, to: end + offsetMs };
    }
  }

  /** The latest that the wall clock ever showed up to a moment of the timeline. */
  latestUpTo(ms: Milliseconds): UnixMs {
    const shown = this.#known().filter(({ sinceMs }) => sinceMs < ms);
    return Math.max(...shown.map(({ untilMs, offsetMs }) => Math.min(untilMs, ms) + offsetMs));
  }

  /** What is older than the oldest era that is still known is told by that one. */
  #known(): readonly (Era & { readonly untilMs: Milliseconds })[] {
    return this.#eras.map(({ sinceMs, offsetMs }, index) => ({
      sinceMs: index === 0 ? Number.NEGATIVE_INFINITY : sinceMs,
      untilMs: this.#eras[index + 1]?.sinceMs ?? Number.POSITIVE_INFINITY,
      offsetMs,
    }));
  }

  #offsetAt(ms: Milliseconds): Milliseconds {
    const era = this.#eras.findLast(({ sinceMs }) => sinceMs <= ms) ?? this.#eras[0];
    return era?.offsetMs ?? 0;
  }
}
