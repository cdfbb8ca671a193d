// The energy of kernels: takes in each beat, answers questions about kernels, intervals and runs. Times are those of the timeline.

import type { KernelRegistration, Milliseconds, UnixMs, Watts } from '@jupyter-energy/contract';
import { Accounts, type Heading } from '../attribution/accounts.ts';
import { intervalOf } from '../attribution/interval.ts';
import { type Amount, NOTHING } from '../energy/step.ts';
import type { Tree } from '../energy/tree.ts';
import type { History, Settled } from '../history/history.ts';
import { wattsOf } from '../history/power.ts';
import type { Host } from '../host/host.ts';
import { readMachineTime } from '../processes/machine-time.ts';
import { type KernelMemory, Processes } from '../processes/processes.ts';
import { type BaselineStore, Baselines } from './baselines.ts';
import { INSTANT, type IntervalOfKernel, knownInterval, unknownInterval } from './interval-of-kernel.ts';
import { KernelBook } from './kernel-book.ts';
import { idleSince, type KernelEntry, type Told } from './kernel-entry.ts';
import { NewlySpent } from './newly-spent.ts';
import type { RunEntry } from './run-book.ts';
import type { KeptRun, RunStore } from './run-store.ts';

const SAVE_EVERY_MS = 600_000;
/** Work that goes on: so many processors' worth of use by a kernel that has been idle for at least so long. */
const GOING_ON = 0.1;
const IDLE_MS = 200;
const LOOK_BACK_MS = 2_000;

const NO_BASELINE =
  'Including idle: no quiet moment was seen yet in which to learn what the computer draws by itself. ' +
  'Ten seconds with less than 5 % of the processors in use are enough.';
const NOTHING_READ = 'The computer’s energy cannot be read.';
const NO_CPU_TIME = 'Nothing was split yet: it takes two readings while a kernel is known.';

export interface Standing {
  readonly watts: Watts | null;
  readonly amount: Amount;
}

export interface KernelStanding extends Standing {
  readonly entry: KernelEntry;
  readonly memory: KernelMemory;
}

export interface ToldRun extends RunEntry {
  readonly energy: IntervalOfKernel;
  /** Up to when. */
  readonly untilMs: Milliseconds;
}

export interface KernelEnergySetup {
  readonly host: Host;
  readonly history: Pick<History, 'energy' | 'latest'>;
  /** Left out: what is learnt and what has run is forgotten at the end. */
  readonly baselines?: BaselineStore | undefined;
  readonly runs?: RunStore | undefined;
}

export class KernelEnergy implements Disposable {
  readonly #setup: KernelEnergySetup;
  readonly #baselines: Baselines;
  readonly #accounts = new Accounts();
  readonly #book: KernelBook;
  readonly #spent = new NewlySpent();
  #savedAtMs = Number.NEGATIVE_INFINITY;

  constructor(setup: KernelEnergySetup) {
    const { host, baselines } = setup;
    this.#setup = setup;
    this.#baselines = new Baselines(baselines ?? null);
    this.#book = new KernelBook(new Processes(host), host.clock, (id) => this.#accounts.forget(id));
  }

  [Symbol.dispose](): void {
    this.#baselines.save();
  }

  /** The total is made up of other channels. */
  become(tree: Tree): void {
    this.#baselines.become(tree);
  }

