// NVIDIA Grace: a power meter per rail and socket. The rails nest: module ⊃ Grace ⊃ CPU and SysIO, so that only modules add up.

import { cpuDomain, type Domain, MACHINE, PLATFORM } from '@jupyter-energy/contract';
import type { Chip } from './chip.ts';
import type { OpenFiles } from './open-files.ts';
import { BOARD_CEILING_WATTS, isPowerMeter, valueFile } from './power-meter.ts';
import { type Device, gauge, type Sensor } from './sensor.ts';

const ID = 'hwmon:grace';

type Rail = 'module' | 'grace' | 'cpu' | 'sysio';

interface Place {
  readonly rail: Rail;
  readonly socket: number;
}

/** A module holds graphics processors too; what is outside all modules is a rest that no rail tells. */
const NOT_COVERED = ['fans', 'disks', "the power supply's own loss"];

export function isGraceRail(chip: Chip): boolean {
  return isPowerMeter(chip) && placeOf(chip) !== null;
}

/** All rails of all sockets as one device; null where there is none. */
export function grace(rails: readonly Chip[]): Device | null {
  const [first] = rails;
  if (first === undefined) return null;
  const sensors = [
    ...summed(rails, 'module', MACHINE, 'Modules'),
    ...summed(rails, 'grace', PLATFORM, 'Grace'),
    ...each(rails, 'cpu', cpuDomain, 'Processor'),
    ...each(rails, 'sysio', (socket) => `${PLATFORM}/sysio-${socket}`, 'SysIO'),
  ];
  return {
    id: ID,
    title: 'NVIDIA Grace',
    sensors,
    notes: [],
    notCovered: NOT_COVERED,
    probe: first.pathOf(valueFile(first) ?? ''),
  };
}

/** "Module Power Socket 0", in the files that drivers give it; a label without a socket is socket 0's. */
function placeOf(chip: Chip): Place | null {
  const label = chip.word('power1_oem_info') || chip.word('power1_label') || '';
  const match = /^(module|grace|cpu|sysio)(?: power)?(?: socket (\d{1,3}))?$/i.exec(label);
  const rail = match?.[1]?.toLowerCase() as Rail | undefined;
  return rail === undefined ? null : { rail, socket: Number(match?.[2] ?? 0) };
}

/** One channel for the sum over all sockets: they lie side by side, but nothing else contains the graphics processors in them. */
function summed(chips: readonly Chip[], rail: Rail, domain: Domain, label: string): readonly Sensor[] {
  const members = chips.filter((chip) => placeOf(chip)?.rail === rail);
  if (members.length === 0) return [];
  const channel = gauge({ id: `${ID}:${rail}`, label, domain });
  const read = async (files: OpenFiles) => {
    const watts = await Promise.all(members.map((chip) => powerOf(chip, files)));
    return watts.reduce((sum, one) => sum + one, 0);
  };
  return [{ channel, read }];
}

function each(
  chips: readonly Chip[],
  rail: Rail,
  domain: (socket: number) => Domain,
  label: string,
): readonly Sensor[] {
  const places = chips.map((chip) => ({ chip, place: placeOf(chip) }));
  return places.flatMap(({ chip, place }) => {
    if (place?.rail !== rail) return [];
    const { socket } = place;
    const face = { id: `${ID}:${rail}-${socket}`, label: `${label} ${socket}`, domain: domain(socket) };
    return [{ channel: gauge(face), read: (files) => powerOf(chip, files) }];
  });
}

function powerOf(chip: Chip, files: OpenFiles): Promise<number> {
  return files.watts(chip.pathOf(valueFile(chip) ?? ''), BOARD_CEILING_WATTS);
}
