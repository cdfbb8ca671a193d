// The counter of the estimate: joules since it was opened, the model's power integrated over the time that really passed.

import type { Joules, Milliseconds } from '@jupyter-energy/contract';
import type { Clock } from '../../host/host.ts';
import type { Instant } from '../../time/instant.ts';
import { type LoadSnapshot, loadBetween, usableThreads } from './load-meter.ts';

/** Watts of `threads` threads at the load `u`. */
export type PowerAt = (u: number, threads: number) => number;

/** The kernel counts CPU time in ticks of 10 ms: over a shorter span the load would be a coarse fraction. A beat of 100 ms may come early. */
const SHORTEST_SPAN_MS = 90;

interface Mark {
  readonly snapshot: LoadSnapshot;
  readonly timelineMs: Milliseconds;
  readonly sleptMs: Milliseconds;
}

export class EstimatedEnergy {
  readonly #clock: Clock;
  readonly #powerAt: PowerAt;
  #joules: Joules = 0;
  #mark: Mark | null = null;

  constructor(clock: Clock, powerAt: PowerAt) {
    this.#clock = clock;
    this.#powerAt = powerAt;
  }

  /**
   * Energy so far, or null when too little time has passed since the last answer to say. The span that ends now is counted with
   * the threads that were there when it began. While the machine slept nothing is counted.
   */
  advance(snapshot: LoadSnapshot): { at: Instant; joules: Joules } | null {
    const at = this.#clock.now();
    const now: Mark = { snapshot, timelineMs: at.timelineMs, sleptMs: this.#clock.sleptMs() };
    const before = this.#mark;
    if (before) {
      const awakeMs = now.timelineMs - before.timelineMs - (now.sleptMs - before.sleptMs);
      if (awakeMs < SHORTEST_SPAN_MS) return null;
      const u = loadBetween(before.snapshot, snapshot, awakeMs);
      this.#joules += (this.#powerAt(u, usableThreads(before.snapshot)) * awakeMs) / 1000;
    }
    this.#mark = now;
    return { at, joules: this.#joules };
  }
}
