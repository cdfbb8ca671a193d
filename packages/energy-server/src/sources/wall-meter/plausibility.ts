// Whether a measurement can be true: the last defence against a wrong unit, since the checksum knows nothing of units.

import { FACTORY, type Measurement, type Ranges, wattsOf } from './registers.ts';

/** A socket carries 16 A at 280 V, a heavy one 20 A. */
export const MOST_WATTS = 20 * 280;

/** Voltage, current and power factor are rounded and, at small loads, coarse: only a gross contradiction says anything. */
const TOLERANCE = { relative: 0.25, watts: 5 };

export function exceedsSocket({ rawPower }: Measurement, { power }: Ranges): boolean {
  return wattsOf(rawPower[0], power[0]) > MOST_WATTS || wattsOf(rawPower[1], power[1]) > MOST_WATTS;
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
