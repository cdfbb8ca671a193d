// All that one picture of the long record shows: the bars of a window, with their energy and the mix behind them.

import type { EnergyBucket, GridBucket, GridKind } from '@jupyter-energy/contract';
import type { Band } from '../words/mix-words.ts';
import { type Layer, layersOf, type StackedBy } from './layers.ts';
import type { GridOfBars } from './record.ts';
import { missingSeconds, possibleSeconds } from './sums.ts';
import { type Extent, end, type TimeWindow } from './time-window.ts';

export interface Bars {
  readonly window: TimeWindow;
  readonly extent: Extent;
  readonly energy: readonly (EnergyBucket | null)[];
  /** Null where the mix could not be asked for. */
  readonly grid: GridOfBars | null;
  readonly layers: readonly Layer[];
}

export function barsOf(
  window: TimeWindow,
  extent: Extent,
  energy: readonly (EnergyBucket | null)[],
  grid: GridOfBars | null,
  by: StackedBy,
): Bars {
  return { window, extent, energy, grid, layers: layersOf(energy, by) };
}

/** Shares below this are rounding. */
const SOME = 5e-4;

/** Whether any bar has energy: an empty frame would look like a record of nothing. */
export function isKnown({ energy }: Bars): boolean {
  return energy.some((bucket) => bucket?.total != null);
}

/** The mix behind a bar; null where the bar is empty, or nothing is known of the mix. */
export function mixAt({ energy, grid }: Bars, bar: number): GridBucket | null {
  const bucket = grid?.buckets[bar] ?? null;
  return energy[bar]?.total == null || bucket?.shares == null ? null : bucket;
}

/** Whether a band is seen at all. */
export function showsBand(bars: Bars, band: Band): boolean {
  return bars.energy.some((_, bar) => (mixAt(bars, bar)?.shares?.[band] ?? 0) > SOME);
}

/** The part of a bar's time of which nothing is known, 0 to 1; neither the future nor the time before the record counts. */
export function missingShare({ window, extent, energy }: Bars, bar: number): number {
  const [from, to] = [window.edges[bar] ?? 0, window.edges[bar + 1] ?? 0];
  const possible = possibleSeconds(from, to, extent);
  if (extent.begins === null || possible === 0) return 0;
  return Math.min(1, missingSeconds(possible, energy[bar]?.total?.coveredSeconds ?? 0) / possible);
}

/** The seconds of which something could be known in all bars together. */
export function possibleOf({ window, extent }: Bars): number {
  return possibleSeconds(window.edges[0] ?? 0, end(window), extent);
}

/** The kinds of mix behind the bars, each with the year of it. */
export function kindsShown(bars: Bars): readonly { readonly kind: GridKind; readonly bucket: GridBucket }[] {
  const kinds = new Map<GridKind, GridBucket>();
  bars.energy.forEach((_, bar) => {
    const bucket = mixAt(bars, bar);
    if (bucket !== null) kinds.set(bucket.kind, bucket);
  });
  return Array.from(kinds, ([kind, bucket]) => ({ kind, bucket }));
}
