// A track: what one channel has said since the last settled time, as cumulative amounts; older points are no longer needed.

import type { Milliseconds, Watts } from '@jupyter-energy/contract';
import { type Amount, NOTHING, type Step } from '../energy/step.ts';
import type { Point } from './point-ring.ts';
import { wattsOf } from './power.ts';
import { between, difference } from './series.ts';

/** The span of one reading, and the mean power over it; null after a gap. */
export interface Told {
  readonly fromMs: Milliseconds;
  readonly toMs: Milliseconds;
  readonly watts: Watts | null;
}

/** Survives its channel: one that comes back goes on where it was, with a gap in between. */
export class Track {
  readonly #points: Point[] = [];
  #newestStep: Step | null = null;
  #accounted: Amount = NOTHING;

  get newestMs(): Milliseconds | null {
    return this.#points.at(-1)?.ms ?? null;
  }

  get oldestMs(): Milliseconds | null {
    return this.#points[0]?.ms ?? null;
  }

  get total(): Amount {
    return this.#points.at(-1) ?? NOTHING;
  }

  /** What the newest reading told; null before the first. */
  get newest(): Told | null {
    const step = this.#newestStep;
    return step === null ? null : { fromMs: step.fromMs, toMs: step.toMs, watts: wattsOf(step) };
  }

  take(step: Step): void {
    const { joules, coveredMs } = this.total;
    this.#newestStep = step;
    this.#points.push({
      ms: step.toMs,
      joules: joules + step.joules,
      coveredMs: coveredMs + step.coveredMs,
    });
  }

  /** Leaves out of account what was said up to now: another channel has spoken for that time. */
  startAt(ms: Milliseconds): void {
    this.#accounted = this.at(ms);
  }

  /**
   * What is new up to a moment since the last time this was asked. A reading that arrives after its time was settled is not lost:
   * its energy and its covered time come with the next interval.
   */
  settle(ms: Milliseconds): Amount {
    const now = this.at(ms);
    const news = difference(this.#accounted, now);
    this.#accounted = now;
    return news;
  }

  /** Forgets points that no interpolation from `ms` on needs. */
  trim(ms: Milliseconds): void {
    const firstAfter = this.#points.findIndex((point) => point.ms > ms);
    const needed = firstAfter < 0 ? this.#points.length - 1 : firstAfter - 1;
    for (let index = 0; index < needed; index += 1) this.#points.shift();
  }

  /** All that it had said up to a moment that was not trimmed yet. */
  at(ms: Milliseconds): Amount {
    const next = this.#points.findIndex((point) => point.ms > ms);
    if (next < 0) return this.total;
    const after = this.#points[next];
    const before = this.#points[next - 1];
    if (after === undefined) return this.total;
    return before === undefined ? after : between(before, after, ms);
  }
}
