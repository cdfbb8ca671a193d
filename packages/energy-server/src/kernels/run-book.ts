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

/** About a kilobyte each. The oldest make room, of whichever kernel. */
const MOST_RUNS = 4_000;

export class RunBook {
  /** In the order in which they began to be known, which is that of their begins, nearly. */
  readonly #runs = new Map<string, RunEntry>();
  /** Those that have ended, but of which not everything was read yet. */
  readonly #ended = new Set<string>();

  /** Twice is safe: a run is told to begin once only. */
  begin(kernel: string, id: string, count: number | null, atMs: Milliseconds): void {
    const key = keyOf(kernel, id);
    if (this.#runs.has(key)) return;
    this.#runs.set(key, { kernel, id, count, fromMs: atMs, toMs: null, energy: null });
    for (const oldest of [...this.#runs.keys()].slice(0, Math.max(0, this.#runs.size - MOST_RUNS))) {
      this.#runs.delete(oldest);
      this.#ended.delete(oldest);
    }
  }

  /** Of a run whose begin nobody told nothing is known. A clock that was set back does not make a run end before it began. */
  end(kernel: string, id: string, atMs: Milliseconds): void {
    const key = keyOf(kernel, id);
    const run = this.#runs.get(key);
    if (run === undefined || run.toMs !== null) return;
    this.#runs.set(key, { ...run, toMs: Math.max(run.fromMs, atMs) });
    this.#ended.add(key);
  }

  /** The kernel as a whole is idle, has ended or was restarted. */
  endAll(kernel: string, atMs: Milliseconds): void {
    for (const run of this.of(kernel)) if (run.toMs === null) this.end(kernel, run.id, atMs);
  }

  isBusy(kernel: string): boolean {
    return this.of(kernel).some(({ toMs }) => toMs === null);
  }

  /** In the order of their begins. */
  of(kernel: string): readonly RunEntry[] {
    const runs = [...this.#runs.values()].filter((run) => run.kernel === kernel);
    return runs.sort((a, b) => a.fromMs - b.fromMs);
  }

  /** Whether another run of the same kernel went on in any of this one's time. */
  isShared({ kernel, id, fromMs, toMs }: RunEntry): boolean {
    const before = toMs ?? Number.POSITIVE_INFINITY;
    return this.of(kernel).some(
      (other) =>
        other.id !== id && other.fromMs < before && (other.toMs ?? Number.POSITIVE_INFINITY) > fromMs,
    );
  }

  /** Those that ended at this moment or before, with no energy yet: whoever asks tells it with `settle`. */
  ended(upToMs: Milliseconds): readonly RunEntry[] {
    return [...this.#ended].flatMap((key) => {
      const run = this.#runs.get(key);
      return run === undefined || run.toMs === null || run.toMs > upToMs ? [] : run;
    });
  }

  settle(run: RunEntry, energy: IntervalOfKernel): void {
    const key = keyOf(run.kernel, run.id);
    this.#ended.delete(key);
    if (this.#runs.has(key)) this.#runs.set(key, { ...run, energy });
  }

  forget(kernel: string): void {
    for (const { id } of this.of(kernel)) {
      this.#runs.delete(keyOf(kernel, id));
      this.#ended.delete(keyOf(kernel, id));
    }
  }
}

/** No id holds a blank. */
function keyOf(kernel: string, id: string): string {
  return `${kernel} ${id}`;
}
