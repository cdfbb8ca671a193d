// What an amount of CO2e compares with: the way that a car goes for it. A scale, without praise or blame.

import type { Carbon } from '@jupyter-energy/contract';
import type { Language } from '../words/language.ts';

/** gCO2 per kilometre of a new car in the EU, 2023. */
export const CAR_GRAMS_PER_KM = 107;
const SOURCE =
  'International Council on Clean Transportation, September 2024, after the European Environment Agency';
const DERIVATION =
  '107 g of CO₂ per km: mean of 10.7 million new cars by the type approval WLTP; on the road it is more';

/** Below this the estimate is smaller than what any comparison could say. */
const LEAST_GRAMS = 10;

export interface CarbonComparison {
  readonly sentence: string;
  /** Value, derivation, source and year, for the hover. */
  readonly origin: string;
}

/** Null below 10 g, and where not all of it counts the whole life cycle. */
export function carbonComparison(
  { grams, factors }: Pick<Carbon, 'grams' | 'factors'>,
  { trans, format }: Language,
): CarbonComparison | null {
  if (grams < LEAST_GRAMS || factors.length === 0 || factors.includes('direct')) return null;
  const km = grams / CAR_GRAMS_PER_KM;
  const way =
    km < 1 ? trans.__('about %1 m', format.rough(km * 1000)) : trans.__('about %1 km', format.rough(km));
  return {
    sentence: trans.__('A new car in the EU emits as much over %1 (estimate).', way),
    origin: `${DERIVATION}\n${trans.__('Source: %1 (%2)', SOURCE, '2023')}`,
  };
}
