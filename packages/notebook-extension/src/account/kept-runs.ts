// Keeps over a reload when each notebook ran code, as far back as the chart reaches.

import type { UnixMs } from '@jupyter-energy/contract';
import { KeptByPath } from './kept-by-path.ts';
import type { Keep } from './openings.ts';
import type { RunInterval } from './run-intervals.ts';

/** As the chart. */
const KEEP_MS = 10 * 60_000;
/** Of each notebook, the newest. */
const MOST_RUNS = 300;

type Runs = readonly RunInterval[];

/** Runs by the notebook's path. */
export class KeptRuns {
  readonly #kept: KeptByPath<Runs>;

  /** `now` is the energy server's time. */
  constructor(keep: Keep, now: () => UnixMs) {
    this.#kept = new KeptByPath<Runs>(keep, { worth: (runs) => recent(runs, now()), is: areRuns });
  }

  /** A notebook is on the page, and `runs` tells its runs from now on. Returns those before the reload. */
  opened(path: string, runs: () => Runs): Runs {
    return this.#kept.opened(path, (earlier) => [...(earlier ?? []), ...runs()]) ?? [];
  }

  /** It was closed; opened again, it begins anew. */
  closed(path: string): void {
    this.#kept.forget(path);
  }

  renamed(from: string, to: string): void {
    this.#kept.renamed(from, to);
  }

  /** What still runs is kept as far as it is known: until now. */
  save(): void {
    this.#kept.save();
  }
}

function recent(runs: Runs, now: UnixMs): Runs | null {
  const kept = runs
    .map(({ from, to }) => ({ from, to: to ?? Math.max(from, now) }))
    .filter(({ to }) => to >= now - KEEP_MS)
    .slice(-MOST_RUNS);
  return kept.length === 0 ? null : kept;
}

function areRuns(kept: unknown): kept is Runs {
  return (
    Array.isArray(kept) && kept.every(({ from, to }) => typeof from === 'number' && typeof to === 'number')
  );
}
