// A series: cumulative joules and covered time, as fine as read for the last minutes, every five seconds for the last day.

import type { Joules, Milliseconds } from '@jupyter-energy/contract';
import { type Amount, NOTHING } from '../energy/step.ts';
import { type Point, PointRing } from './point-ring.ts';

/** Ten minutes at ten readings a second, and a reserve for marks in between. */
const FINE_POINTS = 8192;
/** 24 hours at one point in five seconds. */
const COARSE_POINTS = 17_280;
const COARSE_MS = 5000;

export interface Surroundings {
  readonly earlier: Point | null;
  readonly before: Point | null;
  readonly after: Point | null;
  readonly later: Point | null;
}

/** How many points are kept as they were read, and how many at one in five seconds. */
export interface SeriesLength {
  readonly fine: number;
  readonly coarse: number;
}

/**
 * Energy over a span is the difference of two interpolations, so thinning out old points loses no joule and a gap (time without
 * covered time) needs no flag. Times are those of the timeline.
 */
export class Series {
  readonly #fine: PointRing;
  /** Only points older than all fine ones. */
  readonly #coarse: PointRing;
  #newest: Point | null = null;

  constructor({ fine, coarse }: SeriesLength = { fine: FINE_POINTS, coarse: COARSE_POINTS }) {
    this.#fine = new PointRing(fine);
    this.#coarse = new PointRing(coarse);
  }

  /** Cumulative joules since the series began. */
  get joules(): Joules {
    return this.#newest?.joules ?? 0;
  }

  /** Cumulative covered time since the series began. */
  get coveredMs(): Milliseconds {
    return this.#newest?.coveredMs ?? 0;
  }

  get newestMs(): Milliseconds | null {
    return this.#newest?.ms ?? null;
  }

  get oldestMs(): Milliseconds | null {
    return this.#length === 0 ? null : this.#msAt(0);
  }

  /** Whether its oldest point is still the first one. */
  get isWhole(): boolean {
    const oldest = this.#length === 0 ? null : this.#at(0);
    return oldest === null || (oldest.joules === 0 && oldest.coveredMs === 0);
  }

  get bytes(): number {
    return this.#fine.bytes + this.#coarse.bytes;
  }

  /** Adds what happened from `fromMs` to `toMs`. Time between the newest point and `fromMs` becomes a gap. */
  add(fromMs: Milliseconds, toMs: Milliseconds, amount: Amount): void {
    const { joules, coveredMs } = this;
    if (this.#newest === null || this.#newest.ms < fromMs) this.#push({ ms: fromMs, joules, coveredMs });
    this.#push({ ms: toMs, joules: joules + amount.joules, coveredMs: coveredMs + amount.coveredMs });
  }

  /** Energy and covered time between two moments, of which a part before the oldest or after the newest point knows nothing. */
  between(fromMs: Milliseconds, toMs: Milliseconds): Amount {
    if (this.#newest === null || !(toMs > fromMs)) return NOTHING;
    const reader = this.reader(fromMs);
    return difference(reader(fromMs), reader(toMs));
  }

  /** A function that tells the cumulative amount at moments that only grow; one pass over the points whatever their number. */
  reader(startMs: Milliseconds): (ms: Milliseconds) => Amount {
    let next = this.#firstAfter(startMs);
    return (ms) => {
      while (next < this.#length && this.#msAt(next) <= ms) next += 1;
      return this.#interpolate(next, ms);
    };
  }

  /** The points around a moment and their neighbours; null where there are none. A point at the moment itself is `before`. */
  around(ms: Milliseconds): Surroundings {
    const next = this.#firstAfter(ms);
    const at = (index: number) => (index >= 0 && index < this.#length ? this.#at(index) : null);
    return { earlier: at(next - 2), before: at(next - 1), after: at(next), later: at(next + 1) };
  }

  get #length(): number {
    return this.#coarse.length + this.#fine.length;
  }

  #msAt(index: number): Milliseconds {
    const fine = index - this.#coarse.length;
    return fine < 0 ? this.#coarse.msAt(index) : this.#fine.msAt(fine);
  }

  #at(index: number): Point {
    const fine = index - this.#coarse.length;
    return fine < 0 ? this.#coarse.at(index) : this.#fine.at(fine);
  }

  #push(point: Point): void {
    this.#newest = point;
    this.#fine.push(point);
    for (const old of this.#fine.evict()) this.#thin(old);
  }

  #thin(old: Point): void {
    const { length } = this.#coarse;
    const slot = Math.floor(old.ms / COARSE_MS);
    if (length > 0 && Math.floor(this.#coarse.msAt(length - 1) / COARSE_MS) >= slot) return;
    this.#coarse.push(old);
    this.#coarse.evict();
  }

  #firstAfter(ms: Milliseconds): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#msAt(middle) <= ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #interpolate(next: number, ms: Milliseconds): Amount {
    if (this.#length === 0) return NOTHING;
    if (next === 0) return this.#at(0);
    const before = this.#at(next - 1);
    if (next === this.#length) return before;
    return between(before, this.#at(next), ms);
  }
}

/** Straight between two points; exactly flat over a gap. */
export function between(before: Point, after: Point, ms: Milliseconds): Amount {
  const share = (ms - before.ms) / (after.ms - before.ms);
  return {
    joules: before.joules + (after.joules - before.joules) * share,
    coveredMs: before.coveredMs + (after.coveredMs - before.coveredMs) * share,
  };
}

/** What was added from one cumulative amount to a later one. */
export function difference(earlier: Amount, later: Amount): Amount {
  return { joules: later.joules - earlier.joules, coveredMs: later.coveredMs - earlier.coveredMs };
}