  /** Takes in a beat. Without kernels this reads nothing, but for the processors' time every ten seconds. */
  beat(settled: Settled): void {
    const { atMs } = settled;
    const spent = this.#spent.take(settled);
    this.#learn(atMs);
    this.#book.search();
    if (this.#book.hasLiving) {
      this.#accounts.look(this.#book.look());
      this.#accounts.settle(atMs, spent, this.#baselines.current?.watts ?? null);
    } else this.#accounts.pause();
    for (const run of this.#book.runs.ended(atMs)) this.#settle(run);
  }

  get baseline(): { readonly watts: Watts | null; readonly moments: number } {
    const { current } = this.#baselines;
    return { watts: current?.watts ?? null, moments: current?.means.length ?? 0 };
  }

  /** Null where there are too many kernels already. */
  register(id: string, told: KernelRegistration): KernelStanding | null {
    const entry = this.#book.register(id, told);
    return entry === null ? null : this.#standing(entry);
  }

  /** Null where there is no such kernel. */
  remove(id: string): KernelStanding | null {
    return this.#book.remove(id) ? this.kernel(id) : null;
  }

  /** Answers whether there is such a kernel. */
  note(id: string, told: Told): boolean {
    return this.#book.note(id, told);
  }

  kernel(id: string): KernelStanding | null {
    const entry = this.#book.entry(id);
    return entry === undefined ? null : this.#standing(entry);
  }

  get kernels(): readonly KernelStanding[] {
    return this.#book.entries.map((entry) => this.#standing(entry));
  }

  /** What the computer's energy was used for since there were kernels; null while nothing could be split. */
  get split(): Readonly<Record<Heading | 'kernels', Standing>> | null {
    const { beat, rest, kernels } = this.#accounts;
    if (beat === null || this.#baselines.current?.watts == null) return null;
    const standing = (joules: number, watts: number) => ({
      amount: { joules, coveredMs: beat.coveredMs },
      watts: wattsOf({ joules: watts, coveredMs: beat.coveredMs }),
    });
    const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
    return {
      kernels: standing(
        sum([...kernels.values()].map(({ joules }) => joules)),
        sum(beat.split.kernels.values()),
      ),
      others: standing(rest.others.joules, beat.split.others),
      idle: standing(rest.idle.joules, beat.split.idle),
      undivided: standing(rest.undivided.joules, beat.split.undivided),
    };
  }

  /** Why nothing is split, or was not until now. */
  get whyNoSplit(): string {
    if ((this.#setup.history.latest()?.total ?? null) === null) return NOTHING_READ;
    return this.baseline.watts === null ? NO_BASELINE : NO_CPU_TIME;
  }

  interval(id: string, fromMs: Milliseconds, toMs: Milliseconds): IntervalOfKernel {
    const { total, parts } = this.#setup.history.energy(fromMs, toMs);
    if (toMs <= fromMs) return unknownInterval({ total, parts }, INSTANT);
    const answer = intervalOf(this.#accounts, id, fromMs, toMs, total?.joules ?? 0);
    if (answer === null || total === null)
      return unknownInterval({ total, parts }, this.#whyUnknown(id, total !== null));
    return knownInterval(answer, { total, parts }, this.#overlaps(id, fromMs));
  }

  /** All that are in memory, in the order of their begins; one that goes on has its energy up to the newest reading. */
  runs(id: string): readonly ToldRun[] {
    const newestMs = this.#setup.history.latest()?.atMs ?? Number.NEGATIVE_INFINITY;
    return this.#book.runs.of(id).map((run) => {
      const untilMs = run.toMs ?? Math.max(run.fromMs, newestMs);
      return { ...run, untilMs, energy: run.energy ?? this.#energyOf(run, untilMs) };
    });
  }

  /** What was kept of runs, in memory or not; see `RunStore`. */
  keptRuns(id: string, from: UnixMs, to: UnixMs, most: number): readonly KeptRun[] {
    return this.#setup.runs?.between(id, from, to, most) ?? [];
  }

  #settle(run: RunEntry): void {
    const { kernel, id, count, fromMs, toMs } = run;
    if (toMs === null) return;
    const energy = this.#energyOf(run, toMs);
    this.#book.runs.settle(run, energy);
    const { wallMs, timelineMs } = this.#setup.host.clock.now();
    const [from, to] = [fromMs, toMs].map((ms) => ms + wallMs - timelineMs) as [UnixMs, UnixMs];
    const { notebook = null, owner = null } = this.#book.entry(kernel) ?? {};
    const interval = { kernel, from, to, seconds: (to - from) / 1_000, ...energy };
    this.#setup.runs?.keep({ kernel, notebook, owner, run: { id, count, running: false, energy: interval } });
  }

  #energyOf(run: RunEntry, toMs: Milliseconds): IntervalOfKernel {
    const energy = this.interval(run.kernel, run.fromMs, toMs);
    const shared = energy.flags.shared || this.#book.runs.isShared(run);
    return { ...energy, flags: { ...energy.flags, shared } };
  }

  #standing(entry: KernelEntry): KernelStanding {
    const series = this.#accounts.kernels.get(entry.id);
    const joules = this.#accounts.beat?.split.kernels.get(entry.id);
    const coveredMs = this.#accounts.beat?.coveredMs ?? 0;
    return {
      entry,
      memory: this.#book.memory(entry.id),
      amount: series === undefined ? NOTHING : { joules: series.joules, coveredMs: series.coveredMs },
      watts: joules === undefined || entry.state !== 'found' ? null : wattsOf({ joules, coveredMs }),
    };
  }

  #whyUnknown(id: string, isRead: boolean): string {
    const entry = this.#book.entry(id);
    if (entry === undefined) return `No kernel ${id} is known.`;
    if (!isRead) return 'Nothing was read in this interval.';
    if (entry.state !== 'found' && entry.reason !== null) return entry.reason;
    return this.baseline.watts === null ? NO_BASELINE : 'Nothing was split in this interval.';
  }

  #overlaps(id: string, fromMs: Milliseconds): boolean {
    const entry = this.#book.entry(id);
    const sinceMs = entry === undefined ? null : idleSince(entry, fromMs);
    if (sinceMs === null || fromMs - sinceMs < IDLE_MS) return false;
    const startMs = Math.max(sinceMs, fromMs - LOOK_BACK_MS);
    const seconds = this.#accounts.cpuSeconds(id, startMs, fromMs) ?? 0;
    return (seconds * 1_000) / (fromMs - startMs) > GOING_ON;
  }

  #learn(atMs: Milliseconds): void {
    const time = () => readMachineTime(this.#setup.host.procfs);
    const hasLearnt = this.#baselines.observe(atMs, this.#spent.withoutGpus, time);
    if (!hasLearnt || atMs - this.#savedAtMs < SAVE_EVERY_MS) return;
    this.#savedAtMs = atMs;
    this.#baselines.save();
  }
}
