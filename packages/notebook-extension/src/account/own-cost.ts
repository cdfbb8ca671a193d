// What the energy server itself costs, from the statuses that it sends now and then.

import type { Status } from '@jupyter-energy/contract';

type Told = Pick<Status, 'startedAt' | 'now' | 'self'>;

/** Shorter spans say more about chance than about the cost of measuring. */
const SHORTEST_MS = 60_000;

/** The share of one core over the latest span between two statuses, so that starting counts for nothing. */
export class OwnCost {
  #before: Told | null = null;
  #share: number | null = null;
  #residentBytes: number | null = null;

  /** Processor time ÷ time; null before two statuses lie far enough apart. */
  get share(): number | null {
    return this.#share;
  }

  /** Null before the first status. */
  get residentBytes(): number | null {
    return this.#residentBytes;
  }

  take(status: Told): void {
    this.#residentBytes = status.self.residentBytes;
    const before = this.#before;
    if (before?.startedAt !== status.startedAt) {
      this.#before = status;
      this.#share = null;
      return;
    }
    const elapsedMs = status.now - before.now;
    if (elapsedMs < SHORTEST_MS) return;
    this.#before = status;
    this.#share = (status.self.cpuSeconds - before.self.cpuSeconds) / (elapsedMs / 1000);
  }
}
