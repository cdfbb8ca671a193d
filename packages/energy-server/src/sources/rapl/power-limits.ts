// The largest powers worth believing, from the processor's own figures where it states them.

import type { FileTree } from '../../host/host.ts';
import { readDecimal } from '../file-text.ts';
import type { PowerLimits } from './counter.ts';

/** Per package, where the thermal design power is not stated (AMD never does): above any processor on sale. */
const UNSTATED: PowerLimits = { maxWatts: 600, ceilingWatts: 2000 };

/** Processors of 15 W draw 64 W in turbo: below this, twice the thermal design power is not yet a bound. */
const LEAST_MAX_WATTS = 150;

/**
 * Limits of the package whose powercap zone is in folder `zone`: twice the thermal design power to tell a wrap from a reset, four
 * times to tell energy from nonsense. Without a folder or a figure in it, bounds that hold for every processor.
 */
export function readPowerLimits(sysfs: FileTree, zone: string | undefined): PowerLimits {
  const microwatts = zone === undefined ? null : readDecimal(sysfs, `${zone}/constraint_0_max_power_uw`);
  if (microwatts === null || microwatts === 0) return UNSTATED;
  const maxWatts = Math.max(LEAST_MAX_WATTS, (2 * microwatts) / 1e6);
  return { maxWatts, ceilingWatts: 2 * maxWatts };
}

/** Limits of something that contains `packages` processors. */
export function limitsOfAll(packages: readonly PowerLimits[]): PowerLimits {
  if (packages.length === 0) return UNSTATED;
  return {
    maxWatts: Math.max(UNSTATED.maxWatts, sum(packages.map(({ maxWatts }) => maxWatts))),
    ceilingWatts: Math.max(UNSTATED.ceilingWatts, sum(packages.map(({ ceilingWatts }) => ceilingWatts))),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
