// The trial of the device's own energy registers: for a minute their count is held against the integral of power.

import type { Joules, Milliseconds, Watts } from '@jupyter-energy/contract';
import type { Pair } from './registers.ts';

const TRIAL_MS = 60_000;
/** A larger difference means that nobody knows what the registers count. */
const TOLERANCE = 0.03;
/** One count may be half a joule or more: below this it says nothing. */
const LEAST_JOULES = 100;

/** Power and what the registers said, read right after each other. */
export interface Sample {
  readonly timelineMs: Milliseconds;
  readonly watts: Pair<Watts | null>;
  readonly counted: Pair<Joules>;
}

export class EnergyTrial {
  readonly #maxGapMs: Milliseconds;
  #first: Sample | null = null;
  #last: Sample | null = null;
  #integral: [Joules, Joules] = [0, 0];

  /** @param maxGapMs a longer silence starts the trial anew */
  constructor(maxGapMs: Milliseconds) {
    this.#maxGapMs = maxGapMs;
  }

  /** True: the registers may be trusted. False: never. Null: not known yet, as long as no outlet has used enough. */
  take(sample: Sample): boolean | null {
    const before = this.#last;
    this.#last = sample;
    if (before === null || !this.#add(before, sample)) {
      this.#first = sample;
      this.#integral = [0, 0];
      return null;
    }
    const first = this.#first ?? sample;
    if (sample.timelineMs - first.timelineMs < TRIAL_MS) return null;
    return this.#verdict(first, sample);
  }

  /** False where the span between two samples is not known. */
  #add(before: Sample, now: Sample): boolean {
    const spanMs = now.timelineMs - before.timelineMs;
    if (spanMs > this.#maxGapMs) return false;
    for (const outlet of [0, 1] as const) {
      const [from, to] = [before.watts[outlet], now.watts[outlet]];
      if (from === null || to === null) return false;
      this.#integral[outlet] += (((from + to) / 2) * spanMs) / 1000;
    }
    return true;
  }

  #verdict(first: Sample, last: Sample): boolean | null {
    const telling = ([0, 1] as const).filter((outlet) => this.#integral[outlet] >= LEAST_JOULES);
    if (telling.length === 0) return null;
    return telling.every((outlet) => {
      const counted = last.counted[outlet] - first.counted[outlet];
      return Math.abs(counted - this.#integral[outlet]) <= TOLERANCE * this.#integral[outlet];
    });
  }
}
