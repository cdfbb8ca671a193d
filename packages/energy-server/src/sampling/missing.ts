// Sources that were open and are not there any more: plugged out, mostly, and in again soon, so they are looked for more often at first.

import type { Milliseconds } from '@jupyter-energy/contract';
import type { SourceId } from '../sources/source.ts';

const FIRST_MS = 1_000;

export class Missing {
  readonly #usualMs: Milliseconds;
  /** How long until the next look for each. */
  readonly #delaysMs = new Map<SourceId, Milliseconds>();

  /** @param usualMs between two looks when nothing is missing */
  constructor(usualMs: Milliseconds) {
    this.#usualMs = usualMs;
  }

  lost(id: SourceId): void {
    if (!this.#delaysMs.has(id)) this.#delaysMs.set(id, FIRST_MS);
  }

  found(id: SourceId): void {
    this.#delaysMs.delete(id);
  }

  /** How long until the next look: 1 s after something was lost, doubling up to the usual. Called once after each look. */
  untilNextLook(): Milliseconds {
    let nextMs = this.#usualMs;
    for (const [id, delayMs] of this.#delaysMs) {
      nextMs = Math.min(nextMs, delayMs);
      this.#delaysMs.set(id, 2 * delayMs);
    }
    return nextMs;
  }
}
