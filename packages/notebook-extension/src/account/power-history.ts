// The last minutes of power in columns: one shared column of times, one column of watts per part. As uPlot wants them.

import type { Basis, Beat, Power, UnixMs, Watts } from '@jupyter-energy/contract';

/** The id of the total's column. */
export const TOTAL = 'total';

export interface Column {
  readonly id: string;
  readonly parent: string | null;
  readonly label: string;
  readonly rest: boolean;
  readonly basis: Basis;
  /** One for each time; null where nothing is known. */
  readonly watts: (Watts | null)[];
}

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

  constructor(keepMs = 10 * 60_000) {
    this.keepMs = keepMs;
  }

  get at(): readonly UnixMs[] {
    return this.#at;
  }

  /** The total first, then the parts in the server's order. */
  get columns(): readonly Column[] {
    return [...this.#columns.values()];
  }

  take(beat: Beat): void {
    const last = this.#at.at(-1);
    if (last !== undefined && beat.at <= last) return;
    this.#append(beat.at, pointsOf(beat));
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
    for (let i = known; i < power.at.length; i++)
      this.#append(power.at[i] as number, pointsAt(power.series, i));
    copyOwn((at) => at > to);
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

  #drop(count: number): void {
    this.#at.splice(0, count);
    for (const [id, { watts }] of this.#columns) {
      watts.splice(0, count);
      if (watts.every((value) => value === null)) this.#columns.delete(id);
    }
  }
}

function pointsOf({ total, nodes }: Beat): Point[] {
  const parts = nodes.map(({ id, parent, label, rest, basis, watts }) => ({
    id,
    parent,
    label,
    rest,
    basis,
    watts,
  }));
  if (total === null) return parts;
  return [
    { id: TOTAL, parent: null, label: '', rest: false, basis: total.basis, watts: total.watts },
    ...parts,
  ];
}

function pointsAt(
  columns: Iterable<Omit<Column, 'watts'> & { readonly watts: readonly (Watts | null)[] }>,
  i: number,
): Point[] {
  return Array.from(columns, (column) => ({ ...column, watts: column.watts[i] ?? null }));
}
