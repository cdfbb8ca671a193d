// The intensity of a production, computed: average, over the life of plants and fuels, of what is generated there and then.

import { kindOf, type Production, primary } from './production.ts';

/** Below this part of the power with a known factor, a computed intensity says too little. */
export const LEAST_COVERAGE = 0.9;

/**
 * gCO2e per kWh: the mean of the factors, weighted by power. Storage is in neither sum, nor is what has no factor; null where
 * that is too much.
 */
export function computedIntensity(production: Production): number | null {
  let known = 0;
  let total = 0;
  let grams = 0;
  for (const [type, power] of primary(production)) {
    const { gramsPerKwh } = kindOf(type);
    total += power;
    if (gramsPerKwh === null) continue;
    known += power;
    grams += power * gramsPerKwh;
  }
  return total > 0 && known / total >= LEAST_COVERAGE ? grams / known : null;
}
