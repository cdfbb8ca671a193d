// Whose energy it was, as cumulative series: of each kernel, other programs, idle, and what cannot be divided.

import type { Milliseconds, Watts } from '@jupyter-energy/contract';
import { type Amount, NOTHING } from '../energy/step.ts';
import { Series } from '../history/series.ts';
import { type Split, splitEnergy, type Use } from './split.ts';

type KernelId = string;

/** What is known of CPU time at one moment; seconds that only grow. */
export interface CpuLook {
  readonly atMs: Milliseconds;
  /** All processors together; null while unknown. */
  readonly busySeconds: number | null;
  readonly kernels: ReadonlyMap<KernelId, { readonly cpuSeconds: number }>;
}

/** Energy of a span that shall be split. */
export interface Spent {
  /** Of everything but GPUs with a meter of their own. */
  readonly shared: Amount;
  /** Of those GPUs. */
  readonly gpus: Amount;
}

/** CPU seconds stand where joules stand in the other series. */
interface CpuSeries {
  readonly series: Series;
  lookedMs: Milliseconds;
  seconds: number;
}

export type Heading = 'others' | 'idle' | 'undivided';

export class Accounts {
  readonly kernels = new Map<KernelId, Series>();
  readonly rest: Readonly<Record<Heading, Series>> = {
    others: new Series(),
    idle: new Series(),
    undivided: new Series(),
  };
  readonly #cpuOfKernels = new Map<KernelId, CpuSeries>();
  #cpu: CpuSeries | null = null;
  #settledMs: Milliseconds | null = null;
  #beat: { readonly split: Split; readonly coveredMs: Milliseconds } | null = null;

  /** CPU time up to now. What comes before the first look is nobody's. */
  look({ atMs, busySeconds, kernels }: CpuLook): void {
    if (busySeconds !== null) this.#cpu = advance(this.#cpu, atMs, busySeconds);
    for (const [id, { cpuSeconds }] of kernels) {
      this.#cpuOfKernels.set(id, advance(this.#cpuOfKernels.get(id) ?? null, atMs, cpuSeconds));
      if (!this.kernels.has(id)) this.kernels.set(id, new Series());
    }
  }

  /** Where the next span to be split begins; null before the first, and after a pause. */
  get splitUpToMs(): Milliseconds | null {
    return this.#settledMs;
  }

  /** Splits what was spent since the last time. The first time, and after a pause, there is only a beginning. */
  settle(toMs: Milliseconds, spent: Spent, baseline: Watts | null): void {
    const fromMs = this.#settledMs;
    this.#settledMs = toMs;
    if (fromMs === null || toMs <= fromMs) return;
    const split = this.#split(fromMs, toMs, spent, baseline);
    const { coveredMs } = spent.shared;
    this.#beat = { split, coveredMs };
    for (const heading of ['others', 'idle', 'undivided'] as const)
      this.rest[heading].add(fromMs, toMs, { joules: split[heading], coveredMs });
    for (const [id, joules] of split.kernels) this.kernels.get(id)?.add(fromMs, toMs, { joules, coveredMs });
  }

  /** There are no kernels now: what is used until there are some again is not split. */
  pause(): void {
    this.#settledMs = null;
    this.#beat = null;
  }

  forget(kernel: KernelId): void {
    this.kernels.delete(kernel);
    this.#cpuOfKernels.delete(kernel);
  }

  /** The newest split; null while nothing is known of it. */
  get beat(): { readonly split: Split; readonly coveredMs: Milliseconds } | null {
    return this.#beat;
  }

  /** CPU seconds in a span: of a kernel, or of the machine. */
  cpuSeconds(kernel: KernelId | null, fromMs: Milliseconds, toMs: Milliseconds): number | null {
    const of = kernel === null ? this.#cpu : (this.#cpuOfKernels.get(kernel) ?? null);
    const { joules: seconds, coveredMs } = of?.series.between(fromMs, toMs) ?? NOTHING;
    return coveredMs > 0 ? seconds : null;
  }

  #split(fromMs: Milliseconds, toMs: Milliseconds, spent: Spent, baseline: Watts | null): Split {
    const split = splitEnergy(spent.shared, baseline, this.#use(fromMs, toMs));
    return { ...split, undivided: split.undivided + spent.gpus.joules };
  }

  #use(fromMs: Milliseconds, toMs: Milliseconds): Use | null {
    const all = this.cpuSeconds(null, fromMs, toMs);
    if (all === null) return null;
    const kernels = new Map<KernelId, number>();
    for (const id of this.#cpuOfKernels.keys()) {
      const used = this.cpuSeconds(id, fromMs, toMs);
      if (used !== null) kernels.set(id, used);
    }
    return { all, kernels };
  }
}

function advance(known: CpuSeries | null, atMs: Milliseconds, seconds: number): CpuSeries {
  if (known === null) return { series: new Series(), lookedMs: atMs, seconds };
  const coveredMs = atMs - known.lookedMs;
  if (coveredMs <= 0) return known;
  known.series.add(known.lookedMs, atMs, { joules: Math.max(0, seconds - known.seconds), coveredMs });
  return Object.assign(known, { lookedMs: atMs, seconds });
}
