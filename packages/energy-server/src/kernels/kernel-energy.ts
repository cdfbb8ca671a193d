// The energy of kernels: takes in each beat, splits what was spent, settles the runs that have ended. Times are those of the timeline.

import type { Milliseconds, UnixMs, Watts } from '@jupyter-energy/contract';
import { Accounts } from '../attribution/accounts.ts';
import { intervalOf } from '../attribution/interval.ts';
import type { Split } from '../attribution/split.ts';
import type { DeviceUse } from '../energy/device-use.ts';
import type { Amount } from '../energy/step.ts';
import type { Tree } from '../energy/tree.ts';
import type { History, Settled } from '../history/history.ts';
import type { Host } from '../host/host.ts';
import { readMachineTime } from '../processes/machine-time.ts';
import { Processes } from '../processes/processes.ts';
import { AccountsSoFar } from './account.ts';
import { ALL, type Asker } from './asker.ts';
import { type BaselineStore, Baselines } from './baselines.ts';
import { Gpus } from './gpus.ts';
import { INSTANT, type IntervalOfKernel, knownInterval, unknownInterval } from './interval-of-kernel.ts';
import { KernelBook } from './kernel-book.ts';
import { idleSince, type KernelEntry } from './kernel-entry.ts';
import type { KernelShare } from './kernel-share.ts';
import { NewlySpent } from './newly-spent.ts';
import { Resolution } from './resolution.ts';
import type { RunEntry } from './run-book.ts';
import type { RunStore } from './run-store.ts';
import * as why from './why-unknown.ts';

const SAVE_EVERY_MS = 600_000;
/** Work that goes on: so much of a processor, or of all energy on GPUs, by a kernel that has been idle for at least so long. */
const GOING_ON = 0.1;
const IDLE_MS = 200;
const LOOK_BACK_MS = 2_000;

const headings = ['others', 'idle', 'undivided'] as const;

export interface KernelEnergySetup {
  readonly host: Host;
  readonly history: Pick<History, 'energy' | 'latest' | 'oldestMs' | 'isWhole'>;
  /** Left out: what is learnt and what has run is forgotten at the end. */
  readonly baselines?: BaselineStore | undefined;
  readonly runs?: RunStore | undefined;
}

export class KernelEnergy implements Disposable {
  readonly accounts = new Accounts();
  readonly accountsSoFar = new AccountsSoFar();
  readonly book: KernelBook;
  readonly runStore: RunStore | null;
  readonly #setup: KernelEnergySetup;
  readonly #baselines: Baselines;
  readonly #gpus: Gpus;
  readonly #spent = new NewlySpent();
  #resolution = new Resolution({ roots: [] });
  #savedAtMs = Number.NEGATIVE_INFINITY;

  constructor(setup: KernelEnergySetup) {
    const { host, baselines, runs } = setup;
    this.#setup = setup;
    this.runStore = runs ?? null;
    this.#baselines = new Baselines(baselines ?? null);
    const processes = new Processes(host);
    this.book = new KernelBook(processes, host.clock, (id) => this.accounts.forget(id));
    this.#gpus = new Gpus(this.#baselines, (pid) => processes.kernelOf(pid));
  }

  [Symbol.dispose](): void {
    this.#baselines.save();
  }

  /** The total is made up of other channels. */
  become(tree: Tree): void {
    this.#baselines.become(tree);
    this.#resolution = new Resolution(tree);
  }

