// The last minutes cut out of the history, as the chart draws them. Pure: arrays in, arrays out.

import { linesOf } from '../account/lines.ts';
import type { Column, PowerHistory } from '../account/power-history.ts';
import type { RunInterval } from '../account/run-intervals.ts';
import { shareId } from '../account/shares.ts';

/** `lines` are the total (or the notebook's own), where it is known, and the parts beside it; `data` are seconds, then one column per line. */
export interface ChartWindow {
  readonly lines: readonly Column[];
  readonly hasTotal: boolean;
  readonly data: [number[], ...(number | null)[][]];
}

export function cut(history: PowerHistory, minutes: number): ChartWindow {
  const { total, parts } = linesOf(history.columns);
  return window(history, minutes, total === null ? parts : [total, ...parts], total !== null);
}

/** Whose power it was: this notebook's first, as the total is elsewhere; others only where there was something of theirs. */
export function cutShares(history: PowerHistory, minutes: number): ChartWindow {
  const own = history.columns.find(({ id }) => id === shareId('kernel'));
  if (own === undefined) return window(history, minutes, [], false);
  const used = history.columns.filter(({ watts }) => watts.some((value) => value !== null && value > 0));
  return window(history, minutes, [own, ...used.filter((column) => column !== own)], true);
}

function window(
  { at }: PowerHistory,
  minutes: number,
  lines: readonly Column[],
  hasTotal: boolean,
): ChartWindow {
  const last = at.at(-1) ?? 0;
  const begin = last - minutes * 60_000;
  // One point before the window, so that lines begin at its edge.
  const first = Math.max(0, at.findIndex((time) => time >= begin) - 1);
  const seconds = at.slice(first).map((time) => time / 1000);
  return {
    lines,
    hasTotal,
    data: [seconds, ...lines.map(({ watts }) => watts.slice(first))],
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
