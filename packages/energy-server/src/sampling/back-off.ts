// How long to leave something alone after it failed: 1 s, doubling up to 5 min.

const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;
/** Failures further apart than this have nothing to do with one another. */
const HEALED_AFTER_MS = 600_000;

export class BackOff {
  #delayMs = 0;
  #failedAtMs = 0;

  /** Notes a failure; answers how long to wait. */
  failed(nowMs: number): number {
    const again = this.#delayMs > 0 && nowMs - this.#failedAtMs < HEALED_AFTER_MS;
    this.#delayMs = again ? Math.min(2 * this.#delayMs, LONGEST_MS) : FIRST_MS;
    this.#failedAtMs = nowMs;
    return this.#delayMs;
  }

  /** Whether the wait is over. */
  over(nowMs: number): boolean {
    return nowMs - this.#failedAtMs >= this.#delayMs;
  }
}
