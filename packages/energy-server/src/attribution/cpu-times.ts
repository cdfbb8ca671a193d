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
  /** By so much `busySeconds` may be behind; left out: hundredths of a second. */
  readonly tickSeconds?: number;
  readonly kernels: ReadonlyMap<KernelId, KernelCpu>;
}

export interface KernelCpu {
  readonly cpuSeconds: number;
  /** What of them was told in hundredths of a second, the rest as finely as `tickSeconds`; left out: all. */
  readonly coarseSeconds?: number;
}

/** CPU seconds stand where joules stand in the other series. */
interface CpuSeries {
  readonly series: Series;
  lookedMs: Milliseconds;
  seconds: number;
}

/** CPU time in /proc is counted in hundredths of a second. */
const COARSE_SECONDS = 0.01;
/** Of how many spans it is remembered that something coarse was added in them. */
const MOST_SPANS = 1_000;

interface Coarse {
  readonly seconds: number;
  readonly spans: readonly { readonly fromMs: Milliseconds; readonly toMs: Milliseconds }[];
}

/** Nobody whom we know was there. */
const NOBODY: Use = { all: 1, kernels: new Map() };

export class CpuTimes {
  readonly #ofKernels = new Map<KernelId, CpuSeries>();
  #ofAll: CpuSeries | null = null;
  #tickSeconds = COARSE_SECONDS;
  readonly #coarse = new Map<KernelId, Coarse>();

  /** CPU time up to now. What comes before the first look is nobody's. */
  look({ atMs, busySeconds, tickSeconds = COARSE_SECONDS, kernels }: CpuLook): void {
    this.#tickSeconds = tickSeconds;
    if (busySeconds !== null) this.#ofAll = advance(this.#ofAll, atMs, busySeconds);
    for (const [id, { cpuSeconds, coarseSeconds = cpuSeconds }] of kernels) {
      const before = this.#ofKernels.get(id) ?? null;
      this.#noteCoarse(id, coarseSeconds, before?.lookedMs ?? atMs, atMs);
      this.#ofKernels.set(id, advance(before, atMs, cpuSeconds));
    }
  }

  /** By how much the counts at the edges of a span may be behind. */
  tickSeconds(kernel: KernelId, fromMs: Milliseconds, toMs: Milliseconds): number {
    const isCoarse = this.#coarse.get(kernel)?.spans.some((span) => span.fromMs < toMs && span.toMs > fromMs);
    return isCoarse ? Math.max(COARSE_SECONDS, this.#tickSeconds) : this.#tickSeconds;
  }

  /** Whether anybody looked at its time since then. */
  isLookedAt(kernel: KernelId, sinceMs: Milliseconds): boolean {
    return (this.#ofKernels.get(kernel)?.lookedMs ?? Number.NEGATIVE_INFINITY) >= sinceMs;
  }

  forget(kernel: KernelId): void {
    this.#ofKernels.delete(kernel);
    this.#coarse.delete(kernel);
  }

  /** CPU seconds in a span: of a kernel, or of the machine. Null where nothing is known of it. */
  seconds(kernel: KernelId | null, fromMs: Milliseconds, toMs: Milliseconds): number | null {
    const of = kernel === null ? this.#ofAll : (this.#ofKernels.get(kernel) ?? null);
    const { joules: seconds, coveredMs } = of?.series.between(fromMs, toMs) ?? NOTHING;
    return coveredMs > 0 ? seconds : null;
  }

  #noteCoarse(kernel: KernelId, seconds: number, fromMs: Milliseconds, toMs: Milliseconds): void {
    const before = this.#coarse.get(kernel) ?? { seconds, spans: [] };
    const span = seconds > before.seconds ? [{ fromMs, toMs }] : [];
    this.#coarse.set(kernel, { seconds, spans: [...before.spans, ...span].slice(-MOST_SPANS) });
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
