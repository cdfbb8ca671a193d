// ACPI power meters: what a whole server board draws.

import { MACHINE } from '@jupyter-energy/contract';
import type { Chip } from './chip.ts';
import { type Device, gauge, MAX_GAP_MS } from './sensor.ts';

/** The driver says 4.3 MW for "unknown"; no board draws this. */
export const BOARD_CEILING_WATTS = 100_000;

/** A meter with a longer window than this does not show what happens in a second. */
const LONG_WINDOW_MS = 1_000;

export function isPowerMeter(chip: Chip): boolean {
  return /^(acpi_)?power_meter$/.test(chip.name) && valueFile(chip) !== null;
}

/** Average where there is one: the meter's own, over its window. */
export function valueFile(chip: Chip): string | null {
  return ['power1_average', 'power1_input'].find((file) => chip.has(file)) ?? null;
}

/** Null for any other chip, and for a battery's meter. */
export function powerMeter(chip: Chip): Device | null {
  const file = isPowerMeter(chip) ? valueFile(chip) : null;
  if (file === null || chip.word('power1_is_battery') === '1') return null;
  const id = `hwmon:${chip.id}`;
  const windowMs = Number(chip.word('power1_average_interval') ?? 0) || 0;
  return {
    id,
    title: `ACPI power meter ${chip.device}`,
    sensors: [
      {
        channel: gauge({
          id: `${id}:power1`,
          label: 'Computer, by its board',
          domain: MACHINE,
          relativeError: errorOf(chip),
          maxGapMs: Math.max(MAX_GAP_MS, 2.5 * windowMs),
        }),
        read: (files) => files.watts(chip.pathOf(file), BOARD_CEILING_WATTS),
      },
    ],
    notes: windowMs > LONG_WINDOW_MS ? [`The meter tells the mean of the last ${windowMs / 1000} s.`] : [],
    notCovered: ["the power supply's own loss"],
    probe: chip.pathOf(file),
  };
}

/** From "95.5%" of accuracy; a claim of 100 % says nothing. */
function errorOf(chip: Chip): number | null {
  const percent = Number(/^(\d+(?:\.\d+)?)%$/.exec(chip.word('power1_accuracy') ?? '')?.[1] ?? Number.NaN);
  return percent > 50 && percent < 100 ? (100 - percent) / 100 : null;
}
