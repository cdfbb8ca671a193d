// Intel graphics cards: an energy counter. Graphics inside a processor has no hwmon chip (i915 and xe make one for cards only).

import { gpuDomain } from '@jupyter-energy/contract';
import type { CounterChannel } from '../../energy/channel.ts';
import type { Chip } from './chip.ts';
import { asleep, GPU_CEILING_WATTS, SLEEP_NOTE, UNDIVIDED_NOTE } from './gpu-sleep.ts';
import type { Device } from './sensor.ts';

/** `xe` tells card and package apart by label; `i915` has the card alone, and its `i915_gtN` chips are inside it. */
const COUNTERS = ['energy1', 'energy2', 'energy3'] as const;

/** Null for any other chip, and for a card without a counter. */
export function intelGpu(chip: Chip): Device | null {
  if (chip.name !== 'i915' && chip.name !== 'xe') return null;
  const present = COUNTERS.filter((counter) => chip.has(`${counter}_input`));
  const chosen = present.find((counter) => chip.word(`${counter}_label`) === 'card') ?? present[0];
  if (chosen === undefined) return null;
  const file = `${chosen}_input`;
  const id = `hwmon:${chip.id}`;
  const packageOnly = chip.word(`${chosen}_label`) === 'pkg';
  return {
    id,
    title: `Intel graphics ${chip.device}`,
    sensors: [
      {
        channel: counterOf(chip, `${id}:energy`),
        isAsleep: (files) => asleep(chip, files),
        read: async (files) => (await files.number(chip.pathOf(file))) / 1e6,
      },
    ],
    notes: [SLEEP_NOTE, UNDIVIDED_NOTE, ...(packageOnly ? [PACKAGE_NOTE] : [])],
    notCovered: packageOnly ? ['the memory and regulators of the graphics card'] : [],
    probe: chip.pathOf(file),
  };
}

const PACKAGE_NOTE = 'The card tells the energy of its processor only.';

/**
 * The hardware counts 32 bits of 2^-14 J (262 144 J, a quarter of an hour at 300 W); the driver repairs single wraps into
 * 64 bits, so what falls back here is a reset.
 */
function counterOf(chip: Chip, id: string): CounterChannel {
  return {
    kind: 'counter',
    id,
    label: `Intel GPU ${chip.device}`,
    domain: gpuDomain(chip.device),
    basis: 'measured',
    relativeError: null,
    wrapsAt: null,
    maxWatts: GPU_CEILING_WATTS,
    ceilingWatts: GPU_CEILING_WATTS,
  };
}
