// Which runs belong to the cells of a notebook that was just opened: those that this page remembers, else by execution count.

import type { Run, UnixMs } from '@jupyter-energy/contract';
import { cellEnergyOf } from './cell-energy.ts';
import type { CellRun, CellRuns } from './cell-run.ts';

/** A code cell as it stands in the notebook. */
export interface OpenedCell {
  readonly id: string;
  /** Jupyter's `execution_count`, as saved with the cell. */
  readonly count: number | null;
  /** Fingerprint of its source. */
  readonly source: string;
}

/**
 * The remembered run of each cell whose source is still the same. Where the file was saved after that run and yet has another count,
 * the cell was run elsewhere since: the remembered energy would stand beside another run's output.
 */
export function rememberedRuns(
  cells: readonly OpenedCell[],
  kept: CellRuns,
  savedAt: UnixMs | null,
): ReadonlyMap<string, CellRun> {
  const remembered = new Map<string, CellRun>();
  for (const { id, count, source } of cells) {
    const run = kept[id];
    if (run === undefined || run.source !== source) continue;
    const isOlder = run.to !== null && savedAt !== null && run.to <= savedAt;
    if (isOlder && count !== null && run.count !== null && count !== run.count) continue;
    remembered.set(id, run);
  }
  return remembered;
}

/** What a count can be matched with. */
export interface Session {
  readonly kernel: string;
  /** Whether it is known to run on the energy server's computer. */
  readonly isHere: boolean;
  /** All runs that the energy server knows of this kernel. */
  readonly runs: readonly Run[];
  /** Runs that are known to belong to a cell, of this notebook or another. */
  readonly claimed: (run: string) => boolean;
  /** When the file was saved: what ran later cannot have left its count in it. */
  readonly savedAt: UnixMs | null;
  /** Fingerprints of what the kernel executed in its present session, by count; null where it does not tell. */
  readonly executed: ReadonlyMap<number, string> | null;
}

/** Runs for cells of which this page remembers none. Two cells with one count come from two sessions: neither is matched. */
export function countedRuns(cells: readonly OpenedCell[], session: Session): ReadonlyMap<string, CellRun> {
  const { kernel, isHere, executed } = session;
  const newest = newestByCount(session);
  const matched = new Map<string, CellRun>();
  for (const { id, count, source } of cells) {
    const run = count === null ? undefined : newest.get(count);
    if (run === undefined || count === null) continue;
    const isAlone = cells.every((other) => other.id === id || other.count !== count);
    if (!isAlone || (executed !== null && executed.get(count) !== source)) continue;
    const energy = cellEnergyOf(run.energy, isHere);
    matched.set(id, { run: run.id, kernel, source, count, from: energy.from, to: energy.to, energy });
  }
  return matched;
}

/** Of runs that could have left their count in the file; a restarted kernel counts anew, so that the newest is the present one's. */
function newestByCount({ runs, claimed, savedAt }: Session): ReadonlyMap<number, Run> {
  const newest = new Map<number, Run>();
  for (const run of runs) {
    const couldBeSaved = !run.running && (savedAt === null || run.energy.to <= savedAt);
    if (run.count !== null && couldBeSaved && !claimed(run.id)) newest.set(run.count, run);
  }
  return newest;
}
