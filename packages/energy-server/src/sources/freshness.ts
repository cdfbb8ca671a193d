// Tells news from an old value told again, for devices that stamp what they measured.

import type { Milliseconds } from '@jupyter-energy/contract';
import { STALE_MS } from './polled-source.ts';

/** Follows the stamps of one device. */
export class Freshness {
  readonly #limitMs: Milliseconds;
  #stamp: string | number | null = null;
  #changedMs = 0;

  /** @param limitMs how old a value may get before it is a gap */
  constructor(limitMs: Milliseconds = STALE_MS) {
    this.#limitMs = limitMs;
  }

  /** Whether a value with this stamp, in whatever unit the device counts, still speaks for now. */
  accepts(stamp: string | number, nowMs: Milliseconds): boolean {
    if (stamp !== this.#stamp) {
      this.#stamp = stamp;
      this.#changedMs = nowMs;
    }
    return nowMs - this.#changedMs <= this.#limitMs;
  }
}
