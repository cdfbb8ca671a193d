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
  readonly #integral: [Joules, Joules] = [0, 0];
  readonly #counted: [Joules, Joules] = [0, 0];
  #comparedMs: Milliseconds = 0;
  #last: Sample | null = null;

  /** @param maxGapMs a longer silence is left out on both sides */
  constructor(maxGapMs: Milliseconds) {
    this.#maxGapMs = maxGapMs;
  }

  /** True: the registers may be trusted. False: never. Null: not known yet, as long as no outlet has used enough. */
  take(sample: Sample): boolean | null {
    if (this.#last !== null) this.#compare(this.#last, sample);
    this.#last = sample;
    return this.#comparedMs < TRIAL_MS ? null : this.#verdict();
  }

  /** Adds the span between two samples, unless the power of one is not known. */
  #compare(before: Sample, now: Sample): void {
    const spanMs = now.timelineMs - before.timelineMs;
    const unknown = [...before.watts, ...now.watts].includes(null);
    if (unknown || spanMs > this.#maxGapMs) return;
    this.#comparedMs += spanMs;
    for (const outlet of [0, 1] as const) {
      const meanWatts = ((before.watts[outlet] ?? 0) + (now.watts[outlet] ?? 0)) / 2;
      this.#integral[outlet] += (meanWatts * spanMs) / 1000;
      this.#counted[outlet] += now.counted[outlet] - before.counted[outlet];
    }
  }

  #verdict(): boolean | null {
    const telling = ([0, 1] as const).filter((outlet) => this.#integral[outlet] >= LEAST_JOULES);
    if (telling.length === 0) return null;
    return telling.every((outlet) => {
      const integral = this.#integral[outlet];
      return Math.abs(this.#counted[outlet] - integral) <= TOLERANCE * integral;
    });
  }
}
