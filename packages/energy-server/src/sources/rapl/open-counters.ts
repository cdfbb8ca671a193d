// Opens what can be read: perf events where they work, powercap otherwise and for what perf does not list.

import { type Host, HostError } from '../../host/host.ts';
import type { Backend, EnergyCounter } from './counter.ts';
import { openPerfCounter } from './perf-counter.ts';
import { type PerfZone, scanPmu } from './perf-pmu.ts';
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

/** Empty where nothing of the inventory can be read. */
export function openCounters(host: Host, inventory: Inventory): OpenCounters {
  const notes: string[] = [];
  const perf = openPerf(host, inventory.perf, notes);
  const powercap = openPowercap(host, inventory.powercap, notes);
  // Single events beside a refused package would make a total of crumbs.
  const perfWorks = perf.some(({ zone }) => zone.part === 'package' || zone.part === 'platform');
  if (!perfWorks) {
    for (const counter of perf) counter[Symbol.dispose]();
    if (powercap.length > 0) notes.unshift('Read through powercap.');
    return { counters: powercap, shadows: [], notes };
  }
  notes.unshift('Read through perf events.');
  const keys = new Set(perf.map(({ zone }) => keyOf(zone)));
  const shadows = powercap.filter(({ zone }) => keys.has(keyOf(zone)));
  const others = powercap.filter((counter) => !shadows.includes(counter));
  // A package that perf divides otherwise would be counted twice.
  const extras = others.filter(({ zone }) => zone.part === 'memory' || zone.part === 'platform');
  for (const counter of others) if (!extras.includes(counter)) counter[Symbol.dispose]();
  for (const { zone } of extras) {
    notes.push(`${labelOf(zone, false)} is read through powercap: perf events do not list it.`);
  }
  return { counters: [...perf, ...extras], shadows, notes };
}

function openPerf(host: Host, zones: readonly PerfZone[], notes: string[]): EnergyCounter[] {
  return zones.flatMap((found) => {
    try {
      return [openPerfCounter(host, found)];
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      notes.push(`perf events refuse ${labelOf(found.zone, false).toLowerCase()} (${error.code}).`);
      return [];
    }
  });
}

/** The first readable zone of each name; the same package of another control type is a duplicate. */
function openPowercap({ sysfs }: Host, zones: readonly PowercapZone[], notes: string[]): EnergyCounter[] {
  const opened: EnergyCounter[] = [];
  for (const found of zones) {
    const folder = found.folder.slice(found.folder.lastIndexOf('/') + 1);
    const label = labelOf(found.zone, false).toLowerCase();
    if (opened.some((counter) => isDuplicate(counter, found))) {
      notes.push(`${folder} shows ${label} once more and is not counted.`);
      continue;
    }
    const counter = tryPowercap(() => openPowercapCounter(sysfs, found));
    if (counter instanceof HostError) notes.push(`${folder} (${label}) cannot be read (${counter.code}).`);
    else opened.push(counter);
  }
  return opened;
}

function isDuplicate({ zone }: EnergyCounter, found: PowercapZone): boolean {
  const samePackage =
    zone.part === 'package' && found.zone.part === 'package' && zone.package === found.zone.package;
  return (
    keyOf(zone) === keyOf(found.zone) ||
    (samePackage && found.zone.die !== zone.die && found.zone.die === null)
  );
}

function tryPowercap(open: () => EnergyCounter): EnergyCounter | HostError {
  try {
    return open();
  } catch (error) {
    if (error instanceof HostError) return error;
    throw error;
  }
}
