// Whose energy it was, as cumulative series: of each kernel, other programs, idle, and what cannot be divided.

import type { Joules, Milliseconds, Watts } from '@jupyter-energy/contract';
import { type Amount, NOTHING } from '../energy/step.ts';
import { Series } from '../history/series.ts';
import { type CpuLook, CpuTimes } from './cpu-times.ts';
import { type Split, splitEnergy, sumOfSplits, type Use } from './split.ts';

type KernelId = string;
type Domain = string;

/** What a GPU with a meter of its own spent. */
export interface GpuSpent {
  readonly domain: Domain;
  readonly amount: Amount;
  /** Null while unknown. */
  readonly baseline: Watts | null;
  /** Null where its processes cannot be told apart. */
  readonly use: Use | null;
}

/** Energy of a span that shall be split. */
export interface Spent {
  /** Of everything but GPUs with a meter of their own: divided by CPU time. */
  readonly shared: Amount;
  readonly gpus: readonly GpuSpent[];
  /** What only some meters told of, while others were not known: nobody can say what of it was idle. Left out: nothing. */
  readonly partial?: Joules;
}

export type Heading = 'others' | 'idle' | 'undivided';

/** The newest split, and the time for which its energy is known. */
export interface SplitOfBeat {
  readonly split: Split;
  readonly coveredMs: Milliseconds;
  /** Of these kernels all is known, not only what they had of GPUs. */
  readonly whole: ReadonlySet<KernelId>;
}

export class Accounts {
  readonly kernels = new Map<KernelId, Series>();
  readonly rest: Readonly<Record<Heading, Series>> = {
    others: new Series(),
    idle: new Series(),
    undivided: new Series(),
  };
  readonly #cpu = new CpuTimes();
  /** What a kernel had of each GPU, which is inside its energy. */
  readonly #gpus = new Map<KernelId, Map<Domain, Series>>();
  /** What kernels had in series that were dropped. */
  readonly #dropped = new Map<KernelId, Amount>();
  #settledMs: Milliseconds | null = null;
  #beat: SplitOfBeat | null = null;

  /** CPU time up to now. What comes before the first look is nobody's. */
  look(look: CpuLook): void {
    this.#cpu.look(look);
    for (const id of look.kernels.keys()) if (!this.kernels.has(id)) this.kernels.set(id, new Series());
  }

