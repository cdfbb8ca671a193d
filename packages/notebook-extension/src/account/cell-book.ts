// The newest run of each cell of one notebook, from being sent to the kernel until its energy is known.

import type { Run, UnixMs } from '@jupyter-energy/contract';
import { Signal } from '@lumino/signaling';
import type { CellEnergy } from './cell-energy.ts';
import type { CellRun, CellRuns } from './cell-run.ts';

export class CellBook {
  /** Emitted with the id of the cell whose run changed. */
  readonly changed = new Signal<this, string>(this);
  readonly #runs = new Map<string, CellRun>();
  /** Which cell a run belongs to; of a cell that was run again only the newest. */
  readonly #cells = new Map<string, string>();
  /** Runs that ended, whose energy is not known yet. */
  readonly #pending = new Set<string>();

  get runs(): CellRuns {
    return Object.fromEntries(this.#runs);
  }

  /** In no order that means anything. */
  get entries(): IterableIterator<readonly [cell: string, run: CellRun]> {
    return this.#runs.entries();
  }

  of(cell: string): CellRun | null {
    return this.#runs.get(cell) ?? null;
  }

  /** Of a run that is known here. */
  run(id: string): CellRun | null {
    return this.of(this.#cells.get(id) ?? '');
  }

  get pending(): ReadonlySet<string> {
    return this.#pending;
  }

  /** From the page's storage, from the energy server or from the notebook's file; a run that this page saw itself stays. */
  adopt(cell: string, run: CellRun): void {
    if (this.#runs.has(cell)) return;
    this.#put(cell, run);
    if (run.energy === null && run.run !== '') this.#pending.add(run.run);
  }

  /** The page asked the kernel to execute a cell. */
  sent(request: string, cell: string, kernel: string, source: string): void {
    this.#put(cell, { run: request, kernel, source, count: null, from: null, to: null, energy: null });
  }

  began(request: string, at: UnixMs, count: number | null): void {
    this.#change(request, (run) => (run.from === null ? { ...run, from: at, count } : run));
  }

  ended(request: string, at: UnixMs): void {
    const run = this.run(request);
    if (run === null || run.to !== null) return;
    // Never begun, it never ran: after an error in an earlier cell the kernel sends the queue back.
    if (run.from === null) {
      this.#forget(request);
      return;
    }
    this.#pending.add(request);
    this.#change(request, () => ({ ...run, to: Math.max(run.from ?? at, at) }));
  }

  /** The kernel died or was replaced: what ran has ended, what waited never began. */
  interrupted(at: UnixMs): void {
    for (const { run, to } of [...this.#runs.values()]) if (to === null) this.ended(run, at);
  }

  /** What the energy server says of a run that has ended. Unsettled, it is asked again. */
  settle(request: string, energy: CellEnergy, count: number | null, isSettled: boolean): void {
    if (isSettled) this.#pending.delete(request);
    this.#change(request, (run) => ({
      ...run,
      count: run.count ?? count,
      from: energy.from,
      to: energy.to,
      energy,
    }));
  }

  /** The energy server says that it still goes on: word of its end will come. */
  goesOn(request: string, { energy: { from }, count }: Run): void {
    this.#pending.delete(request);
    this.#change(request, (run) => ({ ...run, from: run.from ?? from, count: run.count ?? count }));
  }

  /** The energy server knows nothing of it, and the page saw it sent only: it waits still, or never came to run. */
  waits(request: string): void {
    this.#pending.delete(request);
  }

  dispose(): void {
    Signal.clearData(this);
  }

  #put(cell: string, run: CellRun): void {
    const before = this.#runs.get(cell);
    if (before !== undefined) {
      this.#cells.delete(before.run);
      this.#pending.delete(before.run);
    }
    this.#runs.set(cell, run);
    if (run.run !== '') this.#cells.set(run.run, cell);
    this.changed.emit(cell);
  }

  #change(request: string, change: (run: CellRun) => CellRun): void {
    const cell = this.#cells.get(request);
    const run = cell === undefined ? undefined : this.#runs.get(cell);
    if (cell === undefined || run === undefined) return;
    const changed = change(run);
    if (changed === run) return;
    this.#runs.set(cell, changed);
    this.changed.emit(cell);
  }

  #forget(request: string): void {
    const cell = this.#cells.get(request);
    if (cell === undefined) return;
    this.#cells.delete(request);
    this.#pending.delete(request);
    this.#runs.delete(cell);
    this.changed.emit(cell);
  }
}
