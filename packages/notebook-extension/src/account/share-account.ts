// Whose the computer's energy was since a notebook was opened: this notebook's, other notebooks', other programs', idle.

import type { Beat, Joules, UnixMs } from '@jupyter-energy/contract';
import type { Since } from './openings.ts';
import { RunningTotal, type RunningTotalState } from './running-total.ts';
import { SHARE_KEYS, type ShareKey, type Shares, sharesOf } from './shares.ts';

const WITHOUT_KERNELS: readonly ShareKey[] = ['others', 'idle', 'undivided'];

/** All there is to know, for the page's storage. */
export interface ShareState {
  readonly kernel: string | null;
  readonly openedAt: UnixMs;
  readonly at: UnixMs;
  readonly startedAt: UnixMs;
  readonly knownSeconds: number;
  readonly totals: Readonly<Record<ShareKey, RunningTotalState>>;
}

/** Differences of the energy server's own cumulative joules, from kernel to kernel and through its restarts. */
export class ShareAccount {
  readonly #totals: Readonly<Record<ShareKey, RunningTotal>>;
  #kernel: string | null;
  #openedAt: UnixMs | null;
  #at: UnixMs | null;
  #startedAt: UnixMs | null;
  #knownSeconds: number;

  constructor(state: ShareState | null = null) {
    this.#kernel = state?.kernel ?? null;
    this.#openedAt = state?.openedAt ?? null;
    this.#at = state?.at ?? null;
    this.#startedAt = state?.startedAt ?? null;
    this.#knownSeconds = state?.knownSeconds ?? 0;
    const total = (key: ShareKey) => new RunningTotal(state?.totals[key] ?? null);
    this.#totals = {
      kernel: total('kernel'),
      otherKernels: total('otherKernels'),
      others: total('others'),
      idle: total('idle'),
      undivided: total('undivided'),
    };
  }

  /** `kernel` is the notebook's at this beat; null while it has none. */
  take(beat: Beat, kernel: string | null): void {
    const shares = sharesOf(beat, kernel);
    this.#openedAt ??= beat.at;
    if (shares !== null) this.#add(beat, shares, kernel);
    this.#at = beat.at;
    this.#startedAt = shares === null ? null : beat.startedAt;
  }

  #add({ at, startedAt, kernels, total }: Beat, shares: Shares, kernel: string | null): void {
    if (this.#at !== null && startedAt === this.#startedAt && at > this.#at)
      this.#knownSeconds += (at - this.#at) / 1_000;
    if (kernel !== this.#kernel) {
      this.#totals.kernel.change();
      this.#totals.otherKernels.change();
      this.#kernel = kernel;
    }
    // A kernel that is not told of keeps its joules: they come back with it.
    const isHere = kernels?.some(({ id, joules }) => id === kernel && joules !== null) ?? false;
    const basis = total?.basis ?? 'estimated';
    for (const key of isHere || kernel === null ? SHARE_KEYS : WITHOUT_KERNELS)
      this.#totals[key].take({ startedAt, total: { joules: shares[key].joules, coveredSeconds: 0, basis } });
  }

  /** Joules since the notebook was opened, by whose they were; null while nothing was split. */
  get joules(): Readonly<Record<ShareKey, Joules>> | null {
    if (this.#startedAt === null && this.#knownSeconds === 0) return null;
    const { kernel, otherKernels, others, idle, undivided } = this.#totals;
    return {
      kernel: kernel.sum.joules,
      otherKernels: otherKernels.sum.joules,
      others: others.sum.joules,
      idle: idle.sum.joules,
      undivided: undivided.sum.joules,
    };
  }

  /** This notebook's energy; null before the first beat. */
  get since(): Since | null {
    if (this.#openedAt === null || this.#at === null) return null;
    const elapsedSeconds = Math.max(0, this.#at - this.#openedAt) / 1_000;
    const { joules, estimatedJoules } = this.#totals.kernel.sum;
    return {
      openedAt: this.#openedAt,
      elapsedSeconds: Math.max(elapsedSeconds, this.#knownSeconds),
      coveredSeconds: this.#knownSeconds,
      joules: this.joules === null ? null : joules,
      estimated: estimatedJoules > 0,
    };
  }

  /** Null before the first beat. */
  get state(): ShareState | null {
    if (this.#openedAt === null || this.#at === null) return null;
    const { kernel, otherKernels, others, idle, undivided } = this.#totals;
    return {
      kernel: this.#kernel,
      openedAt: this.#openedAt,
      at: this.#at,
      // Where nothing was split at the newest beat, the time until the next is not known either.
      startedAt: this.#startedAt ?? 0,
      knownSeconds: this.#knownSeconds,
      totals: {
        kernel: kernel.state,
        otherKernels: otherKernels.state,
        others: others.state,
        idle: idle.state,
        undivided: undivided.state,
      },
    };
  }
}

export function isShareState(kept: unknown): kept is ShareState {
  if (typeof kept !== 'object' || kept === null) return false;
  const { openedAt, at, knownSeconds, totals } = kept as Partial<ShareState>;
  return (
    [openedAt, at, knownSeconds].every((number) => typeof number === 'number') &&
    SHARE_KEYS.every((key) => typeof totals?.[key]?.sum?.joules === 'number')
  );
}
