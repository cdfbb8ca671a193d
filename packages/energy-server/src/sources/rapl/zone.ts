// A zone: the part of the machine that one RAPL counter covers, and what it is called.

import { cpuDomain, type Domain, memoryDomain, PLATFORM } from '@jupyter-energy/contract';

export type Part = 'platform' | 'package' | 'cores' | 'uncore' | 'memory';

export interface Zone {
  readonly part: Part;
  /** `physical_package_id`; of the platform, that of the package whose counter shows it. */
  readonly package: number;
  /** Set only where one package has several counters. */
  readonly die: number | null;
}

/** Stable name of a zone, the same through perf events and powercap: `psys`, `cpu-0`, `cpu-0/cores`, `memory-0`. */
export function keyOf(zone: Zone): string {
  return zone.part === 'platform' ? 'psys' : domainOf(zone).slice(PLATFORM.length + 1);
}

/** Dies with counters of their own stand side by side, as siblings: nothing else covers their package. */
export function domainOf({ part, package: number, die }: Zone): Domain {
  const suffix = die === null ? '' : `-die-${die}`;
  switch (part) {
    case 'platform':
      return PLATFORM;
    case 'package':
      return `${cpuDomain(number)}${suffix}`;
    case 'cores':
    case 'uncore':
      return `${cpuDomain(number)}${suffix}/${part}`;
    case 'memory':
      return `${memoryDomain(number)}${suffix}`;
  }
}

const ORDER: readonly Part[] = ['platform', 'package', 'cores', 'uncore', 'memory'];

/** The main board first, then package by package from the outside to the inside. */
export function compareZones(a: Zone, b: Zone): number {
  const outermost = Number(b.part === 'platform') - Number(a.part === 'platform');
  const place = a.package - b.package || (a.die ?? 0) - (b.die ?? 0);
  return outermost || place || ORDER.indexOf(a.part) - ORDER.indexOf(b.part);
}

/** For people; without a number where there is only one processor. */
export function labelOf({ part, package: number, die }: Zone, onlyPackage: boolean): string {
  const which = [onlyPackage ? '' : ` ${number}`, die === null ? '' : ` die ${die}`].join('');
  switch (part) {
    case 'platform':
      return 'Main board';
    case 'package':
      return `Processor${which}`;
    case 'cores':
      return which === '' ? 'Cores' : `Cores of processor${which}`;
    case 'uncore':
      return which === '' ? 'Integrated graphics' : `Integrated graphics of processor${which}`;
    case 'memory':
      return `Memory${which}`;
  }
}

/**
 * Tells the dies of a package apart only where it shows several counters: then by their own number where those differ, else by
 * their order. A package with one counter has no dies worth a name.
 */
export function nameDies<T extends { readonly zone: Zone }>(found: readonly T[]): T[] {
  const packages = found.filter(({ zone }) => zone.part === 'package');
  return found.map((item) => {
    const siblings = packages.filter(({ zone }) => zone.package === item.zone.package);
    return siblings.length > 1 ? item : { ...item, zone: { ...item.zone, die: null } };
  });
}
