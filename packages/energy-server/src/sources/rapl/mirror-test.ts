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

type PairState = 'open' | 'same' | 'different';

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
  #base: readonly [Sample, Sample] | null = null;
  #agreed = 0;
  #before: readonly [Sample, Sample] | null = null;

  constructor(one: Tracker, other: Tracker) {
    this.one = one;
    this.other = other;
  }

  observe(beat: Beat): void {
    if (this.state !== 'open') return;
    const a = beat.get(this.one);
    const b = beat.get(this.other);
    if (a === undefined || b === undefined) return;
    const before = this.#before;
    this.#before = [a, b];
    this.#base ??= [a, b];
    if (before === null) return;
    const stepA = wentOn(before[0].joules, a.joules, this.one.counter.wrapsAt);
    const stepB = wentOn(before[1].joules, b.joules, this.other.counter.wrapsAt);
    if (stepA === null || stepB === null) {
      this.#startAnew(a, b);
    } else if (stepA > 0 || stepB > 0) {
      const elapsedMs = Math.max(a.at.timelineMs - before[0].at.timelineMs, UPDATE_MS);
      this.#judge(a, b, UNITS + (Math.max(stepA, stepB) * UPDATE_MS) / elapsedMs);
    }
  }

  /** The sums since the start may differ by one update, however many beats there were. */
  #judge(a: Sample, b: Sample, tolerance: Joules): void {
    const [baseA, baseB] = this.#base ?? [a, b];
    const sumA = wentOn(baseA.joules, a.joules, this.one.counter.wrapsAt) ?? Number.NaN;
    const sumB = wentOn(baseB.joules, b.joules, this.other.counter.wrapsAt) ?? Number.NaN;
    // Perf events begin at 0 when they are opened; only powercap shows what the hardware holds.
    const raw = this.one.counter.backend === 'powercap';
    if (!(Math.abs(sumA - sumB) <= tolerance) || (raw && this.#distance(a, b) > tolerance)) {
      this.state = 'different';
      return;
    }
    this.#agreed += 1;
    if (this.#agreed >= BEATS_TO_AGREE) this.state = 'same';
  }

  #distance(a: Sample, b: Sample): Joules {
    const apart = Math.abs(a.joules - b.joules);
    return Math.min(apart, Math.abs((this.one.counter.wrapsAt ?? Number.POSITIVE_INFINITY) - apart));
  }

  #startAnew(a: Sample, b: Sample): void {
    this.#base = [a, b];
    this.#agreed = 0;
  }
}
