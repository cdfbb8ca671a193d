// The last minutes of power in columns: one shared column of times, one column of watts per part. As uPlot wants them.

import type { Basis, Beat, Power, UnixMs, Watts } from '@jupyter-energy/contract';
import { DuplicateReadings } from './duplicate-readings.ts';

/** The id of the total's column. */
export const TOTAL = 'total';

export interface Column {
  readonly id: string;
  readonly parent: string | null;
  readonly label: string;
  readonly rest: boolean;
  readonly basis: Basis;
  /** Of a duplicate: the part that it measures as well, beside which it is shown and to which it is never added; else null. */
  readonly of: string | null;
  /** One for each time; null where nothing is known. */
  readonly watts: (Watts | null)[];
}

type Known = Omit<Column, 'watts'> & { readonly watts: readonly (Watts | null)[] };
type Point = Omit<Column, 'watts'> & { readonly watts: Watts | null };

/** Twice the slowest beat: a longer silence between two points is a hole, not a line. */
const HOLE_MS = 10_000;
/** Old points are dropped in batches, since each drop moves the whole column. */
const SLACK = 120;

export class PowerHistory {
  /** So far back it reaches. */
  readonly keepMs: number;
  #at: UnixMs[] = [];
  #columns = new Map<string, Column>();
  readonly #readings = new DuplicateReadings();

  constructor(keepMs = 10 * 60_000) {
    this.keepMs = keepMs;
  }

  get at(): readonly UnixMs[] {
    return this.#at;
  }

  /** The total first, then the parts in the server's order. */
  get columns(): readonly Column[] {
    return [...this.#columns.values()].filter(({ of }) => of === null);
  }

  /** What is measured beside them, and is in none of their sums. */
  get duplicates(): readonly Column[] {
    return [...this.#columns.values()].filter(({ of }) => of !== null);
  }

  /** What a duplicate told last, which may be of a moment before the newest time or after it; null while it is silent. */
  newest(duplicate: string): Watts | null {
    return this.#readings.newest(duplicate);
  }

  take(beat: Beat): void {
    const duplicates = beat.duplicates ?? [];
    this.#readings.take(duplicates);
    const last = this.#at.at(-1);
    if (last === undefined || beat.at > last) this.#append(beat.at, pointsOf(beat));
    // Also where time stands still: a reading may have come of moments that are drawn already.
    for (const { id, reading } of duplicates)
      if (reading !== null) this.#fillIn(id, Math.min(last ?? 0, this.#readings.newestFrom(id) ?? beat.at));
    const first = this.#at.findIndex((at) => at >= beat.at - this.keepMs);
    if (first > SLACK) this.#drop(first);
  }

  /** The server's own history, which fills what this page did not see. Points outside its known span stay. */
  fill(power: Power): void {
    const known = power.at.findIndex((_, i) => power.series.some((series) => series.watts[i] != null));
    const from = power.at[known];
    const to = power.at.at(-1);
    if (from === undefined || to === undefined) return;
    const own = { at: this.#at, columns: this.#columns };
    this.#at = [];
    this.#columns = new Map();
    const copyOwn = (keep: (at: UnixMs) => boolean) =>
      own.at.forEach((at, i) => {
        if (keep(at)) this.#append(at, pointsAt(own.columns.values(), i));
      });
    copyOwn((at) => at < from);
    const told = [...power.series.map((one) => ({ ...one, of: null })), ...duplicatesOf(power)];
    for (let i = known; i < power.at.length; i++) this.#append(power.at[i] as number, pointsAt(told, i));
    copyOwn((at) => at > to);
    for (const { id } of this.duplicates) this.#fillIn(id, 0);
  }

  #append(at: UnixMs, points: readonly Point[]): void {
    const last = this.#at.at(-1);
    if (last !== undefined && at - last > HOLE_MS) this.#push(last + 1, []);
    this.#push(at, points);
  }

  #push(at: UnixMs, points: readonly Point[]): void {
    for (const { watts: _, ...face } of points) {
      const watts = this.#columns.get(face.id)?.watts ?? this.#at.map(() => null);
      // The newest face counts: a part may become estimated, or get another name, while its column goes on.
      this.#columns.set(face.id, { ...face, watts });
    }
    this.#at.push(at);
    const now = new Map(points.map((point) => [point.id, point.watts]));
    for (const { id, watts } of this.#columns.values()) watts.push(now.get(id) ?? null);
  }

  /** A duplicate's moments after `since` that lie within its readings: those come by themselves, often later than the beats around them. */
  #fillIn(id: string, since: UnixMs): void {
    const watts = this.#columns.get(id)?.watts;
    if (watts === undefined) return;
    let next = Number.NEGATIVE_INFINITY;
    for (let i = this.#at.length - 1; i >= 0; i--) {
      const at = this.#at[i] as UnixMs;
      if (at <= since) return;
      // The point that makes a hole stays one.
      if (next - at < HOLE_MS) watts[i] = this.#readings.at(id, at) ?? watts[i] ?? null;
      next = at;
    }
  }

  #drop(count: number): void {
    this.#at.splice(0, count);
    for (const [id, { watts }] of this.#columns) {
      watts.splice(0, count);
      if (watts.every((value) => value === null)) this.#columns.delete(id);
    }
  }
}

function pointsOf({ total, nodes, duplicates = [] }: Beat): Point[] {
  const parts = nodes.map(({ id, parent, label, rest, basis, watts }) => ({
    ...{ id, parent, label, rest, basis, watts },
    of: null,
  }));
  // Their watts are those of their readings, which are filled in.
  const beside = duplicates.map(({ id, of, label, basis }) => ({ ...duplicate, id, of, label, basis }));
  if (total === null) return [...parts, ...beside];
  const { basis, watts } = total;
  const all = { id: TOTAL, parent: null, label: '', rest: false, basis, watts, of: null };
  return [all, ...parts, ...beside];
}

const duplicate = { parent: null, rest: false, watts: null } as const;

function duplicatesOf({ duplicates = [] }: Power): Known[] {
  return duplicates.map(({ id, of, label, basis, watts }) => ({
    ...{ id, of, label, basis, watts },
    parent: null,
    rest: false,
  }));
}

function pointsAt(columns: Iterable<Known>, i: number): Point[] {
  return Array.from(columns, (column) => ({ ...column, watts: column.watts[i] ?? null }));
}
