// CPU time of the machine and of each kernel as series, so that it is known for any span.

import type { Milliseconds } from '@jupyter-energy/contract';
import { NOTHING } from '../energy/step.ts';
import { Series } from '../history/series.ts';
import type { Use } from './split.ts';

type KernelId = string;

/** What is known of CPU time at one moment; seconds that only grow. */
export interface CpuLook {
  readonly atMs: Milliseconds;
  /** All processors together; null while unknown. */
  readonly busySeconds: number | null;
  readonly kernels: ReadonlyMap<KernelId, { readonly cpuSeconds: number }>;
}

/** CPU seconds stand where joules stand in the other series. */
interface CpuSeries {
  readonly series: Series;
  lookedMs: Milliseconds;
  seconds: number;
}

/** Nobody whom we know was there. */
const NOBODY: Use = { all: 1, kernels: new Map() };

export class CpuTimes {
  readonly #ofKernels = new Map<KernelId, CpuSeries>();
  #ofAll: CpuSeries | null = null;

  /** CPU time up to now. What comes before the first look is nobody's. */
  look({ atMs, busySeconds, kernels }: CpuLook): void {
    if (busySeconds !== null) this.#ofAll = advance(this.#ofAll, atMs, busySeconds);
    for (const [id, { cpuSeconds }] of kernels)
      this.#ofKernels.set(id, advance(this.#ofKernels.get(id) ?? null, atMs, cpuSeconds));
  }

  forget(kernel: KernelId): void {
    this.#ofKernels.delete(kernel);
  }

  /** CPU seconds in a span: of a kernel, or of the machine. Null where nothing is known of it. */
  seconds(kernel: KernelId | null, fromMs: Milliseconds, toMs: Milliseconds): number | null {
    const of = kernel === null ? this.#ofAll : (this.#ofKernels.get(kernel) ?? null);
    const { joules: seconds, coveredMs } = of?.series.between(fromMs, toMs) ?? NOTHING;
    return coveredMs > 0 ? seconds : null;
  }

  /** Null where there were kernels, but nobody knows what all programs together used. */
  use(fromMs: Milliseconds, toMs: Milliseconds): Use | null {
    const kernels = new Map<KernelId, number>();
    for (const id of this.#ofKernels.keys()) {
      const used = this.seconds(id, fromMs, toMs);
      if (used !== null) kernels.set(id, used);
    }
    if (kernels.size === 0) return NOBODY;
    const all = this.seconds(null, fromMs, toMs);
    return all === null ? null : { all, kernels };
  }
}

function advance(known: CpuSeries | null, atMs: Milliseconds, seconds: number): CpuSeries {
  if (known === null) return { series: new Series(), lookedMs: atMs, seconds };
  const coveredMs = atMs - known.lookedMs;
  if (coveredMs <= 0) return known;
  known.series.add(known.lookedMs, atMs, { joules: Math.max(0, seconds - known.seconds), coveredMs });
  return Object.assign(known, { lookedMs: atMs, seconds });
}
