// Whether a measurement can be true: the last defence against a wrong unit, since the checksum knows nothing of units.

import { FACTORY, type Measurement, type Ranges, wattsOf } from './registers.ts';

/** A socket carries 16 A at 280 V, a heavy one 20 A. */
export const MOST_WATTS = 20 * 280;

/**
 * A range more or less doubles or halves a power; at small loads voltage, current and power factor are coarse. Too little tolerance
 * costs a look at the ranges a second, too much a wrong power for up to a minute.
 */
const TOLERANCE = { relative: 0.25, watts: 0.5 };

/** What a register says that cannot hold the power at its range. */
const FULL = 0xffff_ffff;

export function exceedsSocket({ rawPower }: Measurement, { power }: Ranges): boolean {
  return wattsOf(rawPower[0], power[0]) > MOST_WATTS || wattsOf(rawPower[1], power[1]) > MOST_WATTS;
}

/** Whether a power is greater than its register can tell. */
export function isFull({ rawPower }: Measurement): boolean {
  return rawPower.includes(FULL);
}

/**
 * Whether power and voltage × current × power factor differ grossly: the sign that another program has changed the ranges. Says
 * nothing (false) where the units of voltage and current are not the known ones.
 */
export function contradictsItself(measurement: Measurement, ranges: Ranges): boolean {
  if (ranges.voltage !== FACTORY.voltage) return false;
  return outletContradictsItself(measurement, ranges, 0) || outletContradictsItself(measurement, ranges, 1);
}

function outletContradictsItself(measurement: Measurement, ranges: Ranges, outlet: 0 | 1): boolean {
  if (ranges.current[outlet] !== FACTORY.current[outlet]) return false;
  const factor = Math.abs(measurement.powerFactor[outlet]);
  const expected = measurement.volts * measurement.amperes[outlet] * factor;
  const watts = wattsOf(measurement.rawPower[outlet], ranges.power[outlet]);
  return Math.abs(watts - expected) > TOLERANCE.watts + TOLERANCE.relative * Math.max(watts, expected);
}
