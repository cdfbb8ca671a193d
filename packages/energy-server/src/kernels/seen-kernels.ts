// Kernels as one asker may see them: another user's are among "other programs", and nobody may speak for them.

import type { EnergySplit, KernelRegistration, Milliseconds, UnixMs, Watts } from '@jupyter-energy/contract';
import type { Heading } from '../attribution/accounts.ts';
import { energySeen, powerSeen, reconciled, type Seen } from '../attribution/seen-from.ts';
import type { Amount } from '../energy/step.ts';
import { wattsOf } from '../history/power.ts';
import type { KernelMemory } from '../processes/processes.ts';
import { accountOf } from './account.ts';
import { type Asker, maySee } from './asker.ts';
import { type IntervalOfKernel, unknownInterval } from './interval-of-kernel.ts';
import type { KernelEnergy } from './kernel-energy.ts';
import type { KernelEntry, Told } from './kernel-entry.ts';
import type { KernelShare } from './kernel-share.ts';
import type { RunEntry } from './run-book.ts';
import type { KeptRun } from './run-store.ts';
import { noKernel } from './why-unknown.ts';

export interface Standing {
  readonly watts: Watts | null;
  readonly amount: Amount;
}

export interface KernelStanding extends Standing {
  readonly entry: KernelEntry;
  readonly memory: KernelMemory;
  /** Of its notebook: with those of earlier kernels. */
  readonly account: Amount;
}

export interface ToldRun extends RunEntry {
  readonly energy: IntervalOfKernel;
  /** Up to when. */
  readonly untilMs: Milliseconds;
}

/** Of a kernel, or under a heading. */
type RecordedShare = Pick<KernelShare, 'kind' | 'name' | 'within' | 'owner'> & { readonly joules: number };

export class SeenKernels {
  readonly #energy: KernelEnergy;
  readonly #asker: Asker;

  constructor(energy: KernelEnergy, asker: Asker) {
    this.#energy = energy;
    this.#asker = asker;
  }

  get baseline(): KernelEnergy['baseline'] {
    return this.#energy.baseline;
  }

  get whyNoSplit(): string {
    return this.#energy.whyNoSplit;
  }

