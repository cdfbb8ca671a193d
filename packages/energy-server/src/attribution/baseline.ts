// The idle baseline: the power that is drawn while nobody does anything, learnt from quiet moments, or else from busy ones.

import type { Joules, Milliseconds, Watts } from '@jupyter-energy/contract';
import type { Amount } from '../energy/step.ts';
import { type Moment, powerAtRest } from './power-at-rest.ts';

/** Means over so long: shorter ones catch dips that nothing can hold. */
const WINDOW_MS = 10_000;
/** The part of a window for which its energy must be known. */
const KNOWN = 0.8;
/** A moment is quiet below this use of all processors. */
const QUIET = 0.05;
/** The least sustained power: so many of the quiet moments drew less. */
const PERCENTILE = 0.05;
/** An hour of quiet moments: older ones make room, so that the baseline follows the machine. */
export const MOST_MEANS = 360;

/** Processors' time so far, of all of them together. */
export interface ProcessorTime {
  readonly busySeconds: number;
  /** Busy, idle and stolen. */
  readonly allSeconds: number;
}

interface Window extends Amount {
  readonly startMs: Milliseconds;
  readonly time: ProcessorTime | null;
}

/** Of one make-up of the total: what RAPL calls idle is not what a wall meter does. */
export class Baseline {
  readonly #means: Watts[];
  /** Busy ones, newest last; they are learnt anew by each energy server. */
  #moments: readonly Moment[] = [];
  #window: Window | null = null;
  #watts: Watts | null;
  #atRest: Watts | null = null;
  #byModel: Watts | null = null;

  /** `means`: those of quiet moments that were learnt before, oldest first. */
  constructor(means: readonly Watts[] = []) {
    this.#means = means.slice(-MOST_MEANS);
    this.#watts = percentile(this.#means);
  }

  /** Null until there was a quiet moment, or until a model or busy moments tell what a quiet one would have drawn. */
  get watts(): Watts | null {
    return this.#watts ?? this.#byModel ?? this.#atRest;
  }

  /** Whether no quiet moment was seen, and a model or busy moments had to tell. */
  get isEstimated(): boolean {
    return this.#watts === null && this.watts !== null;
  }

  /** What a model says that nobody's doing anything draws; null where none speaks. */
  set byModel(watts: Watts | null) {
    this.#byModel = watts;
  }

  /** Of quiet moments, oldest first. */
  get means(): readonly Watts[] {
    return this.#means;
  }

  /**
   * Told the energy so far at each beat; asks for the processors' time at the edges of windows only. Answers whether it has learnt.
   */
  observe(atMs: Milliseconds, soFar: Amount, time: () => ProcessorTime | null): boolean {
    const window = this.#window;
    if (window !== null && atMs - window.startMs < WINDOW_MS) return false;
    const now = time();
    this.#window = { startMs: atMs, ...soFar, time: now };
    if (window === null) return false;
    const spanMs = atMs - window.startMs;
    const coveredMs = soFar.coveredMs - window.coveredMs;
    if (coveredMs < KNOWN * spanMs || spanMs > 2 * WINDOW_MS) return false;
    const mean = meanWatts(soFar.joules - window.joules, coveredMs);
    const use = useBetween(window.time, now);
    const quiet = use !== null && use < QUIET;
    if (this.#watts === null && !quiet && use !== null) this.#extrapolate({ use, watts: mean });
    // A busy moment that drew less than the baseline shows that the baseline is too high.
    if (!quiet && (this.#watts === null || mean >= this.#watts)) return false;
    this.#learn(mean);
    return true;
  }

  /** What was observed before has nothing to do with what comes: after a sleep, or with another make-up of the total. */
  interrupt(): void {
    this.#window = null;
  }

  #extrapolate(moment: Moment): void {
    this.#moments = [...this.#moments, moment].slice(-MOST_MEANS);
    this.#atRest = powerAtRest(this.#moments);
  }

  #learn(mean: Watts): void {
    this.#moments = [];
    this.#means.push(mean);
    if (this.#means.length > MOST_MEANS) this.#means.shift();
    this.#watts = percentile(this.#means);
  }
}

/** Null where it is not known. */
function useBetween(before: ProcessorTime | null, now: ProcessorTime | null): number | null {
  if (before === null || now === null) return null;
  const passed = now.allSeconds - before.allSeconds;
  return passed > 0 ? (now.busySeconds - before.busySeconds) / passed : null;
}

function meanWatts(joules: Joules, ms: Milliseconds): Watts {
  return (joules / ms) * 1000;
}

/** The nearest rank; null of nothing. */
function percentile(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(PERCENTILE * sorted.length) - 1)] ?? null;
}
