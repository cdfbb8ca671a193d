// How long a beat waits for sources that take their time: twice as long as they have taken lately.

import type { Milliseconds } from '@jupyter-energy/contract';

/** However slow or new the sources are, for a mark, which is about their readings, and where nothing is urgent. */
export const MOST_PATIENCE_MS = 200;
/** However quick they are: a busy computer holds a thread back for as long. */
const LEAST_MS = 10;

/** So many times as long as the slowest has taken lately. */
const TIMES = 2;
/** What was slow once is forgotten round by round. */
const FORGETTING = 0.8;
/** After a beat that did not wait to the end: one source that hangs hardly shows, all those that have become slower soon are known. */
const GROWTH = 1.5;

export class Patience {
  #usualMs: Milliseconds = MOST_PATIENCE_MS / TIMES;
  #sources = 0;

  /** So many are open: of a new one nothing is known. */
  become(sources: number): void {
    if (sources === this.#sources) return;
    this.#sources = sources;
    this.#usualMs = MOST_PATIENCE_MS / TIMES;
  }

  get ms(): Milliseconds {
    return Math.min(Math.max(TIMES * this.#usualMs, LEAST_MS), MOST_PATIENCE_MS);
  }

  /** All have answered, the last of them after so long. */
  allAnswered(tookMs: Milliseconds): void {
    this.#usualMs = Math.max(tookMs, FORGETTING * this.#usualMs);
  }

  /** Somebody was not waited for. */
  gaveUp(): void {
    this.#usualMs = (GROWTH * this.ms) / TIMES;
  }
}
