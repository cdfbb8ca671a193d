// Asks the energy server what the runs of a notebook's cells took: one question at a time, at most one per beat.

import { Interval, type Run, Runs, type UnixMs } from '@jupyter-energy/contract';
import { Misunderstood, Refused, type Schema } from '../stream/api.ts';
import type { CellBook } from './cell-book.ts';
import { type CellEnergy, cellEnergyOf, unknownEnergy } from './cell-energy.ts';

/** So often is a run asked for before it counts as unknown to the energy server, or as never to be known better. */
const MOST_TRIES = 3;
/** A run's begin as the server has it may differ a little from what the page saw. */
const MARGIN_MS = 1_000;

export type Ask = <T>(path: string, schema: Schema<T>) => Promise<T>;

export class CellAsker {
  readonly #book: CellBook;
  readonly #ask: Ask;
  readonly #isHere: (kernel: string) => boolean;
  /** Unsuccessful tries by run. */
  readonly #tries = new Map<string, number>();
  /** Runs that the energy server does not know, but the page saw begin and end. */
  readonly #unheard = new Set<string>();
  #busy = false;

  /** `isHere`: whether a kernel is known to run on the energy server's computer. */
  constructor(book: CellBook, ask: Ask, isHere: (kernel: string) => boolean) {
    this.#book = book;
    this.#ask = ask;
    this.#isHere = isHere;
  }

  /** To be called at each beat. Resolves when the question, if there was one, is answered. */
  async next(): Promise<void> {
    if (this.#busy || this.#book.pending.size === 0) return;
    this.#busy = true;
    try {
      const request = this.#oldest((id) => !this.#unheard.has(id)) ?? this.#oldest(() => true);
      const run = request === null ? null : this.#book.run(request);
      if (request === null || run === null) return;
      if (this.#unheard.has(request)) await this.#askInterval(request, run.kernel, run.from, run.to);
      else await this.#askRuns(run.kernel);
    } finally {
      this.#busy = false;
    }
  }

  /** All runs of a kernel that the energy server remembers; none where it cannot tell. */
  async all(kernel: string): Promise<readonly Run[]> {
    try {
      return (await this.#ask(pathOf('runs', { kernel, from: 0 }), Runs)).runs;
    } catch (error) {
      if (isFinal(error)) return [];
      throw error;
    }
  }

  async #askRuns(kernel: string): Promise<void> {
    const wanted = [...this.#book.pending].filter(
      (id) => !this.#unheard.has(id) && this.#book.run(id)?.kernel === kernel,
    );
    const begins = wanted.map((id) => this.#book.run(id)?.from ?? 0);
    try {
      const from = Math.max(0, Math.min(...begins) - MARGIN_MS);
      const { runs } = await this.#ask(pathOf('runs', { kernel, from: Math.floor(from) }), Runs);
      const told = new Map(runs.map((run) => [run.id, run]));
      for (const id of wanted) this.#take(id, told.get(id) ?? null);
    } catch (error) {
      if (isFinal(error)) for (const id of wanted) this.#take(id, null);
    }
  }

  #take(id: string, run: Run | null): void {
    const { from, to } = this.#book.run(id) ?? { from: null, to: null };
    if (run?.running && to === null) {
      this.#book.goesOn(id, run);
      return;
    }
    const tries = (this.#tries.get(id) ?? 0) + 1;
    this.#tries.set(id, tries);
    if (run === null || run.running) {
      if (tries < MOST_TRIES) return;
      if (from === null) this.#book.waits(id);
      else this.#unheard.add(id);
      return;
    }
    const isSettled = !run.energy.flags.incomplete || tries >= MOST_TRIES;
    this.#book.settle(id, this.#energyOf(run.energy), run.count, isSettled);
    if (isSettled) this.#tries.delete(id);
  }

  async #askInterval(id: string, kernel: string, from: UnixMs | null, to: UnixMs | null): Promise<void> {
    if (from === null || to === null) return this.#giveUp(id, from ?? 0, to ?? 0, '');
    try {
      const energy = await this.#ask(pathOf('intervals', { kernel, from, to }), Interval);
      this.#book.settle(id, this.#energyOf(energy), null, true);
      this.#done(id);
    } catch (error) {
      if (isFinal(error)) this.#giveUp(id, from, to, error instanceof Refused ? error.message : '');
    }
  }

  #energyOf(interval: Interval): CellEnergy {
    return cellEnergyOf(interval, this.#isHere(interval.kernel));
  }

  #giveUp(id: string, from: UnixMs, to: UnixMs, reason: string): void {
    this.#book.settle(id, unknownEnergy(from, to, reason), null, true);
    this.#done(id);
  }

  #done(id: string): void {
    this.#unheard.delete(id);
    this.#tries.delete(id);
  }

  #oldest(fits: (id: string) => boolean): string | null {
    for (const id of this.#book.pending) if (fits(id)) return id;
    return null;
  }
}

/** Whether asking again would bring the same. Otherwise it waits for the next beat, which tells that the energy server is there. */
function isFinal(error: unknown): boolean {
  return error instanceof Misunderstood || (error instanceof Refused && error.status < 500);
}

function pathOf(what: string, query: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(query).map(([name, value]) => [name, String(value)]);
  return `v1/${what}?${new URLSearchParams(pairs)}`;
}
