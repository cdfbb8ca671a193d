// Which buckets answer a question: days in the middle, then hours, quarters and minutes towards its edges.

import type { UnixMs } from '@jupyter-energy/contract';
import { bucketOf, edgeFrom, LEVELS, type Level, MINUTE, QUARTER } from './levels.ts';

/** Neighbouring buckets of one length; of the first and the last perhaps only a part. */
export interface Stretch {
  readonly level: Level;
  readonly from: UnixMs;
  readonly to: UnixMs;
}

/** All stretches of the spans between neighbouring edges, in order. There are no minutes before `minutesFrom`, on a quarter's edge. */
export function planOf(edges: readonly UnixMs[], minutesFrom: UnixMs): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const [index, to] of edges.entries()) {
    const from = edges[index - 1];
    if (from !== undefined && to > from) cover(stretches, from, to, LEVELS.length - 1, minutesFrom);
  }
  return stretches;
}

function cover(into: Stretch[], from: UnixMs, to: UnixMs, coarsest: number, minutesFrom: UnixMs): void {
  const level = LEVELS[coarsest];
  if (level === undefined || to <= from) return;
  const finer = (a: UnixMs, b: UnixMs) => cover(into, a, b, coarsest - 1, minutesFrom);
  if (level === MINUTE || (level === QUARTER && from < minutesFrom)) {
    const end = level === MINUTE ? to : Math.min(to, minutesFrom);
    append(into, { level, from, to: end });
    finer(end, to);
    return;
  }
  const first = edgeFrom(from, level);
  const last = bucketOf(to, level);
  if (last > first) {
    finer(from, first);
    append(into, { level, from: first, to: last });
    finer(last, to);
  } else finer(from, to);
}

function append(into: Stretch[], next: Stretch): void {
  const before = into.at(-1);
  if (before?.level === next.level && before.to === next.from)
    into[into.length - 1] = { ...before, to: next.to };
  else into.push(next);
}
