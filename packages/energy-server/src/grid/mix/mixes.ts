// Which mix holds for each quarter-hour of a span: as told for it, else the newest before it of the last day, else the year's.

import { type Place, placeKey } from '../place/place.ts';
import { QUARTER_MS, QUARTERS_A_DAY, quarterFrom, quarterOf } from '../quarter.ts';
import type { Stretch } from './bucket.ts';
import { type Mix, type Told, toldMix, yearlyMix } from './mix.ts';

/** Quarter-hours: the first and the last. */
export interface Extent {
  readonly first: number;
  readonly last: number;
}

export interface ToldSource {
  /** Of all that was told; null where nothing was. */
  readonly extent: Extent | null;
  /** What was told, by quarter-hours in order; the last one asked for is not among them. */
  rows(fromQuarter: number, toQuarter: number): Iterable<Told>;
  /** Of the providers that may tell of one quarter-hour, the lowest counts. */
  rank(provider: string): number;
}

/** A span that ends then, for all of which one mix holds. */
export interface Piece {
  readonly mix: Mix;
  readonly to: number;
}

/** What was told is not drawn as the present mix for longer than this. */
const CACHED_QUARTERS = QUARTERS_A_DAY;

/** In all other time only the year's mix can hold; null where it always does. */
export function toldTime(extent: Extent | null): { readonly from: number; readonly to: number } | null {
  if (extent === null) return null;
  const { first, last } = extent;
  return { from: first * QUARTER_MS, to: (last + CACHED_QUARTERS + 1) * QUARTER_MS };
}

/** The mixes of one span, for one place, looked up once. */
export class Mixes {
  readonly #yearly: Mix;
  readonly #told = new Map<number, Told>();
  /** Those told of this place, in order: what was told of another says nothing of the time after. */
  readonly #here: number[] = [];
  readonly #made = new Map<Told, { live: Mix; cached: Mix }>();

  constructor(place: Place | null, from: number, to: number, source: ToldSource) {
    this.#yearly = yearlyMix(place);
    const here = place === null ? null : placeKey(place);
    // A mix by anybody says more than an intensity alone.
    const order = (told: Told) =>
      (told.place === here ? 0 : 1_000) + (told.production === null ? 500 : 0) + source.rank(told.provider);
    for (const told of source.rows(quarterOf(from) - CACHED_QUARTERS, quarterFrom(to))) {
      if (told.place === here && told.quarter !== this.#here.at(-1)) this.#here.push(told.quarter);
      const other = this.#told.get(told.quarter);
      if (other === undefined || order(told) < order(other)) this.#told.set(told.quarter, told);
    }
  }

  /** Mixes with how long each lasted, in order; they make up the span. */
  *stretches(from: number, to: number): Generator<Stretch> {
    if (this.#told.size === 0) return yield [this.#yearly, to - from];
    for (const [start, end] of quarters(from, to)) yield [this.at(quarterOf(start)), end - start];
  }

  /** The span, cut where another mix begins to hold. */
  *pieces(from: number, to: number): Generator<Piece> {
    let piece: Piece | null = null;
    let end = from;
    for (const [mix, ms] of this.stretches(from, to)) {
      end += ms;
      if (piece !== null && piece.mix !== mix) {
        yield piece;
        piece = null;
      }
      piece = { mix, to: end };
    }
    if (piece !== null) yield piece;
  }

  at(quarter: number): Mix {
    const own = this.#told.get(quarter);
    if (own !== undefined) return this.#mixesOf(own).live;
    const before = this.#newestBefore(quarter);
    const told = before === undefined ? undefined : this.#told.get(before);
    if (told === undefined || quarter - told.quarter > CACHED_QUARTERS) return this.#yearly;
    return this.#mixesOf(told).cached;
  }

  /** Of those told of this place; by halving, as a year has 35,000. */
  #newestBefore(quarter: number): number | undefined {
    let low = 0;
    let high = this.#here.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#here[middle] ?? quarter) < quarter) low = middle + 1;
      else high = middle;
    }
    return this.#here[low - 1];
  }

  #mixesOf(told: Told): { live: Mix; cached: Mix } {
    const known = this.#made.get(told);
    if (known !== undefined) return known;
    const country = told.place.split('/')[0] ?? '';
    const live = toldMix('live', told, country, (told.quarter + 1) * QUARTER_MS);
    const made = { live, cached: { ...live, kind: 'cached' as const } };
    this.#made.set(told, made);
    return made;
  }
}

/** A span cut where quarter-hours begin. */
export function* quarters(from: number, to: number): Generator<readonly [from: number, to: number]> {
  for (let start = from; start < to; ) {
    const end = Math.min((quarterOf(start) + 1) * QUARTER_MS, to);
    yield [start, end];
    start = end;
  }
}
