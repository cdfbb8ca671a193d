// Runs that have ended, in the file of the record: written with it, at most some seconds late.

import { Run, type UnixMs } from '@jupyter-energy/contract';
import type { KeptRun } from '../kernels/run-store.ts';
import type { LedgerFile } from './ledger-file.ts';

/** Those that wait for a file that cannot be written; the oldest are given up. */
const MOST_WAITING = 4_000;

const BETWEEN = `SELECT kernel, kept FROM run WHERE kernel = ? AND from_ms < ? AND to_ms > ?
ORDER BY from_ms DESC LIMIT ?`;

export class RunTable {
  #waiting: readonly KeptRun[] = [];

  keep(run: KeptRun): void {
    this.#waiting = [...this.#waiting, run].slice(-MOST_WAITING);
  }

  /** Only within a transaction; `written` once that has succeeded. */
  write(file: LedgerFile): void {
    for (const { kernel, notebook, owner, run } of this.#waiting)
      file
        .prepared('INSERT OR REPLACE INTO run (kernel, from_ms, id, to_ms, kept) VALUES (?, ?, ?, ?, ?)')
        .run(kernel, run.energy.from, run.id, run.energy.to, JSON.stringify({ notebook, owner, run }));
  }

  written(): void {
    this.#waiting = [];
  }

  /** See `RunStore.between`; without a file only those that wait. */
  between(file: LedgerFile | null, kernel: string, from: UnixMs, to: UnixMs, most: number): KeptRun[] {
    const rows = file?.prepared(BETWEEN).all(kernel, to, from, most) ?? [];
    const stored = rows.reverse().flatMap((row) => runOf(kernel, row['kept'] as string) ?? []);
    const waiting = this.#waiting.filter(
      ({ kernel: its, run }) => its === kernel && run.energy.from < to && run.energy.to > from,
    );
    return [...stored, ...waiting].slice(-most);
  }
}

/** Null for what an earlier version kept differently. */
function runOf(kernel: string, kept: string): KeptRun | null {
  const { notebook, owner, run } = JSON.parse(kept) as Omit<KeptRun, 'kernel'>;
  const known = Run.safeParse(run);
  return known.success ? { kernel, notebook, owner, run: known.data } : null;
}

/** Those of all kernels that overlap a span, kernel by kernel. */
export function* storedRuns(file: LedgerFile, from: UnixMs, to: UnixMs): Generator<KeptRun> {
  const all = file.prepared('SELECT kernel, kept FROM run WHERE from_ms < ? AND to_ms > ?');
  for (const row of all.iterate(to, from)) {
    const run = runOf(row['kernel'] as string, row['kept'] as string);
    if (run !== null) yield run;
  }
}
