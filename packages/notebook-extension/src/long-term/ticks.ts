// The labels of the time axis: few, at round hours, days or months, whatever the language.

import type { UnixMs } from '@jupyter-energy/contract';
import type { Moments } from '../words/moments.ts';
import { edgeBefore } from './calendar.ts';
import type { TimeWindow } from './time-window.ts';

/** A label at the edge with this index, where a bar begins. */
export interface Tick {
  readonly edge: number;
  readonly text: string;
}

const HOUR = 3_600_000;

/** At most `most` of them, evenly spread over the round edges. */
export function ticksOf({ step, edges }: TimeWindow, moments: Moments, most = 7): Tick[] {
  const rounds = roundsOf(step);
  const levels = rounds.map((isRound) =>
    edges.slice(0, -1).flatMap((at, edge) => (isRound(at, edges[edge - 1] ?? null) ? [edge] : [])),
  );
  const chosen =
    levels.find((level) => level.length > 0 && level.length <= most) ?? thinned(levels.at(-1) ?? [], most);
  return chosen.map((edge) => ({ edge, text: label(step, edges[edge] ?? 0, moments) }));
}

/** Whether a bar begins at a round moment; the finest rounding first. */
type IsRound = (at: UnixMs, before: UnixMs | null) => boolean;

function roundsOf(step: TimeWindow['step']): readonly IsRound[] {
  switch (step) {
    case 'minute':
    case 'five minutes':
    case 'quarter hour':
    case 'hour':
      return [10 / 60, 0.25, 0.5, 1, 2, 3, 6, 12, 24].map(everyHours);
    case 'two hours':
      return [everyHours(24), (at) => isFirst('week', at)];
    case 'day':
      return [(at) => isFirst('week', at), (at) => isFirst('month', at)];
    case 'week':
      // No week begins with the month: the first one in it stands for it.
      return [1, 2, 3, 6].map(everyMonths);
    case 'month':
      return [1, 2, 3, 6, 12, 24].map(everyMonths);
  }
}

function everyHours(hours: number): IsRound {
  return (at) => {
    const date = new Date(at);
    const ofDay = date.getHours() * HOUR + date.getMinutes() * 60_000;
    return ofDay % (hours * HOUR) === 0;
  };
}

function everyMonths(months: number): IsRound {
  return (at, before) => {
    const month = monthsOf(at);
    return month % months === 0 && (before === null ? isFirst('month', at) : monthsOf(before) !== month);
  };
}

function isFirst(step: 'week' | 'month', at: UnixMs): boolean {
  return edgeBefore(step, at) === at;
}

function monthsOf(at: UnixMs): number {
  const date = new Date(at);
  return date.getFullYear() * 12 + date.getMonth();
}

function thinned(edges: readonly number[], most: number): readonly number[] {
  const every = Math.ceil(edges.length / most);
  return edges.filter((_, i) => i % every === 0);
}

function label(step: TimeWindow['step'], at: UnixMs, moments: Moments): string {
  if (step === 'week' || step === 'month')
    return new Date(at).getMonth() === 0 ? moments.year(at) : moments.month(at);
  const isMidnight = edgeBefore('day', at) === at;
  return isMidnight ? moments.day(at) : moments.time(at);
}
