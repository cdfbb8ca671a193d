// What the perf PMU `power` offers: which events, in which unit, on which processors of which package.

import type { FileTree } from '../../host/host.ts';
import { readDecimal, readWord } from '../file-text.ts';
import { parseCpuList } from './cpu-list.ts';
import { nameDies, type Part, type Zone } from './zone.ts';

/** The PMU `power_core` (AMD) beside it counts single cores, which the package contains: it is left alone. */
export const PMU_FOLDER = 'bus/event_source/devices/power';

/** RAPL units of one machine; a mask of more is garbage. */
const MAX_UNITS = 512;

const PARTS: Readonly<Record<string, Part>> = {
  'energy-psys': 'platform',
  'energy-pkg': 'package',
  'energy-cores': 'cores',
  'energy-gpu': 'uncore',
  'energy-ram': 'memory',
};

/** One event on one processor. */
export interface PerfZone {
  readonly zone: Zone;
  readonly type: number;
  readonly config: number;
  readonly cpu: number;
  readonly joulesPerCount: number;
}

interface PerfEvent {
  readonly part: Part;
  readonly config: number;
  readonly joulesPerCount: number;
}

/** Every event on every processor of the mask; empty where there is no such PMU. */
export function scanPmu(sysfs: FileTree): readonly PerfZone[] {
  const type = readDecimal(sysfs, `${PMU_FOLDER}/type`);
  if (type === null) return [];
  const events = readEvents(sysfs);
  const cpus = readMask(sysfs);
  const everywhere = cpus.flatMap(({ cpu, package: number, die }) =>
    events.map(({ part, ...event }) => ({ zone: { part, package: number, die }, type, cpu, ...event })),
  );
  return nameDies(onePlatform(everywhere));
}

/** Lists the folder rather than trying numbers: a model lists what it has. An event that is not in joules is left out. */
function readEvents(sysfs: FileTree): readonly PerfEvent[] {
  const folder = `${PMU_FOLDER}/events`;
  return sysfs.list(folder).flatMap((name): PerfEvent[] => {
    const part = PARTS[name];
    const config = parseEvent(readWord(sysfs, `${folder}/${name}`) ?? '');
    const joulesPerCount = Number(readWord(sysfs, `${folder}/${name}.scale`) ?? Number.NaN);
    const known =
      part !== undefined && config !== null && readWord(sysfs, `${folder}/${name}.unit`) === 'Joules';
    if (!known || !(joulesPerCount > 0 && Number.isFinite(joulesPerCount))) return [];
    return [{ part, config, joulesPerCount }];
  });
}

/** `event=0x02`, as `format/event` = `config:0-7` says. */
function parseEvent(text: string): number | null {
  const value = /^event=(0x[0-9a-f]{1,2}|\d{1,3})$/i.exec(text)?.[1];
  return value === undefined ? null : Number(value);
}

/** The processors of the mask with their packages: by topology, never by their position in the list. */
function readMask(sysfs: FileTree): readonly { cpu: number; package: number; die: number }[] {
  const cpus = parseCpuList(readWord(sysfs, `${PMU_FOLDER}/cpumask`) ?? '');
  if (cpus.length > MAX_UNITS) return [];
  const placed = cpus.flatMap((cpu) => {
    const folder = `devices/system/cpu/cpu${cpu}/topology`;
    // A machine that does not tell (-1 or no file) has one package as long as there is one processor in the mask.
    const number = readDecimal(sysfs, `${folder}/physical_package_id`) ?? (cpus.length === 1 ? 0 : null);
    return number === null ? [] : [{ cpu, package: number, die: readDecimal(sysfs, `${folder}/die_id`) }];
  });
  return placed.map(({ cpu, package: number, die }) => {
    const siblings = placed.filter((other) => other.package === number);
    const named = new Set(siblings.map((other) => other.die)).size === siblings.length;
    const order = siblings.findIndex((other) => other.cpu === cpu);
    return { cpu, package: number, die: named && die !== null ? die : order };
  });
}

/** The event of the platform is listed on every package; the first one shows it. */
function onePlatform(zones: readonly PerfZone[]): readonly PerfZone[] {
  const lowest = Math.min(...zones.map(({ zone }) => zone.package));
  const first = zones.find(({ zone }) => zone.part === 'platform' && zone.package === lowest);
  return zones.filter((candidate) => candidate.zone.part !== 'platform' || candidate === first);
}
