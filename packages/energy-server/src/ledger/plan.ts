// Which buckets answer a question: days in the middle, then hours, quarters and minutes towards its edges.

import type { UnixMs } from '@jupyter-energy/contract';
import { bucketOf, edgeFrom, LEVELS, type Level, MINUTE, QUARTER } from './levels.ts';

/** Neighbouring buckets of one length; of the first and the last perhaps only a part. */
export interface Stretch {
  readonly level: Level;
  readonly from: UnixMs;
  readonly to: UnixMs;
  /**
   * Null where its buckets are told to the spans in which they lie. Else all of it belongs to one span, or is taken off it again: a
   * day of another zone is its larger part of a day in UTC less the hours that are the next one's.
   */
  readonly only: Only | null;
}

export interface Only {
  /** The number of the span. */
  readonly span: number;
  readonly sign: 1 | -1;
}

/** All stretches of the spans between neighbouring edges, span by span. There are no minutes before `minutesFrom`, on a quarter's edge. */
export function planOf(edges: readonly UnixMs[], minutesFrom: UnixMs): readonly Stretch[] {
  const plan = new Plan(minutesFrom);
  for (const [index, to] of edges.entries()) {
    const from = edges[index - 1];
    if (from !== undefined && to > from) plan.cover(index - 1, from, to);
  }
  return plan.stretches;
}

class Plan {
  readonly stretches: Stretch[] = [];
  readonly #minutesFrom: UnixMs;
  #span = 0;

  constructor(minutesFrom: UnixMs) {
    this.#minutesFrom = minutesFrom;
  }

  cover(span: number, from: UnixMs, to: UnixMs): void {
    this.#span = span;
    this.#cover(from, to, LEVELS.length - 1, null);
  }

  #cover(from: UnixMs, to: UnixMs, coarsest: number, only: Only | null): void {
    const level = LEVELS[coarsest];
    if (level === undefined || to <= from) return;
    if (level === MINUTE || (level === QUARTER && from < this.#minutesFrom)) {
      const end = level === MINUTE ? to : Math.min(to, this.#minutesFrom);
      this.#append({ level, from, to: end, only });
      this.#cover(end, to, coarsest - 1, only);
      return;
    }
    const first = edgeFrom(from, level);
    const last = bucketOf(to, level);
    if (first >= to) {
      this.#cover(from, to, coarsest - 1, only);
      return;
    }
    this.#partOf(level, from, first, coarsest, only);
    if (last > first) this.#append({ level, from: first, to: last, only });
    this.#partOf(level, Math.max(first, last), to, coarsest, only);
  }

  /** What lies at an edge of one bucket: its larger part is read as the whole less the rest. */
  #partOf(level: Level, from: UnixMs, to: UnixMs, coarsest: number, only: Only | null): void {
    if (to - from <= level.ms / 2) {
      this.#cover(from, to, coarsest - 1, only);
      return;
    }
    const { span, sign } = only ?? { span: this.#span, sign: 1 };
    const start = bucketOf(from, level);
    const end = start + level.ms;
    this.#append({ level, from: start, to: end, only: { span, sign } });
    const off: Only = { span, sign: sign === 1 ? -1 : 1 };
    this.#cover(start, from, coarsest - 1, off);
    this.#cover(to, end, coarsest - 1, off);
  }

  #append(next: Stretch): void {
    const before = this.stretches.at(-1);
    const goesOn = before?.level === next.level && before.to === next.from;
    if (goesOn && before.only === null && next.only === null)
      this.stretches[this.stretches.length - 1] = { ...before, to: next.to };
    else this.stretches.push(next);
  }
}
