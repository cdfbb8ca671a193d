// Keeps over a reload, and while a notebook is closed, what its cells used, and knows which runs have a cell on this page.

import { type CellRun, type CellRuns, isCellRun } from './cell-run.ts';
import { KeptByPath } from './kept-by-path.ts';
import type { Keep } from './openings.ts';

/** Of each notebook, the newest; about 300 bytes each. */
const MOST_CELLS = 500;

/** Runs of cells by the notebook's path. */
export class KeptCells {
  readonly #kept: KeptByPath<CellRuns>;
  readonly #open = new Set<(run: string) => boolean>();

  constructor(keep: Keep) {
    this.#kept = new KeptByPath<CellRuns>(keep, { worth: newest, is: areCellRuns });
  }

  /** A notebook is on the page; `runs` are null until its cells are known. Returns what was kept of it. */
  opened(path: string, runs: () => CellRuns | null, has: (run: string) => boolean): CellRuns {
    this.#open.add(has);
    return this.#kept.opened(path, (earlier) => runs() ?? earlier ?? {}) ?? {};
  }

  closed(path: string, has: (run: string) => boolean): void {
    this.#open.delete(has);
    this.#kept.leave(path);
  }

  renamed(from: string, to: string): void {
    this.#kept.renamed(from, to);
  }

  /** Whether any notebook on this page knows which cell this run is of. */
  claimed(run: string): boolean {
    return [...this.#open].some((has) => has(run));
  }

  save(): void {
    this.#kept.save();
  }
}

function newest(runs: CellRuns): CellRuns | null {
  const age = ({ from }: CellRun) => from ?? Number.POSITIVE_INFINITY;
  const kept = Object.entries(runs)
    .sort(([, a], [, b]) => age(a) - age(b))
    .slice(-MOST_CELLS);
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

function areCellRuns(kept: unknown): kept is CellRuns {
  return typeof kept === 'object' && kept !== null && Object.values(kept).every(isCellRun);
}
