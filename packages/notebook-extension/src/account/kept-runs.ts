// Keeps over a reload when each notebook ran code, as far back as the chart reaches.

import type { UnixMs } from '@jupyter-energy/contract';
import type { Keep } from './openings.ts';
import type { RunInterval } from './run-intervals.ts';

/** As the chart. */
const KEEP_MS = 10 * 60_000;
/** Of each notebook, the newest. */
const MOST_RUNS = 300;
const MOST_NOTEBOOKS = 20;

type Runs = readonly RunInterval[];

/** Runs by the notebook's path. */
export class KeptRuns {
  readonly #keep: Keep;
  readonly #now: () => UnixMs;
  /** Of notebooks that are not on the page, or not yet. */
  readonly #earlier: Map<string, Runs>;
  readonly #open = new Map<string, () => Runs>();

  /** `now` is the energy server's time. */
  constructor(keep: Keep, now: () => UnixMs) {
    this.#keep = keep;
    this.#now = now;
    this.#earlier = restore(keep);
  }

  /** A notebook is on the page, and `runs` tells its runs from now on. Returns those before the reload. */
  opened(path: string, runs: () => Runs): Runs {
    const earlier = this.#earlier.get(path) ?? [];
    this.#earlier.delete(path);
    this.#open.set(path, () => [...earlier, ...runs()]);
    return earlier;
  }

  /** It was closed; opened again, it begins anew. */
  closed(path: string): void {
    this.#open.delete(path);
    this.#earlier.delete(path);
  }

  renamed(from: string, to: string): void {
    const runs = this.#open.get(from);
    if (runs === undefined || from === to) return;
    this.#open.delete(from);
    this.#open.set(to, runs);
  }

  /** What still runs is kept as far as it is known: until now. */
  save(): void {
    const now = this.#now();
    const live = Array.from(this.#open, ([path, runs]) => [path, runs()] as const);
    const kept = [...this.#earlier, ...live]
      .map(([path, runs]) => [path, recent(runs, now)] as const)
      .filter(([, runs]) => runs.length > 0)
      .slice(-MOST_NOTEBOOKS);
    this.#keep.write(JSON.stringify(Object.fromEntries(kept)));
  }
}

function recent(runs: Runs, now: UnixMs): Runs {
  return runs
    .map(({ from, to }) => ({ from, to: to ?? Math.max(from, now) }))
    .filter(({ to }) => to >= now - KEEP_MS)
    .slice(-MOST_RUNS);
}

function restore(keep: Keep): Map<string, Runs> {
  try {
    const kept = JSON.parse(keep.read() ?? '{}') as Record<string, Runs>;
    return new Map(Object.entries(kept).filter(([, runs]) => runs.every(isRun)));
  } catch {
    // Something else wrote there, or an older version of this: the shading begins anew.
    return new Map();
  }
}

function isRun(run: RunInterval): boolean {
  return typeof run.from === 'number' && typeof run.to === 'number';
}
