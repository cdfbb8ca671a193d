// Power from energy: joules over the time for which they are known, never over the time that a reading was meant to take.

import type { Watts } from '@jupyter-energy/contract';
import type { Amount } from '../energy/step.ts';

/** Null where no time is covered. */
export function wattsOf({ joules, coveredMs }: Amount): Watts | null {
  return coveredMs > 0 ? (joules / coveredMs) * 1000 : null;
}
