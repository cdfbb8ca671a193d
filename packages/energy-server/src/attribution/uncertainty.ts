// How sure the energy of an interval is: readings were taken around its edges, not at them.

import type { Joules, Milliseconds } from '@jupyter-energy/contract';
import type { Point } from '../history/point-ring.ts';
import { wattsOf } from '../history/power.ts';
import { difference, type Series } from '../history/series.ts';

/** Beyond this part of the value its uncertainty makes it meaningless. */
const TOO_MUCH = 0.25;
/** Below this part of what the computer used in the interval it does not matter: the value is known to be small. */
const NEGLIGIBLE = 0.05;

/** The most by which interpolation at both edges can be wrong, for a power that changes once between two readings. */
export function edgeBound(series: Series, fromMs: Milliseconds, toMs: Milliseconds): Joules {
  const edges = boundAt(series, fromMs) + boundAt(series, toMs);
  return Math.max(edges, insideOneSpan(series, fromMs, toMs));
}

/**
 * CPU time comes in ticks: of all that was divided, one tick at each edge may be another's, and each busy processor has ticks of its
 * own, which make up for each other but for the root of their number. Where none was told, all may be another's.
 */
export function tickBound(divided: Joules, cpuSeconds: number, seconds: number, tickSeconds: number): Joules {
  if (cpuSeconds <= 0) return divided;
  const processors = Math.max(1, cpuSeconds / seconds);
  return divided * Math.min(1, (2 * tickSeconds * Math.sqrt(processors)) / cpuSeconds);
}

/** Whether an energy with this uncertainty says nothing; `computer` is what the whole computer used in the same interval. */
export function isTooShort(joules: Joules, bound: Joules, computer: Joules): boolean {
  return bound > TOO_MUCH * joules && bound > NEGLIGIBLE * computer;
}

/**
 * In the middle between two readings: half their distance times the change of power to the neighbouring span. Nearer to one of them
 * less, and nothing at a reading: that is what a mark is for.
 */
function boundAt(series: Series, ms: Milliseconds): Joules {
  const { before, after, earlier, later } = series.around(ms);
  if (before === null || after === null) return 0;
  const power = powerBetween(before, after);
  const changes = [powerBetween(earlier, before), powerBetween(after, later)].flatMap((other) =>
    other === null || power === null ? [] : Math.abs(other - power),
  );
  const distanceMs = Math.min(ms - before.ms, after.ms - ms);
  return (distanceMs / 1000) * Math.max(0, ...changes);
}

/** Where both edges lie between the same two readings, what was used outside of the interval may have been used inside. */
function insideOneSpan(series: Series, fromMs: Milliseconds, toMs: Milliseconds): Joules {
  const { before, after } = series.around(fromMs);
  if (before === null || after === null || toMs > after.ms) return 0;
  const outside = 1 - (toMs - fromMs) / (after.ms - before.ms);
  return (after.joules - before.joules) * outside;
}

function powerBetween(a: Point | null, b: Point | null): number | null {
  return a === null || b === null ? null : wattsOf(difference(a, b));
}
