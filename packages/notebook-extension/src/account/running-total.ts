// The energy of the computer as one sum that goes on through restarts of the energy server and reloads of the page.

import type { Basis, Joules } from '@jupyter-energy/contract';

/** A sum that only grows. `estimatedJoules` is the part of `joules` that a model told; seconds are those it is known for. */
export interface Cumulative {
  readonly joules: Joules;
  readonly estimatedJoules: Joules;
  readonly coveredSeconds: number;
}

/** What the newest total said, and in which life of the energy server (`startedAt`). */
interface Newest {
  readonly startedAt: number;
  readonly joules: Joules;
  readonly coveredSeconds: number;
}

/** What any meter of a beat says: the total's, or a kernel's. `startedAt` tells in which life of the energy server. */
export interface MeterReading {
  readonly startedAt: number;
  readonly total: { readonly joules: Joules; readonly coveredSeconds: number; readonly basis: Basis } | null;
}

/** All there is to know, for the page's storage. */
export interface RunningTotalState {
  readonly sum: Cumulative;
  readonly newest: Newest | null;
}

const NOTHING: Cumulative = { joules: 0, estimatedJoules: 0, coveredSeconds: 0 };

/**
 * Adds up differences of the server's own cumulative joules, so missed beats lose nothing. When the server starts
 * anew its joules begin at 0: all of them are new. What the old server measured after its last beat is not known
 * here; it is missing from `coveredSeconds` too.
 */
export class RunningTotal {
  #sum: Cumulative;
  #newest: Newest | null;

  constructor(state: RunningTotalState | null = null) {
    this.#sum = state?.sum ?? NOTHING;
    this.#newest = state?.newest ?? null;
  }

  get sum(): Cumulative {
    return this.#sum;
  }

  get state(): RunningTotalState {
    return { sum: this.#sum, newest: this.#newest };
  }

  /** Something else is read from now on: its joules so far are none of ours. */
  change(): void {
    this.#newest = null;
  }

  take(beat: MeterReading): void {
    const { startedAt, total } = beat;
    if (total === null) return;
    const before = this.#newest;
    this.#newest = { startedAt, joules: total.joules, coveredSeconds: total.coveredSeconds };
    if (before === null) return;
    const goesOn = before.startedAt === startedAt && total.joules >= before.joules;
    const joules = total.joules - (goesOn ? before.joules : 0);
    const seconds = total.coveredSeconds - (goesOn ? before.coveredSeconds : 0);
    const estimated = total.basis === 'estimated';
    this.#sum = {
      joules: this.#sum.joules + joules,
      estimatedJoules: this.#sum.estimatedJoules + (estimated ? joules : 0),
      coveredSeconds: this.#sum.coveredSeconds + Math.max(0, seconds),
    };
  }
}
