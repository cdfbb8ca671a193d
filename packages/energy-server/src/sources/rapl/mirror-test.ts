// Tells dies with counters of their own from dies that all show the one counter of their package.

import type { Joules } from '@jupyter-energy/contract';
import { wentOn } from './counter.ts';
import type { Beat, Sample, Tracker } from './tracker.ts';

/** Counters are updated about every millisecond, and two reads may fall on different sides of an update. */
const UPDATE_MS = 2;

/** Two units of the coarsest common counter (2^-14 J). */
const UNITS: Joules = 2 * 2 ** -14;

/** As many beats with energy in them must agree; two dies under equal load differ after a few. */
const BEATS_TO_AGREE = 10;

/** Null = not known yet; otherwise the dies worth counting, one of each group that shows the same counter. */
export type MirrorVerdict = readonly Tracker[] | null;

/** Agreement proves nothing while the slack could hide a difference of real dies. */
const PRECISION = 0.02;

/** A read that another program interrupted makes equal counters differ once; different ones go on differing. */
const BEATS_TO_DISAGREE = 3;

type PairState = 'open' | 'same' | 'different';

/** One beat's samples of two counters. */
interface Both {
  readonly a: Sample;
  readonly b: Sample;
  /** By how much equal counters may differ here: an update, and what was used between the two reads. */
  readonly slack: Joules;
}

/** All counters of one package; see CodeCarbon issues 1274 and 1379 for machines that need it. */
export class MirrorTest {
  readonly #dies: readonly Tracker[];
  readonly #pairs: readonly Pair[];
  #verdict: MirrorVerdict = null;

  constructor(dies: readonly Tracker[]) {
    this.#dies = dies;
    this.#pairs = dies.flatMap((one, index) => dies.slice(index + 1).map((other) => new Pair(one, other)));
  }

  /** How many counters the package shows. */
  get dies(): number {
    return this.#dies.length;
  }

  get verdict(): MirrorVerdict {
    return this.#verdict;
  }

  observe(beat: Beat): void {
    if (this.#verdict !== null) return;
    for (const pair of this.#pairs) pair.observe(beat);
    if (this.#pairs.some(({ state }) => state === 'open')) return;
    const shown = (tracker: Tracker) =>
      this.#pairs.some(({ state, other }) => state === 'same' && other === tracker);
    this.#verdict = this.#dies.filter((tracker) => !shown(tracker));
  }
}

class Pair {
  readonly one: Tracker;
  readonly other: Tracker;
  state: PairState = 'open';
  /** Sums are taken from here on. */
  #base: Both | null = null;
  #before: Both | null = null;
  #agreed = 0;
  #disagreed = 0;

  constructor(one: Tracker, other: Tracker) {
    this.one = one;
    this.other = other;
  }

  observe({ samples, spreadMs }: Beat): void {
    const a = samples.get(this.one);
    const b = samples.get(this.other);
    if (this.state !== 'open' || a === undefined || b === undefined) return;
    const before = this.#before;
    const used = before === null ? null : this.#usedSince(before, { a, b });
    const elapsedMs = Math.max(a.at.timelineMs - (before?.a.at.timelineMs ?? 0), UPDATE_MS);
    const joulesPerMs = used === null ? 0 : Math.max(used.a, used.b) / elapsedMs;
    const now: Both = { a, b, slack: UNITS + joulesPerMs * (UPDATE_MS + spreadMs) };
    this.#before = now;
    if (used === null || this.#base === null) this.#startAnew(now);
    else if (joulesPerMs > 0) this.#judge(this.#base, now);
  }

  /** The sums may differ by as much as the two samples at their ends, however many beats lie between. */
  #judge(base: Both, now: Both): void {
    const sums = this.#usedSince(base, now);
    const slack = base.slack + now.slack;
    // Perf events begin at 0 when they are opened; only powercap shows what the hardware holds.
    const raw = this.one.counter.backend === 'powercap';
    if (raw && this.#distance(now) > now.slack) {
      this.state = 'different';
    } else if (sums !== null && Math.abs(sums.a - sums.b) <= slack) {
      this.#agreed += 1;
      if (this.#agreed >= BEATS_TO_AGREE && slack <= PRECISION * sums.a) this.state = 'same';
    } else {
      this.#disagreed += 1;
      this.#startAnew(now);
      if (this.#disagreed >= BEATS_TO_DISAGREE) this.state = 'different';
    }
  }

  #usedSince(
    from: Omit<Both, 'slack'>,
    to: Omit<Both, 'slack'>,
  ): { readonly a: Joules; readonly b: Joules } | null {
    const a = wentOn(from.a.joules, to.a.joules, this.one.counter.wrapsAt);
    const b = wentOn(from.b.joules, to.b.joules, this.other.counter.wrapsAt);
    return a === null || b === null ? null : { a, b };
  }

  /** How far apart the two stand, on a circle as large as the modulus. */
  #distance({ a, b }: Both): Joules {
    const apart = Math.abs(a.joules - b.joules);
    return Math.min(apart, Math.abs((this.one.counter.wrapsAt ?? Number.POSITIVE_INFINITY) - apart));
  }

  #startAnew(now: Both): void {
    this.#base = now;
    this.#agreed = 0;
  }
}
