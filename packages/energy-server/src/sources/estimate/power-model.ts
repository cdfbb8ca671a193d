// From load to watts: the model of a machine's power, or of its share of one, at the wall. Pure.

import type { Watts } from '@jupyter-energy/contract';

/** What a kind of machine draws, ready to be asked. */
export interface PowerModel {
  /** Wall watts of one hardware thread at 0, 10 … 100 % load: eleven values that never fall. */
  readonly wattsPerThread: readonly number[];
  /** Memory that the watts above already contain, in GB per thread. */
  readonly ramIncludedGb: number;
  /** For every GB beyond that. */
  readonly ramWattsPerGb: number;
}

/**
 * Mean watts of `threads` hardware threads (a fraction where a container's quota is one) with `ramGb` of memory,
 * while the fraction `u` of them is busy. `P(u) = n · r(u) + max(0, ram − n · included) · wattsPerGb`, where `r` is linear
 * between the eleven points. A `u` outside 0 … 1 is a rounding error and is cut.
 */
export function watts(model: PowerModel, u: number, threads: number, ramGb: number): Watts {
  const extraGb = Math.max(0, ramGb - threads * model.ramIncludedGb);
  return threads * between(model.wattsPerThread, u) + extraGb * model.ramWattsPerGb;
}

/** The value at the fraction `u` of the way from the first to the last point. */
function between(points: readonly number[], u: number): number {
  const position = Math.min(1, Math.max(0, u)) * (points.length - 1);
  const left = Math.floor(position);
  const from = points[left] ?? 0;
  return from + ((points[left + 1] ?? from) - from) * (position - left);
}
