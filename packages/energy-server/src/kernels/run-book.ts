// Runs: what kernels execute, from when to when, as the Jupyter side tells it. The newest of them, in memory.

import type { Milliseconds } from '@jupyter-energy/contract';
import type { IntervalOfKernel } from './interval-of-kernel.ts';

export interface RunEntry {
  readonly kernel: string;
  readonly id: string;
  readonly count: number | null;
  /** Timeline. */
  readonly fromMs: Milliseconds;
  /** Null while it runs. */
  readonly toMs: Milliseconds | null;
  /** Null until all of its time was read. */
  readonly energy: IntervalOfKernel | null;
}

/** About a kilobyte each. The oldest make room, of the kernel that has most: nobody's runs drive out another's. */
const MOST_RUNS = 4_000;

export class RunBook {
  /** By kernel and id; of each kernel in the order in which they began to be known, which is that of their begins, nearly. */
  readonly #runs = new Map<string, Map<string, RunEntry>>();
  /** Those that have ended, but of which not everything was read yet. */
  readonly #ended = new Set<RunEntry>();
  #count = 0;

  /** Twice is safe: a run is told to begin once only. */
  begin(kernel: string, id: string, count: number | null, atMs: Milliseconds): void {
    const runs = this.#runs.get(kernel) ?? new Map<string, RunEntry>();
    if (runs.has(id)) return;
    runs.set(id, { kernel, id, count, fromMs: atMs, toMs: null, energy: null });
    this.#runs.set(kernel, runs);
    this.#count += 1;
    if (this.#count > MOST_RUNS) this.#dropOldest();
  }

  /** Of a run whose begin nobody told nothing is known. A clock that was set back does not make a run end before it began. */
  end(kernel: string, id: string, atMs: Milliseconds): void {
    const runs = this.#runs.get(kernel);
    const run = runs?.get(id);
    if (runs === undefined || run === undefined || run.toMs !== null) return;
    const ended = { ...run, toMs: Math.max(run.fromMs, atMs) };
    runs.set(id, ended);
    this.#ended.add(ended);
  }

  /** The kernel as a whole is idle, has ended or was restarted. */
  endAll(kernel: string, atMs: Milliseconds): void {
    for (const { id } of this.of(kernel)) this.end(kernel, id, atMs);
  }

  isBusy(kernel: string): boolean {
    return this.#some(kernel, ({ toMs }) => toMs === null);
  }

  /** In the order of their begins. */
  of(kernel: string): readonly RunEntry[] {
    return [...(this.#runs.get(kernel)?.values() ?? [])].sort((a, b) => a.fromMs - b.fromMs);
  }

  /** Whether another run of the same kernel went on in any of this one's time. */
  isShared({ kernel, id, fromMs, toMs }: RunEntry): boolean {
    const before = toMs ?? Number.POSITIVE_INFINITY;
    return this.#some(
      kernel,
      (other) =>
        other.id !== id && other.fromMs < before && (other.toMs ?? Number.POSITIVE_INFINITY) > fromMs,
    );
  }

  /** Those that ended at this moment or before, with no energy yet: whoever asks tells it with `settle`. */
  ended(upToMs: Milliseconds): readonly RunEntry[] {
    return [...this.#ended].filter(({ toMs }) => toMs !== null && toMs <= upToMs);
  }

  /** `run`: as `ended` gave it. */
  settle(run: RunEntry, energy: IntervalOfKernel): void {
    if (this.#ended.delete(run)) this.#runs.get(run.kernel)?.set(run.id, { ...run, energy });
  }

  forget(kernel: string): void {
    for (const run of this.of(kernel)) this.#drop(run);
    this.#runs.delete(kernel);
  }

  #some(kernel: string, is: (run: RunEntry) => boolean): boolean {
    for (const run of this.#runs.get(kernel)?.values() ?? []) if (is(run)) return true;
    return false;
  }

  #dropOldest(): void {
    let most: Map<string, RunEntry> | null = null;
    for (const runs of this.#runs.values()) if (runs.size > (most?.size ?? 0)) most = runs;
    const [oldest] = most?.values() ?? [];
    if (oldest !== undefined) this.#drop(oldest);
  }

  #drop(run: RunEntry): void {
    if (this.#runs.get(run.kernel)?.delete(run.id)) this.#count -= 1;
    this.#ended.delete(run);
  }
}
