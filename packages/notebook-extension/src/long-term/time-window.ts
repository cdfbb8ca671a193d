// Which span the long record shows, as whole bars: stages to zoom through, and how a window is moved. Pure.

import type { Milliseconds, Status, UnixMs } from '@jupyter-energy/contract';
import { edgeBefore, edgesUpTo, type Step, shifted, usualMs } from './calendar.ts';

/** The named spans, from the shortest to the longest; `all` is the whole record, whatever its length. */
export type StageName =
  | 'hour'
  | 'six hours'
  | 'day'
  | 'three days'
  | 'week'
  | 'month'
  | 'quarter'
  | 'year'
  | 'all';

interface Stage {
  readonly name: StageName;
  readonly step: Step;
  readonly count: number;
}

/** Between 50 and 100 bars each: as many as can be told apart in the popup. */
const stages: readonly Stage[] = [
  { name: 'hour', step: 'minute', count: 60 },
  { name: 'six hours', step: 'five minutes', count: 72 },
  { name: 'day', step: 'quarter hour', count: 96 },
  { name: 'three days', step: 'hour', count: 72 },
  { name: 'week', step: 'two hours', count: 84 },
  { name: 'month', step: 'day', count: 31 },
  { name: 'quarter', step: 'day', count: 92 },
  { name: 'year', step: 'week', count: 53 },
];

/** Steps for the whole record, and how many of them at most before the next is taken. */
const STEPS: readonly Step[] = stages.map(({ step }) => step);
const MOST_BARS = 100;
const FEWEST_BARS = 12;

/** The record from its first known moment until now. */
export interface Extent {
  /** Null while nothing is recorded, or nobody knows. */
  readonly begins: UnixMs | null;
  readonly now: UnixMs;
}

export interface TimeWindow {
  readonly stage: StageName;
  readonly step: Step;
  /** Of the bars, one more than there are bars. */
  readonly edges: readonly UnixMs[];
}

/** A stage that ends with the bar in which `end` lies, and never after the bar of now. */
export function windowAt(name: StageName, end: UnixMs, extent: Extent): TimeWindow {
  const stage = stages.find((one) => one.name === name);
  if (stage === undefined) return whole(extent);
  return { stage: name, step: stage.step, edges: placed(stage.step, stage.count, end, extent) };
}

/** Moved by so many bars, as far as the record reaches. */
export function moved(window: TimeWindow, bars: number, extent: Extent): TimeWindow {
  const { step, edges, stage } = window;
  if (stage === 'all') return window;
  const last = edges.at(-2) ?? extent.now;
  return { stage, step, edges: placed(step, edges.length - 1, shifted(step, last, bars), extent) };
}

/** The next stage, nearer (`1`) or wider (`-1`); the moment `around` stays where it is in the picture. */
export function zoomed(window: TimeWindow, direction: 1 | -1, around: UnixMs, extent: Extent): TimeWindow {
  const name = next(window, direction, extent);
  if (name === window.stage) return window;
  const stage = stages.find((one) => one.name === name);
  if (stage === undefined) return whole(extent);
  const place = (around - begin(window)) / length(window);
  const span = stage.count * usualMs(stage.step);
  return windowAt(name, around + (1 - place) * span - 1, extent);
}

/** Where the record begins: on disk, or with the energy server, which remembers its last day. */
export function beginOf(status: Pick<Status, 'record' | 'startedAt'> | null): UnixMs | null {
  if (status === null) return null;
  const { startedAt, record } = status;
  const from = record?.from ?? startedAt;
  // The record's first quarter hour begins before anything was read in it, where this energy server began it.
  return from >= edgeBefore('quarter hour', startedAt) ? startedAt : from;
}

/** Whether it shows the bar of now, and so has to follow it. */
export function isCurrent(window: TimeWindow, now: UnixMs): boolean {
  return (window.edges.at(-1) ?? 0) > now;
}

export function begin({ edges }: TimeWindow): UnixMs {
  return edges[0] ?? 0;
}

export function end({ edges }: TimeWindow): UnixMs {
  return edges.at(-1) ?? 0;
}

/** The bar in which a moment lies; null outside. */
export function barAt({ edges }: TimeWindow, at: UnixMs): number | null {
  const after = edges.findIndex((edge) => edge > at);
  return after <= 0 ? null : after - 1;
}

function next(window: TimeWindow, direction: 1 | -1, { begins, now }: Extent): StageName {
  const span = (stage: Stage) => stage.count * usualMs(stage.step);
  const recorded = begins === null ? Number.POSITIVE_INFINITY : now - begins;
  if (window.stage === 'all') {
    if (direction === -1) return 'all';
    return stages.findLast((stage) => span(stage) < length(window) * 0.95)?.name ?? 'hour';
  }
  const index = stages.findIndex(({ name }) => name === window.stage);
  const current = stages[index];
  const target = stages[index - direction];
  if (direction === 1) return target?.name ?? window.stage;
  // What is wider than the record shows nothing more than all of it.
  const shows = current !== undefined && span(current) < recorded;
  return target === undefined || (shows && span(target) >= recorded && begins !== null) ? 'all' : target.name;
}

function whole({ begins, now }: Extent): TimeWindow {
  const from = begins ?? now - usualMs('hour');
  const step = STEPS.find((one) => (now - from) / usualMs(one) <= MOST_BARS) ?? 'month';
  const first = edgeBefore(step, from);
  const last = edgeBefore(step, now);
  let count = 1;
  while (count < FEWEST_BARS || shifted(step, last, 1 - count) > first) count += 1;
  return { stage: 'all', step, edges: edgesUpTo(step, last, count) };
}

function placed(step: Step, count: number, end: UnixMs, { begins, now }: Extent): UnixMs[] {
  const latest = edgeBefore(step, now);
  // Earlier than this there is nothing to see: the first bar is the record's.
  const earliest =
    begins === null ? Number.NEGATIVE_INFINITY : shifted(step, edgeBefore(step, begins), count - 1);
  const last = Math.min(latest, Math.max(earliest, edgeBefore(step, end)));
  return edgesUpTo(step, last, count);
}

function length(window: TimeWindow): Milliseconds {
  return end(window) - begin(window);
}
