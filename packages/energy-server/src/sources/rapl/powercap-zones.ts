// What powercap offers: its zones, told by their names, whatever their folders are called.

import type { Joules } from '@jupyter-energy/contract';
import type { FileTree } from '../../host/host.ts';
import { readDecimal, readWord } from '../file-text.ts';
import { nameDies, type Part, type Zone } from './zone.ts';

export const POWERCAP_FOLDER = 'class/powercap';

/** Control types by preference: the others show the same package once more. */
const CONTROL_TYPES = ['intel-rapl', 'intel-rapl-tpmi', 'intel-rapl-mmio'] as const;
type ControlType = (typeof CONTROL_TYPES)[number];

export interface PowercapZone {
  readonly zone: Zone;
  readonly folder: string;
  readonly controlType: ControlType;
  readonly wrapsAt: Joules | null;
}

interface Folder {
  readonly id: string;
  readonly path: string;
  readonly controlType: ControlType;
}

const SUBZONES: Readonly<Record<string, Part>> = { core: 'cores', uncore: 'uncore', dram: 'memory' };

/** Every zone with a name that we know, the preferred control type first. */
export function scanPowercap(sysfs: FileTree): readonly PowercapZone[] {
  const folders = findFolders(sysfs);
  return CONTROL_TYPES.flatMap((type) =>
    readZones(
      sysfs,
      folders.filter(({ controlType }) => controlType === type),
    ),
  );
}

function readZones(sysfs: FileTree, folders: readonly Folder[]): readonly PowercapZone[] {
  const outer = new Map<string, Zone>();
  for (const { id, path } of folders) {
    const zone = parseTopName(readWord(sysfs, `${path}/name`) ?? '');
    if (zone !== null) outer.set(id, apart(zone, [...outer.values()]));
  }
  const zones = folders.flatMap(({ id, path, controlType }): PowercapZone[] => {
    const zone = outer.get(id) ?? subzone(readWord(sysfs, `${path}/name`) ?? '', outer.get(parentOf(id)));
    return zone === null ? [] : [{ zone, folder: path, controlType, wrapsAt: readModulus(sysfs, path) }];
  });
  return nameDies(zones);
}

/** Old kernels give all dies of a package one name: then their order is their number. */
function apart(zone: Zone, others: readonly Zone[]): Zone {
  if (zone.part !== 'package' || zone.die !== null) return zone;
  return {
    ...zone,
    die: others.filter((other) => other.part === 'package' && other.package === zone.package).length,
  };
}

/** The class lists every zone; a tree copied by hand may have subzones only inside their parents. */
function findFolders(sysfs: FileTree): readonly Folder[] {
  const found = new Map<string, Folder>();
  function visit(parent: string): void {
    for (const id of sysfs.list(parent)) {
      const controlType = CONTROL_TYPES.find((type) => id.startsWith(`${type}:`));
      if (controlType === undefined || !/^[a-z-]+(:\d{1,4})+$/.test(id) || found.has(id)) continue;
      const path = `${parent}/${id}`;
      found.set(id, { id, path, controlType });
    }
  }
  visit(POWERCAP_FOLDER);
  for (const { path } of [...found.values()]) visit(path);
  return [...found.values()];
}

function parseTopName(name: string): Zone | null {
  if (name === 'psys') return { part: 'platform', package: 0, die: null };
  const match = /^package-(\d{1,4})(?:-die-(\d{1,4}))?$/.exec(name);
  if (match === null) return null;
  return {
    part: 'package',
    package: Number(match[1]),
    die: match[2] === undefined ? null : Number(match[2]),
  };
}

/** Subzones carry no number of their own: two sockets have two zones named `dram`. */
function subzone(name: string, parent: Zone | undefined): Zone | null {
  const part = SUBZONES[name];
  return part === undefined || parent?.part !== 'package' ? null : { ...parent, part };
}

function parentOf(id: string): string {
  return id.slice(0, id.lastIndexOf(':'));
}

/**
 * The file holds the value of raw 0xFFFFFFFF, the modulus is one unit more (drivers/powercap/intel_rapl_common.c). Null where the
 * file is missing, empty or 0: then a counter that falls is a gap, never a guess.
 */
function readModulus(sysfs: FileTree, path: string): Joules | null {
  const microjoules = readDecimal(sysfs, `${path}/max_energy_range_uj`);
  return microjoules === null || microjoules === 0 ? null : (microjoules / 1e6) * (2 ** 32 / (2 ** 32 - 1));
}
