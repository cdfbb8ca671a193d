// What the bars of a span come to: energy, how much of the time is known, carbon and the shares of the mix.

import type { Carbon, EnergyBucket, Joules, UnixMs } from '@jupyter-energy/contract';
import type { Extent } from './time-window.ts';

export interface EnergySum {
  readonly joules: Joules;
  /** Whether any of the joules come from a model. */
  readonly estimated: boolean;
  /** Seconds for which the joules are known. */
  readonly coveredSeconds: number;
}

/** Null when nothing is known of any bar. */
export function energyOf(buckets: readonly (EnergyBucket | null)[]): EnergySum | null {
  const totals = buckets.flatMap((bucket) => bucket?.total ?? []);
  if (totals.length === 0) return null;
  return {
    joules: totals.reduce((sum, { joules }) => sum + joules, 0),
    estimated: totals.some(({ basis }) => basis !== 'measured'),
    coveredSeconds: totals.reduce((sum, { coveredSeconds }) => sum + coveredSeconds, 0),
  };
}

/** The seconds of a span that could be known: neither before the record nor in the future. */
export function possibleSeconds(from: UnixMs, to: UnixMs, { begins, now }: Extent): number {
  return Math.max(0, Math.min(to, now) - Math.max(from, begins ?? from)) / 1000;
}

/** The newest readings have not settled: so much less than all is all. */
const SETTLING_SECONDS = 10;

/** Of a span's possible seconds, those that are not known; 0 where next to nothing is missing. */
export function missingSeconds(possible: number, covered: number): number {
  const missing = possible - covered;
  return missing > SETTLING_SECONDS + possible / 100 ? missing : 0;
}

/** The sums of several; null when nothing is known of the mix of any of them. */
export function carbonOf(buckets: readonly (EnergyBucket | null)[]): Carbon | null {
  const known = buckets.flatMap((bucket) => bucket?.carbon ?? []);
  if (known.length === 0) return null;
  const sum = (of: (carbon: Carbon) => number) => known.reduce((total, carbon) => total + of(carbon), 0);
  const kernel = known.filter(({ kernelGrams }) => kernelGrams !== null);
  return {
    grams: sum(({ grams }) => grams),
    kernelGrams: kernel.length === 0 ? null : sum(({ kernelGrams }) => kernelGrams ?? 0),
    knownJoules: sum(({ knownJoules }) => knownJoules),
    mixJoules: sum(({ mixJoules }) => mixJoules),
    renewableJoules: sum(({ renewableJoules }) => renewableJoules),
    lowCarbonJoules: sum(({ lowCarbonJoules }) => lowCarbonJoules),
    kinds: [...new Set(known.flatMap(({ kinds }) => kinds))],
    factors: [...new Set(known.flatMap(({ factors }) => factors))],
  };
}