  /** Splits what was spent since the last time. The first time there is only a beginning, and what came before it: null. */
  settle(toMs: Milliseconds, spent: Spent, baseline: Watts | null): Split | null {
    const fromMs = this.#settledMs;
    this.#settledMs = Math.max(toMs, fromMs ?? toMs);
    if (fromMs === null || toMs <= fromMs) return this.#addLate(spent);
    const shared = splitEnergy(spent.shared, baseline, this.#cpu.use(fromMs, toMs));
    const ofGpus = spent.gpus.map((gpu) => splitEnergy(gpu.amount, gpu.baseline, gpu.use));
    const split = sumOfSplits([shared, ...ofGpus]);
    const whole = new Set(shared.kernels.keys());
    this.#add(fromMs, toMs, { split, coveredMs: spent.shared.coveredMs, whole }, spent.partial ?? 0);
    ofGpus.forEach(({ kernels }, index) => {
      if (kernels.size > 0) this.#addGpu(fromMs, toMs, spent.gpus[index], kernels);
    });
    return split;
  }

  forget(kernel: KernelId): void {
    this.#drop(kernel);
    this.#dropped.delete(kernel);
  }

  /** Nobody asks for spans before this: of kernels that have done nothing since only the amounts are kept. */
  forgetBefore(ms: Milliseconds): void {
    for (const [id, { newestMs }] of this.kernels) {
      if (this.#cpu.isLookedAt(id, ms) || (newestMs !== null && newestMs >= ms)) continue;
      const amount = this.amountOf(id);
      this.#drop(id);
      this.#dropped.set(id, amount);
    }
  }

  /** All that a kernel has had; only growing. */
  amountOf(kernel: KernelId): Amount {
    const series = this.kernels.get(kernel) ?? NOTHING;
    const dropped = this.#dropped.get(kernel) ?? NOTHING;
    return {
      joules: dropped.joules + series.joules,
      coveredMs: dropped.coveredMs + series.coveredMs,
    };
  }

  /** Null while nothing was split. */
  get beat(): SplitOfBeat | null {
    return this.#beat;
  }

  /** CPU seconds in a span: of a kernel, or of the machine. */
  cpuSeconds(kernel: KernelId | null, fromMs: Milliseconds, toMs: Milliseconds): number | null {
    return this.#cpu.seconds(kernel, fromMs, toMs);
  }

  /** Where energy is not split, this is known all the same: a kernel's CPU time, and its part of the machine's. */
  cpuShare(
    kernel: KernelId,
    fromMs: Milliseconds,
    toMs: Milliseconds,
  ): { readonly cpuSeconds: number | null; readonly share: number | null } {
    const cpuSeconds = this.cpuSeconds(kernel, fromMs, toMs);
    const all = this.cpuSeconds(null, fromMs, toMs) ?? 0;
    return { cpuSeconds, share: cpuSeconds === null || all <= 0 ? null : Math.min(1, cpuSeconds / all) };
  }

  /** By how much the counts of CPU time at the edges of a span may be behind. */
  tickSeconds(kernel: KernelId, fromMs: Milliseconds, toMs: Milliseconds): number {
    return this.#cpu.tickSeconds(kernel, fromMs, toMs);
  }

  /** What a kernel had of each GPU in a span. */
  gpuJoules(kernel: KernelId, fromMs: Milliseconds, toMs: Milliseconds): ReadonlyMap<Domain, Joules> {
    const all = [...(this.#gpus.get(kernel) ?? [])];
    return new Map(all.map(([domain, series]) => [domain, series.between(fromMs, toMs).joules] as const));
  }

  /** What all kernels had of all GPUs in a span, which nobody divided by CPU time. */
  allGpuJoules(fromMs: Milliseconds, toMs: Milliseconds): Joules {
    let joules = 0;
    for (const gpus of this.#gpus.values())
      for (const series of gpus.values()) joules += series.between(fromMs, toMs).joules;
    return joules;
  }

  #drop(kernel: KernelId): void {
    this.kernels.delete(kernel);
    this.#gpus.delete(kernel);
    this.#cpu.forget(kernel);
  }

  /** Of a kernel that is not whole only what it had of GPUs is known, which is not its energy. */
  #add(fromMs: Milliseconds, toMs: Milliseconds, beat: SplitOfBeat, partial: Joules): void {
    const { split, coveredMs, whole } = beat;
    this.#beat = beat;
    for (const heading of ['others', 'idle'] as const)
      this.rest[heading].add(fromMs, toMs, { joules: split[heading], coveredMs });
    this.rest.undivided.add(fromMs, toMs, { joules: split.undivided + partial, coveredMs });
    for (const [id, joules] of split.kernels)
      this.kernels.get(id)?.add(fromMs, toMs, { joules, coveredMs: whole.has(id) ? coveredMs : 0 });
  }

  #addGpu(
    fromMs: Milliseconds,
    toMs: Milliseconds,
    gpu: GpuSpent | undefined,
    kernels: ReadonlyMap<KernelId, Joules>,
  ): void {
    for (const [id, joules] of kernels) {
      if (gpu === undefined || joules === 0) continue;
      const ofKernel = this.#gpus.get(id) ?? new Map<Domain, Series>();
      const series = ofKernel.get(gpu.domain) ?? new Series();
      series.add(fromMs, toMs, { joules, coveredMs: gpu.amount.coveredMs });
      this.#gpus.set(id, ofKernel.set(gpu.domain, series));
    }
  }

  /** Energy without a span of its own, that nobody can be blamed for. */
  #addLate({ shared, gpus, partial = 0 }: Spent): null {
    const joules = gpus.reduce((sum, { amount }) => sum + amount.joules, shared.joules + partial);
    const ms = this.#settledMs;
    if (ms !== null && joules > 0) this.rest.undivided.add(ms, ms, { ...NOTHING, joules });
    return null;
  }
}
