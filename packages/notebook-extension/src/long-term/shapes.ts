// The picture of the long record as outlines: bars, bands behind them, hatches over them, gaps below. Pure; pixels in, paths out.

import type { Joules } from '@jupyter-energy/contract';
import { BANDS, type Band } from '../words/mix-words.ts';
import { type Bars, missingShare, mixAt } from './bars.ts';

/** Where the plot lies; all bars are equally wide, whatever time they stand for. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Path data, empty where there is nothing of the kind. */
export interface Shapes {
  /** Of each layer, apart for bars that a model told some of. */
  readonly layers: readonly { readonly measured: string; readonly estimated: string }[];
  readonly bands: readonly { readonly band: Band; readonly path: string }[];
  /** The upper edge of the renewable band, to be drawn over the bars. */
  readonly renewables: string;
  /** Bars whose mix is the average of a year. */
  readonly averaged: string;
  /** Bars whose mix is the newest that is known. */
  readonly cached: string;
  /** Below the plot: the parts of bars of which nothing is known. */
  readonly gaps: string;
}

/** Pixels between plot and gaps, and their height. */
const GAP_DISTANCE = 3;
const GAP_HEIGHT = 4;
/** So much of its place a bar leaves free on each side, for the bands to be seen. */
const FREE = 0.18;

/** `ceiling` is the energy at the plot's upper edge. */
export function shapesOf(bars: Bars, plot: Plot, ceiling: Joules): Shapes {
  const count = bars.energy.length;
  const slot = (bar: number) => [left(plot, count, bar), left(plot, count, bar + 1)] as const;
  return {
    layers: layerPaths(bars, plot, ceiling, slot),
    bands: bandPaths(bars, plot, slot),
    renewables: edgePath(bars, plot, slot),
    averaged: columns(bars, plot, slot, (bar) => /yearly|world/.test(mixAt(bars, bar)?.kind ?? '')),
    cached: columns(bars, plot, slot, (bar) => mixAt(bars, bar)?.kind === 'cached'),
    gaps: gapPath(bars, plot, slot),
  };
}

/** The bar at a distance from the left of the picture; null outside the plot. */
export function barAtPixel({ left: from, width }: Plot, count: number, x: number): number | null {
  const bar = Math.floor(((x - from) / width) * count);
  return bar >= 0 && bar < count ? bar : null;
}

/** Where a bar begins. */
export function left({ left: from, width }: Plot, count: number, bar: number): number {
  return from + (width * bar) / count;
}

type Slot = (bar: number) => readonly [left: number, right: number];

function layerPaths(bars: Bars, plot: Plot, ceiling: Joules, slot: Slot): Shapes['layers'] {
  const heights = bars.energy.map(() => 0);
  return bars.layers.map(({ joules }) => {
    const paths = { measured: '', estimated: '' };
    joules.forEach((value, bar) => {
      if (value === null || value <= 0) return;
      const below = heights[bar] ?? 0;
      heights[bar] = below + value;
      const [from, to] = slot(bar);
      const margin = (to - from) * FREE;
      const bottom = plot.top + plot.height * (1 - below / ceiling);
      const top = plot.top + plot.height * (1 - (below + value) / ceiling);
      const kind = bars.energy[bar]?.total?.basis === 'measured' ? 'measured' : 'estimated';
      paths[kind] += box(from + margin, top, to - margin, bottom);
    });
    return paths;
  });
}

function bandPaths(bars: Bars, plot: Plot, slot: Slot): Shapes['bands'] {
  return BANDS.map((band, index) => {
    let path = '';
    for (const bar of bars.energy.keys()) {
      const shares = mixAt(bars, bar)?.shares;
      if (shares == null || shares[band] <= 0) continue;
      const below = BANDS.slice(0, index).reduce((sum, one) => sum + shares[one], 0);
      const [from, to] = slot(bar);
      const y = (share: number) => plot.top + plot.height * (1 - Math.min(1, share));
      path += box(from, y(below + shares[band]), to, y(below));
    }
    return { band, path };
  });
}

/** One line from bar to bar, broken where nothing is known. */
function edgePath(bars: Bars, plot: Plot, slot: Slot): string {
  let path = '';
  let isJoined = false;
  for (const bar of bars.energy.keys()) {
    const share = mixAt(bars, bar)?.shares?.renewable;
    if (share === undefined) {
      isJoined = false;
      continue;
    }
    const [from, to] = slot(bar);
    const y = round(plot.top + plot.height * (1 - share));
    path += isJoined ? `V${y}H${round(to)}` : `M${round(from)} ${y}H${round(to)}`;
    isJoined = true;
  }
  return path;
}

function columns(bars: Bars, plot: Plot, slot: Slot, isMeant: (bar: number) => boolean): string {
  let path = '';
  for (const bar of bars.energy.keys()) {
    const [from, to] = slot(bar);
    if (isMeant(bar)) path += box(from, plot.top, to, plot.top + plot.height);
  }
  return path;
}

function gapPath(bars: Bars, plot: Plot, slot: Slot): string {
  const top = plot.top + plot.height + GAP_DISTANCE;
  let path = '';
  for (const bar of bars.energy.keys()) {
    const share = missingShare(bars, bar);
    const [from, to] = slot(bar);
    // A pixel at least: a short gap in a long bar is seen too.
    if (share > 0) path += box(Math.min(to - (to - from) * share, to - 1), top, to, top + GAP_HEIGHT);
  }
  return path;
}

function box(left: number, top: number, right: number, bottom: number): string {
  return `M${round(left)} ${round(top)}H${round(right)}V${round(bottom)}H${round(left)}Z`;
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
