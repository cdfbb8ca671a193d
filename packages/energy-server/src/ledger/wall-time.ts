// Which moment of the wall clock a moment of the timeline is: the record goes by UTC, and somebody may set the clock.

import type { Milliseconds, UnixMs } from '@jupyter-energy/contract';
import type { Instant } from '../time/instant.ts';

/** By less than this the wall clock wavers as it is read. */
const SET_MS = 50;
/** By less than this it may be read earlier here than by another program. */
const EARLIER_MS = 1_000;

interface Era {
  /** Timeline. */
  readonly sinceMs: Milliseconds;
  /** When that was noticed: the clock was set at some moment between the two. */
  readonly noticedMs: Milliseconds;
  /** Wall clock less timeline. */
  readonly offsetMs: Milliseconds;
}

/** A span that lies in one era, on both clocks. */
export interface WallSpan {
  readonly fromMs: Milliseconds;
  readonly toMs: Milliseconds;
  readonly from: UnixMs;
  readonly to: UnixMs;
  /** Wall clock less timeline. */
  readonly offsetMs: Milliseconds;
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
      this.#eras = [...this.#eras.slice(-99), { sinceMs: this.#notedMs, noticedMs: timelineMs, offsetMs }];
    this.#notedMs = timelineMs;
  }

  /** Since when nobody is known to have set the clock; null before it was told. */
  get unsetSinceMs(): Milliseconds | null {
    return this.#eras.at(-1)?.noticedMs ?? null;
  }

  /** What the clock showed at the end of what was up to that moment. */
  toWall(ms: Milliseconds): UnixMs {
    const era = this.#eras.findLast(({ sinceMs }) => sinceMs < ms) ?? this.#eras[0];
    return ms + (era?.offsetMs ?? 0);
  }

  /**
   * The latest moment at which somebody may have read this off the clock; null where nobody can have since anything was noted here: it
   * was set back before. Around a setting there may be two such moments; what begins after the later one tells nothing twice.
   */
  latestAt(wall: UnixMs): Milliseconds | null {
    const moments = this.#eras.flatMap(({ sinceMs, offsetMs }, index) => {
      const untilMs = this.#eras[index + 1]?.noticedMs ?? this.#notedMs + EARLIER_MS;
      const ms = wall - offsetMs;
      return ms >= sinceMs && ms <= untilMs ? ms : [];
    });
    return moments.length === 0 ? null : Math.min(Math.max(...moments), this.#notedMs);
  }

  /** A span in pieces, each within one era. */
  *spans(fromMs: Milliseconds, toMs: Milliseconds): Generator<WallSpan> {
    for (const { sinceMs, untilMs, offsetMs } of this.#known()) {
      const [start, end] = [Math.max(fromMs, sinceMs), Math.min(toMs, untilMs)];
      if (end > start) yield spanOf(start, end, offsetMs);
    }
  }

  /** All that the wall clock called so: nothing of an hour that it left out, an hour twice where it was set back. */
  *spansOfWall(from: UnixMs, to: UnixMs): Generator<WallSpan> {
    for (const { sinceMs, untilMs, offsetMs } of this.#known()) {
      const [start, end] = [Math.max(from - offsetMs, sinceMs), Math.min(to - offsetMs, untilMs)];
      if (end > start) yield spanOf(start, end, offsetMs);
    }
  }

  /** The latest that the wall clock ever showed up to a moment of the timeline. */
  latestUpTo(ms: Milliseconds): UnixMs {
    const shown = this.#known().filter(({ sinceMs }) => sinceMs < ms);
    return Math.max(...shown.map(({ untilMs, offsetMs }) => Math.min(untilMs, ms) + offsetMs));
  }

  /** What is older than the oldest era that is still known is told by that one. */
  #known(): readonly (Omit<Era, 'noticedMs'> & { readonly untilMs: Milliseconds })[] {
    return this.#eras.map(({ sinceMs, offsetMs }, index) => ({
      sinceMs: index === 0 ? Number.NEGATIVE_INFINITY : sinceMs,
      untilMs: this.#eras[index + 1]?.sinceMs ?? Number.POSITIVE_INFINITY,
      offsetMs,
    }));
  }
}

function spanOf(fromMs: Milliseconds, toMs: Milliseconds, offsetMs: Milliseconds): WallSpan {
  return { fromMs, toMs, from: fromMs + offsetMs, to: toMs + offsetMs, offsetMs };
}