  /** Whether he may tell of kernels at all, and whether this id is not another user's kernel. */
  mayTell(id: string): boolean {
    const entry = this.#energy.book.entry(id);
    if (this.#asker.user === 'none') return false;
    return entry === undefined || maySee(this.#asker, entry.owner);
  }

  /** Null where there are too many kernels already. Only where he may tell. */
  register(id: string, told: KernelRegistration): KernelStanding | null {
    const entry = this.#energy.book.register(id, told, this.#asker);
    return entry === null ? null : this.#standing(entry);
  }

  /** Null where there is no such kernel. */
  remove(id: string): KernelStanding | null {
    if (this.#entry(id) === null) return null;
    this.#energy.book.remove(id);
    return this.kernel(id);
  }

  /** Answers whether there is such a kernel. */
  note(id: string, told: Told): boolean {
    return this.#entry(id) !== null && this.#energy.book.note(id, told);
  }

  kernel(id: string): KernelStanding | null {
    const entry = this.#entry(id);
    return entry === null ? null : this.#standing(entry);
  }

  get kernels(): readonly KernelStanding[] {
    const entries = this.#energy.book.entries.filter(({ owner }) => maySee(this.#asker, owner));
    return entries.map((entry) => this.#standing(entry));
  }

  /** What the computer's energy was used for since the energy server started; null while nothing could be split. */
  get split(): Readonly<Record<Heading | 'kernels', Standing>> | null {
    const { accounts, accountsSoFar, baseline } = this.#energy;
    const { beat, rest } = accounts;
    if (beat === null || baseline.watts === null) return null;
    const { coveredMs, split } = beat;
    const standing = (joules: number, now: number): Standing => ({
      amount: { joules, coveredMs },
      watts: wattsOf({ joules: now, coveredMs }),
    });
    const own = accountsSoFar.ofOwners((owner) => maySee(this.#asker, owner));
    const foreign = accountsSoFar.ofOwners((owner) => !maySee(this.#asker, owner));
    let [ownNow, foreignNow] = [0, 0];
    for (const [id, joules] of split.kernels) {
      if (this.#entry(id) === null) foreignNow += joules;
      else ownNow += joules;
    }
    return {
      kernels: standing(own, ownNow),
      others: standing(rest.others.joules + foreign, split.others + foreignNow),
      idle: standing(rest.idle.joules, split.idle),
      undivided: standing(rest.undivided.joules, split.undivided),
    };
  }

  interval(id: string, fromMs: Milliseconds, toMs: Milliseconds): IntervalOfKernel {
    if (this.#entry(id) === null) return unknownInterval({ total: null, parts: [] }, noKernel(id));
    return this.#energy.interval(this.#asker, id, fromMs, toMs);
  }

  /** The computer's joules of a span, seen from the notebook of this kernel; null: from none. */
  energySplit(id: string | null, fromMs: Milliseconds, toMs: Milliseconds, whole: number): EnergySplit {
    return energySeen(this.#energy.accounts, this.#seenFrom(id), this.#energy.knownFrom(fromMs), toMs, whole);
  }

  /** The same of what was recorded of a span. */
  recordedSplit(id: string | null, shares: readonly RecordedShare[], whole: number): EnergySplit {
    const own = id === null ? null : this.#entry(id);
    const account = own === null ? null : accountOf(own);
    const seen = (share: RecordedShare): keyof EnergySplit => {
      if (share.kind === 'split') return share.name as Heading;
      if (!maySee(this.#asker, share.owner)) return 'others';
      const { name: kernel, within: notebook, owner } = share;
      // Recorded before anybody told its notebook, perhaps.
      if (kernel === id && own !== null) return 'kernel';
      return accountOf({ id: kernel, notebook, owner }) === account ? 'kernel' : 'otherKernels';
    };
    const split = { kernel: 0, otherKernels: 0, others: 0, idle: 0, undivided: 0 };
    for (const share of shares) split[seen(share)] += share.joules;
    return reconciled(split, whole);
  }

  /** The same for power; see `powerSeen`. */
  powerSplit(
    id: string | null,
    fromMs: Milliseconds,
    at: readonly Milliseconds[],
    whole: readonly (Watts | null)[],
  ): ReturnType<typeof powerSeen> {
    return powerSeen(this.#energy.accounts, this.#seenFrom(id), fromMs, at, whole);
  }

  /** All that are in memory, in the order of their begins; one that goes on has its energy up to the newest reading. */
  runs(id: string): readonly ToldRun[] {
    if (this.#entry(id) === null) return [];
    return this.#energy.book.runs.of(id).map((run) => {
      const untilMs = run.toMs ?? Math.max(run.fromMs, this.#energy.newestMs);
      return { ...run, untilMs, energy: run.energy ?? this.#energy.energyOf(this.#asker, run, untilMs) };
    });
  }

  /** What was kept of runs, in memory or not; see `RunStore`. */
  keptRuns(id: string, from: UnixMs, to: UnixMs, most: number): readonly KeptRun[] {
    const kept = this.#energy.runStore?.between(id, from, to, most) ?? [];
    return kept.filter(({ owner }) => maySee(this.#asker, owner));
  }

  #seenFrom(id: string | null): Seen {
    const own = id === null ? null : this.#entry(id);
    const account = own === null ? null : accountOf(own);
    return this.#energy.book.headings(this.#asker, (entry) => accountOf(entry) === account);
  }

  #entry(id: string): KernelEntry | null {
    const entry = this.#energy.book.entry(id);
    return entry !== undefined && maySee(this.#asker, entry.owner) ? entry : null;
  }

  #standing(entry: KernelEntry): KernelStanding {
    const { accounts, accountsSoFar, book } = this.#energy;
    const { beat } = accounts;
    const joules = beat?.whole.has(entry.id) ? beat.split.kernels.get(entry.id) : undefined;
    const coveredMs = beat?.coveredMs ?? 0;
    return {
      entry,
      // Not told at each beat.
      get memory() {
        return book.memory(entry.id);
      },
      amount: accounts.amountOf(entry.id),
      account: accountsSoFar.of(accountOf(entry)),
      watts: joules === undefined || entry.state !== 'found' ? null : wattsOf({ joules, coveredMs }),
    };
  }
}
