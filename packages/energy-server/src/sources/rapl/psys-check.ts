// Whether the main board's figure can be true: it contains the processors, so it may not be below them.

import type { Joules, Milliseconds } from '@jupyter-energy/contract';
import type { Beat, Tracker } from './tracker.ts';

const WINDOW_MS = 60_000;

/** Two percent for processors and main board being read and updated at different times. */
const LEAST_SHARE = 0.98;

/** Energy that is known of a span, and the length of what is known. */
class Sum {
  joules: Joules = 0;
  coveredMs: Milliseconds = 0;

  get watts(): number {
    return this.joules / (this.coveredMs / 1000);
  }
}

export class PsysCheck {
  readonly #platform: Tracker;
  #sums = new Map<Tracker, Sum>();
  #verdict: string | null = null;

  constructor(platform: Tracker) {
    this.#platform = platform;
  }

  /** Why it is not believed; once said, it stays: a figure that is wrong under one load is wrong. */
  get verdict(): string | null {
    return this.#verdict;
  }

  /** `packages` are those that count: of mirrored dies one. */
  observe(beat: Beat, packages: readonly Tracker[]): void {
    if (this.#verdict !== null || packages.length === 0) return;
    for (const tracker of [this.#platform, ...packages]) this.#add(tracker, beat);
    const platform = this.#sumOf(this.#platform);
    if (platform.coveredMs < WINDOW_MS) return;
    const parts = packages.map((tracker) => this.#sumOf(tracker));
    this.#sums = new Map();
    // A window with holes compares different spans.
    if (parts.some(({ coveredMs }) => coveredMs < WINDOW_MS * 0.9)) return;
    const watts = parts.reduce((total, part) => total + part.watts, 0);
    if (platform.watts >= LEAST_SHARE * watts) return;
    this.#verdict = `over a minute it showed ${platform.watts.toFixed(1)} W while the processors in it used ${watts.toFixed(1)} W`;
  }

  #add(tracker: Tracker, beat: Beat): void {
    const step = beat.samples.get(tracker)?.step;
    if (!step) return;
    const sum = this.#sumOf(tracker);
    sum.joules += step.joules;
    sum.coveredMs += step.coveredMs;
    this.#sums.set(tracker, sum);
  }

  #sumOf(tracker: Tracker): Sum {
    return this.#sums.get(tracker) ?? new Sum();
  }
}
