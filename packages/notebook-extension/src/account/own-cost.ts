// What the energy server itself costs, from the statuses that it sends now and then.

import type { Status } from '@jupyter-energy/contract';

type Told = Pick<Status, 'startedAt' | 'now' | 'self'>;

/** Shorter spans say more about chance, and about starting, than about the cost of measuring. */
const SHORTEST_MS = 10_000;

/** The share of one core over the latest span between two statuses; at first, since the server's start. */
export class OwnCost {
  #before: Told | null = null;
  #share: number | null = null;
  #residentBytes = 0;

  /** Processor time ÷ time; null before the server has run long enough to tell. */
  get share(): number | null {
    return this.#share;
  }

  get residentBytes(): number {
    return this.#residentBytes;
  }

  take(status: Told): void {
    this.#residentBytes = status.self.residentBytes;
    const before = this.#before?.startedAt === status.startedAt ? this.#before : null;
    const elapsedMs = status.now - (before?.now ?? status.startedAt);
    if (elapsedMs < SHORTEST_MS) return;
    this.#before = status;
    this.#share = (status.self.cpuSeconds - (before?.self.cpuSeconds ?? 0)) / (elapsedMs / 1000);
  }
}
