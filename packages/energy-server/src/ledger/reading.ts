// Reads what is recorded of the spans between neighbouring edges. A bucket that an edge cuts is divided evenly.

import type { UnixMs } from '@jupyter-energy/contract';
import type { Amount } from '../energy/step.ts';
import { eachAmount } from './amounts.ts';
import type { LedgerFace } from './ledger-face.ts';
import type { Column, LedgerFile } from './ledger-file.ts';
import { bucketOf, DAY, MINUTE, QUARTER } from './levels.ts';
import { planOf, type Stretch } from './plan.ts';

/** What is recorded of one face in one span. */
export interface Recorded {
  readonly face: LedgerFace;
  readonly amount: Amount;
}

/** For each span between two edges, which only grow. The newest faces come last. */
export function readSpans(file: LedgerFile, edges: readonly UnixMs[], column: Column): readonly Recorded[][] {
  const { clipped, minutesFrom } = reach(file, edges);
  const sums = new Sums(file, edges);
  for (const stretch of planOf(clipped, minutesFrom)) readStretch(file, stretch, column, sums);
  return sums.finish();
}

/** Since when there are minutes, on the edge of a quarter: before it, and with it, quarters tell. */
export function minutesSince(file: LedgerFile): UnixMs {
  const oldest = file.oldest(MINUTE);
  return oldest === null ? Number.POSITIVE_INFINITY : bucketOf(oldest, QUARTER);
}

/** Only where there is something: a question about a century costs no more than one about the record. */
function reach(file: LedgerFile, edges: readonly UnixMs[]): { clipped: UnixMs[]; minutesFrom: UnixMs } {
  const oldest = file.oldest(DAY) ?? Number.POSITIVE_INFINITY;
  const end = file.newestEnd(DAY) ?? oldest;
  const clipped = edges.map((edge) => Math.min(Math.max(edge, oldest), end));
  return { clipped, minutesFrom: minutesSince(file) };
}

function readStretch(file: LedgerFile, stretch: Stretch, column: Column, sums: Sums): void {
  const { level, from, to, only } = stretch;
  for (const { first, last, blob } of file.rows(level, column, bucketOf(from, level), to)) {
    const [begin, end] = [Math.max(first, from), Math.min(last, to)];
    if (only === null) sums.add(begin, end, last - first, blob);
    else if (end > begin) sums.addTo(only.span, (only.sign * (end - begin)) / (last - first), blob);
  }
}

/** One span after the other: only one sum is open at a time. */
class Sums {
  readonly #file: LedgerFile;
  readonly #edges: readonly UnixMs[];
  readonly #done: Recorded[][] = [];
  /** Joules and covered milliseconds by the number of a face, and which faces are in use. */
  #columns = new Float64Array(2 * 64);
  #inUse = new Uint8Array(64);
  #ids: number[] = [];

  constructor(file: LedgerFile, edges: readonly UnixMs[]) {
    this.#file = file;
    this.#edges = edges;
  }

  /** Adds what a bucket, of which so much is known, holds of a span within that. Spans come in order. */
  add(from: UnixMs, to: UnixMs, knownMs: number, blob: Uint8Array): void {
    for (let begin = from; begin < to; ) {
      while (begin >= this.#end && this.#done.length < this.#edges.length - 2) this.#close();
      const end = Math.min(to, this.#end);
      const share = (end - begin) / knownMs;
      if (!(share > 0)) return;
      eachAmount(blob, (id, joules, coveredMs) => this.#sum(id, joules * share, coveredMs * share));
      begin = end;
    }
  }

  /** Adds a share of a bucket to this span, or takes it off. Spans come in order. */
  addTo(span: number, share: number, blob: Uint8Array): void {
    while (this.#done.length < span) this.#close();
    eachAmount(blob, (id, joules, coveredMs) => this.#sum(id, joules * share, coveredMs * share));
  }

  finish(): readonly Recorded[][] {
    while (this.#done.length < this.#edges.length - 1) this.#close();
    return this.#done;
  }

  get #end(): UnixMs {
    return this.#edges[this.#done.length + 1] ?? Number.NEGATIVE_INFINITY;
  }

  #sum(id: number, joules: number, coveredMs: number): void {
    if (id >= this.#inUse.length) this.#grow(id + 1);
    if (this.#inUse[id] === 0) this.#ids.push(id);
    this.#inUse[id] = 1;
    this.#columns[2 * id] = (this.#columns[2 * id] ?? 0) + joules;
    this.#columns[2 * id + 1] = (this.#columns[2 * id + 1] ?? 0) + coveredMs;
  }

  #grow(least: number): void {
    const length = Math.max(least, 2 * this.#inUse.length);
    const [inUse, columns] = [new Uint8Array(length), new Float64Array(2 * length)];
    inUse.set(this.#inUse);
    columns.set(this.#columns);
    this.#inUse = inUse;
    this.#columns = columns;
  }

  #close(): void {
    const recorded: Recorded[] = [];
    for (const id of this.#ids.sort((a, b) => a - b)) {
      const face = this.#file.faces.face(id);
      const joules = rounded(this.#columns[2 * id] ?? 0);
      const coveredMs = rounded(this.#columns[2 * id + 1] ?? 0);
      const isNothing = joules === 0 && coveredMs === 0;
      if (face !== null && !isNothing) recorded.push({ face, amount: { joules, coveredMs } });
      this.#columns.fill(0, 2 * id, 2 * id + 2);
      this.#inUse[id] = 0;
    }
    this.#ids = [];
    this.#done.push(recorded);
  }
}

/** Where a bucket was taken off a larger one that holds nothing else, rounding leaves a trace. */
function rounded(value: number): number {
  return value > 1e-6 ? value : 0;
}
