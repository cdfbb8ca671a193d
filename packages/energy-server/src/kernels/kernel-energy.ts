// The energy of kernels: takes in each beat, answers questions about kernels and intervals. Times are those of the timeline.

import type {
  KernelActivity,
  KernelRegistration,
  Milliseconds,
  Total,
  Watts,
} from '@jupyter-energy/contract';
import { Accounts, type Heading } from '../attribution/accounts.ts';
import { type IntervalAnswer, intervalOf } from '../attribution/interval.ts';
import { type Amount, NOTHING } from '../energy/step.ts';
import type { Tree } from '../energy/tree.ts';
import type { Settled } from '../history/history.ts';
import { wattsOf } from '../history/power.ts';
import type { Host } from '../host/host.ts';
import { readMachineTime } from '../processes/machine-time.ts';
import { type KernelMemory, Processes } from '../processes/processes.ts';
import { type BaselineStore, Baselines, isGpu } from './baselines.ts';
import { KernelBook } from './kernel-book.ts';
import { idleSince, type KernelEntry } from './kernel-entry.ts';

const SAVE_EVERY_MS = 600_000;
/** Work that goes on: so many processors' worth of use by a kernel that has been idle for at least so long. */
const GOING_ON = 0.1;
const IDLE_MS = 200;
const LOOK_BACK_MS = 2_000;

export interface Standing {
  readonly watts: Watts | null;
  readonly amount: Amount;
}

export interface KernelStanding extends Standing {
  readonly entry: KernelEntry;
  readonly memory: KernelMemory;
}

export interface KernelInterval extends IntervalAnswer {
  readonly overlap: boolean;
}

export class KernelEnergy implements Disposable {
  readonly #host: Host;
  readonly #baselines: Baselines;
  readonly #accounts = new Accounts();
  readonly #book: KernelBook;
  readonly #gpuJoules = new Map<string, number>();
  #spent: Amount = NOTHING;
  #savedAtMs = Number.NEGATIVE_INFINITY;

  constructor(host: Host, store: BaselineStore | null) {
    this.#host = host;
    this.#baselines = new Baselines(store);
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
  beat({ atMs, total, nodes }: Settled): void {
    const gpus = nodes.filter(({ id, rest }) => !rest && isGpu(id));
    const spent = this.#newlySpent(total, gpus);
    this.#learn(atMs);
    this.#book.search();
    if (!this.#book.hasLiving) {
      this.#accounts.pause();
      return;
    }
    this.#accounts.look(this.#book.look());
    this.#accounts.settle(atMs, spent, this.#baselines.current?.watts ?? null);
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
  note(id: string, state: KernelActivity, atMs: Milliseconds): boolean {
    return this.#book.note(id, state, atMs);
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

  /** Null where nothing is known of the kernel in the whole interval; `computer`: joules of the computer in it. */
  interval(id: string, fromMs: Milliseconds, toMs: Milliseconds, computer: number): KernelInterval | null {
    const answer = intervalOf(this.#accounts, id, fromMs, toMs, computer);
    return answer === null ? null : { ...answer, overlap: this.#overlaps(id, fromMs) };
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

  #overlaps(id: string, fromMs: Milliseconds): boolean {
    const entry = this.#book.entry(id);
    const sinceMs = entry === undefined ? null : idleSince(entry, fromMs);
    if (sinceMs === null || fromMs - sinceMs < IDLE_MS) return false;
    const startMs = Math.max(sinceMs, fromMs - LOOK_BACK_MS);
    const seconds = this.#accounts.cpuSeconds(id, startMs, fromMs) ?? 0;
    return (seconds * 1_000) / (fromMs - startMs) > GOING_ON;
  }

  /** Since the last beat: the total without GPUs, and GPUs. */
  #newlySpent(total: Total | null, gpus: Settled['nodes']): { shared: Amount; gpus: Amount } {
    const { joules, coveredMs } = this.#spent;
    const soFar =
      total === null ? this.#spent : { joules: total.joules, coveredMs: total.coveredSeconds * 1_000 };
    this.#spent = soFar;
    let ofGpus = 0;
    for (const { id, joules: now } of gpus) {
      ofGpus += now - (this.#gpuJoules.get(id) ?? 0);
      this.#gpuJoules.set(id, now);
    }
    const all = soFar.joules - joules;
    const newlyCoveredMs = soFar.coveredMs - coveredMs;
    return {
      shared: { joules: Math.max(0, all - ofGpus), coveredMs: newlyCoveredMs },
      gpus: { joules: Math.min(ofGpus, all), coveredMs: newlyCoveredMs },
    };
  }

  #learn(atMs: Milliseconds): void {
    const { joules, coveredMs } = this.#spent;
    const withoutGpus = joules - [...this.#gpuJoules.values()].reduce((a, b) => a + b, 0);
    const time = () => readMachineTime(this.#host.procfs);
    const hasLearnt = this.#baselines.observe(atMs, { joules: withoutGpus, coveredMs }, time);
    if (!hasLearnt || atMs - this.#savedAtMs < SAVE_EVERY_MS) return;
    this.#savedAtMs = atMs;
    this.#baselines.save();
  }
}
