// The last minutes cut out of the history, as the chart draws them. Pure: arrays in, arrays out.

import { type Beside, linesOf } from '../account/lines.ts';
import type { Column, PowerHistory } from '../account/power-history.ts';
import type { RunInterval } from '../account/run-intervals.ts';
import { shareId } from '../account/shares.ts';

/** A line, and for a second meter the place of the line that it measures as well; else null. */
export interface ChartLine extends Column {
  readonly beside: number | null;
}

/**
 * `lines` are the total (or the notebook's own), where it is known, the parts beside it, then second meters; `data` are seconds, then one
 * column per line; `now` is what each told last.
 */
export interface ChartWindow {
  readonly lines: readonly ChartLine[];
  readonly hasTotal: boolean;
  readonly data: [number[], ...(number | null)[][]];
  readonly now: readonly (number | null)[];
}

export function cut(history: PowerHistory, minutes: number): ChartWindow {
  const { total, parts, beside } = linesOf(history.columns, history.duplicates);
  return window(history, minutes, total === null ? parts : [total, ...parts], total !== null, beside);
}

/** Whose power it was: this notebook's first, as the total is elsewhere; others only where there was something of theirs. */
export function cutShares(history: PowerHistory, minutes: number): ChartWindow {
  const own = history.columns.find(({ id }) => id === shareId('kernel'));
  if (own === undefined) return window(history, minutes, [], false);
  const used = history.columns.filter(({ watts }) => watts.some((value) => value !== null && value > 0));
  return window(history, minutes, [own, ...used.filter((column) => column !== own)], true);
}

function window(
  history: PowerHistory,
  minutes: number,
  counted: readonly Column[],
  hasTotal: boolean,
  beside: readonly Beside[] = [],
): ChartWindow {
  const { at } = history;
  const lines = [
    ...counted.map((column) => ({ ...column, beside: null })),
    ...beside.map(({ column, line }) => ({ ...column, beside: counted.indexOf(line) })),
  ];
  const last = at.at(-1) ?? 0;
  const begin = last - minutes * 60_000;
  // One point before the window, so that lines begin at its edge.
  const first = Math.max(0, at.findIndex((time) => time >= begin) - 1);
  const seconds = at.slice(first).map((time) => time / 1000);
  return {
    lines,
    hasTotal,
    data: [seconds, ...lines.map(({ watts }) => watts.slice(first))],
    // A second meter's newest reading may be older than the newest moment of the chart.
    now: lines.map(({ id, watts, of }) => (of === null ? (watts.at(-1) ?? null) : history.newest(id))),
  };
}

/** Whether any line has a value to draw: an empty frame would look like a measurement of nothing. */
export function isKnown({ data: [, ...columns] }: ChartWindow): boolean {
  return columns.some((column) => column.some((watts) => watts !== null));
}

/** Whether a run lies, at least in part, in the last `minutes` of the window. */
export function showsRun(
  { data: [seconds] }: ChartWindow,
  minutes: number,
  runs: readonly RunInterval[],
): boolean {
  const end = (seconds.at(-1) ?? 0) * 1000;
  const begin = end - minutes * 60_000;
  return runs.some(({ from, to }) => from <= end && (to ?? end) >= begin);
}

/** A round number at or a little above `watts`, so that the scale rarely moves. */
export function ceiling(watts: number): number {
  if (!(watts > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(watts));
  const steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
  return (steps.find((step) => step * power >= watts * 1.05) ?? 15) * power;
}

/** Least, mean and greatest of the known values; null when none is known. */
export function extent(
  watts: readonly (number | null)[],
): { least: number; mean: number; most: number } | null {
  let [least, most, sum, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const value of watts) {
    if (value === null) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
    sum += value;
    count += 1;
  }
  return count === 0 ? null : { least, mean: sum / count, most };
}
