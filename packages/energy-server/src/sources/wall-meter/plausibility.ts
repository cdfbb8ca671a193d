// Whether a measurement can be true: the last defence against a wrong unit, since the checksum knows nothing of units.

import { FACTORY, type Measurement, type Ranges, wattsOf } from './registers.ts';

/** A socket carries 16 A at 280 V, a heavy one 20 A. */
export const MOST_WATTS = 20 * 280;

/** Voltage, current and power factor are rounded and, at small loads, coarse: only a gross contradiction says anything. */
const TOLERANCE = { relative: 0.25, watts: 5 };

export function exceedsSocket(measurement: Measurement, ranges: Ranges): boolean {
  return measurement.rawPower.some((raw, outlet) => wattsOf(raw, ranges.power[outlet] ?? 0) > MOST_WATTS);
}

/**
 * Whether power and voltage × current × power factor differ grossly: the sign that another program has changed the ranges. Says
 * nothing (false) where the units of voltage and current are not the known ones.
 */
export function contradictsItself(measurement: Measurement, ranges: Ranges): boolean {
  if (ranges.voltage !== FACTORY.voltage) return false;
  return measurement.rawPower.some((raw, outlet) => {
    if (ranges.current[outlet] !== FACTORY.current[outlet]) return false;
    const factor = Math.abs(measurement.powerFactor[outlet] ?? 0);
    const expected = measurement.volts * (measurement.amperes[outlet] ?? 0) * factor;
    const watts = wattsOf(raw, ranges.power[outlet] ?? 0);
    return Math.abs(watts - expected) > TOLERANCE.watts + TOLERANCE.relative * Math.max(watts, expected);
  });
}