  /** Takes in a beat. Without kernels this reads nothing, but for the processors' time every ten seconds. */
  beat(settled: Settled, uses: readonly DeviceUse[] = []): void {
    const { atMs } = settled;
    const { shared, partial, gpus } = this.#spent.take(settled);
    this.#learn(atMs);
    this.book.search();
    if (this.book.hasLiving) this.accounts.look(this.book.look());
    this.#gpus.take(uses, atMs);
    const ofGpus = this.#gpus.spent(atMs, gpus, (domain) => this.#spent.ofGpu(domain));
    const baseline = this.#baselines.current?.watts ?? null;
    const split = this.accounts.settle(atMs, { shared, partial, gpus: ofGpus }, baseline);
    if (split !== null) this.accountsSoFar.add(this.#ofKernels(split));
    for (const run of this.book.runs.ended(atMs)) this.#settle(run);
    this.accounts.forgetBefore(this.#forgottenMs);
  }

  /** Whether sources shall look who uses their devices: for kernels, or to learn what a GPU draws while nobody computes on it. */
  get wantsDeviceUse(): boolean {
    return this.book.hasLiving || this.#baselines.lacksGpu;
  }

  get baseline(): { readonly watts: Watts | null; readonly moments: number; readonly estimated: boolean } {
    const { current } = this.#baselines;
    const estimated = current?.isEstimated ?? false;
    return { watts: current?.watts ?? null, moments: current?.means.length ?? 0, estimated };
  }

  /** Whose the computer's energy of a span was, kernel by kernel, for the record: sums to what the total used. */
  shares(fromMs: Milliseconds, toMs: Milliseconds): readonly KernelShare[] {
    const { kernels, rest } = this.accounts;
    const ofKernels = [...kernels].flatMap(([id, series]): readonly KernelShare[] => {
      const amount = series.between(fromMs, toMs);
      const { name = null, path = null, notebook = null, owner = null } = this.book.entry(id) ?? {};
      if (amount.joules === 0) return [];
      return [{ kind: 'kernel', name: id, label: path ?? name ?? id, within: notebook, owner, amount }];
    });
    const others = headings.map(
      (name): KernelShare => ({
        ...{ kind: 'split', name, label: name, within: null, owner: null },
        amount: rest[name].between(fromMs, toMs),
      }),
    );
    return [...ofKernels, ...others];
  }

  /** Why nothing is split, or was not until now. */
  get whyNoSplit(): string {
    if ((this.#setup.history.latest()?.total ?? null) === null) return why.NOTHING_READ;
    return this.baseline.watts === null ? why.NO_BASELINE : why.NO_CPU_TIME;
  }

  /** Of a kernel that the asker may see. */
  interval(asker: Asker, id: string, fromMs: Milliseconds, toMs: Milliseconds): IntervalOfKernel {
    const { total, parts } = this.#setup.history.energy(fromMs, toMs);
    if (toMs <= fromMs) return unknownInterval({ total, parts }, INSTANT);
    const seen = this.book.headings(asker, (entry) => entry.id === id);
    const knownMs = this.knownFrom(fromMs);
    const answer = intervalOf(this.accounts, id, knownMs, toMs, total?.joules ?? 0, seen);
    if (answer === null || total === null) {
      const reason = toMs <= this.#forgottenMs ? why.FORGOTTEN : this.#whyUnknown(id, total !== null);
      return { ...unknownInterval({ total, parts }, reason), ...this.accounts.cpuShare(id, knownMs, toMs) };
    }
    const incomplete = answer.incomplete || knownMs > fromMs;
    const uses = (gpu: string) => (answer.gpus.get(gpu) ?? 0) > 0;
    const tooShort = answer.tooShort || this.#resolution.isTooCoarse(toMs - fromMs, uses);
    return knownInterval({ ...answer, incomplete, tooShort }, { total, parts }, this.#overlaps(id, fromMs));
  }

  /** While it runs, up to the newest reading. */
  energyOf(asker: Asker, run: RunEntry, untilMs: Milliseconds): IntervalOfKernel {
    const energy = this.interval(asker, run.kernel, run.fromMs, untilMs);
    const shared = energy.flags.shared || this.book.runs.isShared(run);
    return { ...energy, flags: { ...energy.flags, shared } };
  }

  get newestMs(): Milliseconds {
    return this.#setup.history.latest()?.atMs ?? Number.NEGATIVE_INFINITY;
  }

  /** Kernels' series may reach farther back than what the computer used: of both the same span counts. */
  knownFrom(fromMs: Milliseconds): Milliseconds {
    return Math.max(fromMs, this.#forgottenMs);
  }

  /** Before that memory knows nothing any more. */
  get #forgottenMs(): Milliseconds {
    const { isWhole, oldestMs } = this.#setup.history;
    return isWhole || oldestMs === null ? Number.NEGATIVE_INFINITY : oldestMs;
  }

  *#ofKernels({ kernels }: Split): Generator<readonly [KernelEntry, Amount]> {
    const { coveredMs, whole } = this.accounts.beat ?? { coveredMs: 0, whole: new Set<string>() };
    for (const [id, joules] of kernels) {
      const entry = this.book.entry(id);
      if (entry !== undefined) yield [entry, { joules, coveredMs: whole.has(id) ? coveredMs : 0 }];
    }
  }

  #settle(run: RunEntry): void {
    const { kernel, id, count, fromMs, toMs } = run;
    const entry = this.book.entry(kernel);
    if (toMs === null || entry === undefined) return;
    const { notebook, owner } = entry;
    const energy = this.energyOf(owner === null ? ALL : { ...ALL, user: owner }, run, toMs);
    this.book.runs.settle(run, energy);
    const { wallMs, timelineMs } = this.#setup.host.clock.now();
    const [from, to] = [fromMs, toMs].map((ms) => ms + wallMs - timelineMs) as [UnixMs, UnixMs];
    const interval = { kernel, from, to, seconds: (to - from) / 1_000, ...energy };
    this.runStore?.keep({ kernel, notebook, owner, run: { id, count, running: false, energy: interval } });
  }

  #whyUnknown(id: string, isRead: boolean): string {
    const entry = this.book.entry(id);
    if (entry === undefined) return why.noKernel(id);
    if (!isRead) return why.NOT_READ_THEN;
    if (entry.state !== 'found' && entry.reason !== null) return entry.reason;
    return this.baseline.watts === null ? why.NO_BASELINE : why.NOT_SPLIT_THEN;
  }

  #overlaps(id: string, fromMs: Milliseconds): boolean {
    const entry = this.book.entry(id);
    const sinceMs = entry === undefined ? null : idleSince(entry, fromMs);
    if (sinceMs === null || fromMs - sinceMs < IDLE_MS) return false;
    const startMs = Math.max(sinceMs, fromMs - LOOK_BACK_MS);
    const seconds = this.accounts.cpuSeconds(id, startMs, fromMs) ?? 0;
    if ((seconds * 1_000) / (fromMs - startMs) > GOING_ON) return true;
    // What was handed to a GPU goes on there after the reply.
    const onGpus = [...this.accounts.gpuJoules(id, startMs, fromMs).values()].reduce((a, b) => a + b, 0);
    const all = this.#setup.history.energy(startMs, fromMs).total?.joules ?? 0;
    return onGpus > GOING_ON * all;
  }

  #learn(atMs: Milliseconds): void {
    const time = () => readMachineTime(this.#setup.host.procfs);
    const hasLearnt = this.#baselines.observe(atMs, this.#spent.withoutGpus, time);
    if (!hasLearnt || atMs - this.#savedAtMs < SAVE_EVERY_MS) return;
    this.#savedAtMs = atMs;
    this.#baselines.save();
  }
}
