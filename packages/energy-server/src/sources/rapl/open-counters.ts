// Opens what can be read: perf events where they work, powercap otherwise and for what perf does not list.

import type { Joules } from '@jupyter-energy/contract';
import { type Host, HostError } from '../../host/host.ts';
import type { Backend, EnergyCounter } from './counter.ts';
import { filteringNotes } from './energy-filtering.ts';
import { openPerfCounter } from './perf-counter.ts';
import { type PerfZone, PMU_FOLDER, scanPmu } from './perf-pmu.ts';
import { openPowercapCounter } from './powercap-counter.ts';
import { type PowercapZone, scanPowercap } from './powercap-zones.ts';
import { keyOf, labelOf } from './zone.ts';

export type BackendChoice = 'auto' | Backend;

/** What the machine lists, readable or not. */
export interface Inventory {
  readonly perf: readonly PerfZone[];
  readonly powercap: readonly PowercapZone[];
}

export interface OpenCounters {
  /** One for each zone. */
  readonly counters: readonly EnergyCounter[];
  /** The same zones through the other backend, to check the first. */
  readonly shadows: readonly EnergyCounter[];
  readonly notes: readonly string[];
}

export function takeInventory({ sysfs }: Host, choice: BackendChoice): Inventory {
  return {
    perf: choice === 'powercap' ? [] : scanPmu(sysfs),
    powercap: choice === 'perf' ? [] : scanPowercap(sysfs),
  };
}

/** Equal for two inventories of the same zones. */
export function fingerprint({ perf, powercap }: Inventory): string {
  const counters = perf.map(({ zone }) => `perf ${keyOf(zone)}`);
  return [...new Set([...counters, ...powercap.map(({ folder, zone }) => `${folder} ${keyOf(zone)}`)])]
    .sort()
    .join('\n');
}

const PSYS_NOTE =
  "The main board's figure (psys) is its maker's model: beside the batteries of two laptops it was 11 % and 31 % too high.";
/** Of Sapphire and Emerald Rapids, told by a range that no counter of finer steps has. */
const COARSE_NOTE =
  "The main board's counter (psys) moves in steps of 1 J: at ten readings a second its power comes in steps of 10 W, at two in steps of 2 W.";
/** 2^32 steps of 1 J, or a little less. */
const COARSE_RANGE: Joules = 4e9;
const CORES_NOTE = 'The counters of single cores (power_core) are left alone: the processor contains them.';

/** Empty where nothing of the inventory can be read. */
export function openCounters(host: Host, inventory: Inventory): OpenCounters {
  const opened = openPreferred(host, inventory);
  const platform = opened.counters.some(({ zone }) => zone.part === 'platform');
  const cores = host.sysfs.list(`${PMU_FOLDER}_core/events`).length > 0;
  const notes = [
    ...opened.notes,
    ...(platform ? [PSYS_NOTE] : []),
    ...(platform && isCoarse(host) ? [COARSE_NOTE] : []),
    ...(cores ? [CORES_NOTE] : []),
    ...(opened.counters.length > 0 ? filteringNotes(host) : []),
  ];
  return { ...opened, notes };
}

/** Whichever way it is read: perf events do not tell. */
function isCoarse({ sysfs }: Host): boolean {
  return scanPowercap(sysfs).some(
    ({ zone, wrapsAt }) => zone.part === 'platform' && (wrapsAt ?? 0) >= COARSE_RANGE,
  );
}

function openPreferred(host: Host, inventory: Inventory): OpenCounters {
  const perf = openPerf(host, inventory.perf);
  const powercap = openPowercap(host, inventory.powercap);
  // Single events beside a refused package would make a total of crumbs.
  if (perf.opened.some(({ zone }) => zone.part === 'package' || zone.part === 'platform')) {
    return preferPerf(perf, powercap);
  }
  for (const counter of perf.opened) counter[Symbol.dispose]();
  const notes = powercap.opened.length > 0 ? ['Read through powercap.', ...powercap.notes] : [];
  return { counters: powercap.opened, shadows: [], notes };
}

interface Opened {
  readonly opened: readonly EnergyCounter[];
  readonly notes: readonly string[];
}

function preferPerf(perf: Opened, powercap: Opened): OpenCounters {
  const keys = new Set(perf.opened.map(({ zone }) => keyOf(zone)));
  const shadows = powercap.opened.filter(({ zone }) => keys.has(keyOf(zone)));
  const others = powercap.opened.filter((counter) => !shadows.includes(counter));
  // A package that perf divides otherwise would be counted twice.
  const extras = others.filter(({ zone }) => zone.part === 'memory' || zone.part === 'platform');
  for (const counter of others) if (!extras.includes(counter)) counter[Symbol.dispose]();
  const borrowed = extras.map(
    ({ zone }) => `${labelOf(zone, false)} is read through powercap: perf events do not list it.`,
  );
  const notes = ['Read through perf events.', ...perf.notes, ...borrowed];
  return { counters: [...perf.opened, ...extras], shadows, notes };
}

function openPerf(host: Host, zones: readonly PerfZone[]): Opened {
  const notes: string[] = [];
  const opened: EnergyCounter[] = [];
  for (const found of zones) {
    const counter = counterOrError(() => openPerfCounter(host, found));
    if (!(counter instanceof HostError)) opened.push(counter);
    else notes.push(`perf events refuse ${labelOf(found.zone, false).toLowerCase()} (${counter.code}).`);
  }
  return { opened, notes };
}

/** The first readable zone of each name; the same package of another control type is a duplicate. */
function openPowercap({ sysfs }: Host, zones: readonly PowercapZone[]): Opened {
  const notes: string[] = [];
  const opened: EnergyCounter[] = [];
  for (const found of zones) {
    const folder = found.folder.slice(found.folder.lastIndexOf('/') + 1);
    const label = labelOf(found.zone, false).toLowerCase();
    if (opened.some((counter) => isDuplicate(counter, found))) {
      notes.push(`${folder} shows ${label} once more and is not counted.`);
      continue;
    }
    const counter = counterOrError(() => openPowercapCounter(sysfs, found));
    if (!(counter instanceof HostError)) opened.push(counter);
    else notes.push(`${folder} (${label}) cannot be read (${counter.code}).`);
  }
  return { opened, notes };
}

function isDuplicate({ zone }: EnergyCounter, found: PowercapZone): boolean {
  const samePackage =
    zone.part === 'package' && found.zone.part === 'package' && zone.package === found.zone.package;
  return (
    keyOf(zone) === keyOf(found.zone) ||
    (samePackage && found.zone.die !== zone.die && found.zone.die === null)
  );
}

function counterOrError(open: () => EnergyCounter): EnergyCounter | HostError {
  try {
    return open();
  } catch (error) {
    if (error instanceof HostError) return error;
    throw error;
  }
}
