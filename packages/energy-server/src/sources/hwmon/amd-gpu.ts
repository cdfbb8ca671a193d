// AMD graphics: the card's power, or, where the graphics is part of the processor, that of the processor.

import { cpuDomain, gpuDomain } from '@jupyter-energy/contract';
import type { Chip } from './chip.ts';
import { asleep, GPU_CEILING_WATTS, SLEEP_NOTE, UNDIVIDED_NOTE } from './gpu-sleep.ts';
import { type Device, gauge } from './sensor.ts';

const AVERAGE = 'power1_average';
const NOW = 'power1_input';

/** Null where the chip tells no power, as old graphics in processors do. */
export function amdGpu(chip: Chip): Device | null {
  if (chip.name !== 'amdgpu') return null;
  const file = [AVERAGE, NOW].find((name) => chip.has(name));
  if (file === undefined) return null;
  const id = `hwmon:${chip.id}`;
  const face = { id: `${id}:power1`, ...(inProcessor(chip) ? processorFace : cardFace(chip)) };
  return {
    id,
    title: `AMD graphics ${chip.device}`,
    sensors: [
      {
        channel: gauge(face),
        isAsleep: (files) => asleep(chip, files),
        read: (files) => files.watts(chip.pathOf(file), GPU_CEILING_WATTS),
      },
    ],
    notes: inProcessor(chip) ? [PROCESSOR_NOTE] : [SLEEP_NOTE, UNDIVIDED_NOTE],
    notCovered: inProcessor(chip) ? BESIDE_PROCESSOR : [],
    probe: chip.pathOf(file),
  };
}

/** The driver shows the voltage of the north bridge (`vddnb`) of graphics inside a processor only. */
function inProcessor(chip: Chip): boolean {
  return chip.word('in1_label') === 'vddnb';
}

/** The kernel's documentation (gpu/amdgpu/thermal): "On APUs this includes the CPU". */
const processorFace = { label: 'Processor, as its graphics tells', domain: cpuDomain(0) };
const PROCESSOR_NOTE =
  'This graphics is part of the processor, and its figure covers the whole processor: it is never added to it.';

/** What a processor's own figure leaves out. */
const BESIDE_PROCESSOR = [
  'memory',
  'graphics cards',
  'disks',
  'network',
  'the display',
  'fans',
  "the power supply's own loss",
];

function cardFace(chip: Chip): { label: string; domain: string } {
  const name = chip.word('product_name') || `AMD GPU ${chip.device}`;
  return { label: name, domain: gpuDomain(chip.word('unique_id') || chip.device) };
}
