// What a computer that is never quiet would draw at rest: the straight line through its power over the use of its processors, at no use.

import type { Watts } from '@jupyter-energy/contract';

/** A moment of ten seconds. */
export interface Moment {
  /** Of all processors, 0 to 1. */
  readonly use: number;
  readonly watts: Watts;
}

/** Fewer say nothing about how far they lie from a line. */
const LEAST = 12;
/** Two standard errors of the line's value at no use, as a part of the least power seen: beyond that nobody knows. */
const TOO_UNSURE = 0.2;

/**
 * Null while the moments do not tell: too few, too much alike, or too far from a line. Never more than the least power that was seen.
 * The first processor that works costs more than the last, so the line comes out above the true power at rest rather than below:
 * what is told of programs is then too little.
 */
export function powerAtRest(moments: readonly Moment[]): Watts | null {
  const count = moments.length;
  if (count < LEAST) return null;
  const meanUse = meanOf(moments.map(({ use }) => use));
  const meanWatts = meanOf(moments.map(({ watts }) => watts));
  const spread = sumOf(moments.map(({ use }) => (use - meanUse) ** 2));
  if (spread === 0) return null;
  const together = sumOf(moments.map(({ use, watts }) => (use - meanUse) * (watts - meanWatts)));
  const wattsPerUse = together / spread;
  const atRest = meanWatts - wattsPerUse * meanUse;
  const squares = sumOf(moments.map(({ use, watts }) => (watts - atRest - wattsPerUse * use) ** 2));
  // The standard error of an intercept (any textbook of linear regression).
  const error = Math.sqrt((squares / (count - 2)) * (1 / count + meanUse ** 2 / spread));
  const least = Math.min(...moments.map(({ watts }) => watts));
  const isSure = 2 * error <= TOO_UNSURE * least;
  return isSure && wattsPerUse > 0 ? Math.min(least, Math.max(0, atRest)) : null;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}
