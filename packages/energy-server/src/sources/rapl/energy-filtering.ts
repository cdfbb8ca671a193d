// Whether processors blur their energy counters on purpose: Intel's answer to PLATYPUS where SGX is used.

import { type Host, HostError } from '../../host/host.ts';
import { readDecimal, readWord } from '../file-text.ts';

/** IA32_MISC_PACKAGE_CTLS, of which bit 0 is ENERGY_FILTERING_ENABLE (Intel's Software Developer's Manual, volume 4). */
const MISC_PACKAGE_CTLS = 0xbc;
const ENERGY_FILTERING = 1n;

const CPUS = 'devices/system/cpu';

/** One note where it is on. Where the register cannot be read, as by all who are not root, or does not exist, nothing is said. */
export function filteringNotes({ procfs, sysfs, modelRegisters }: Host): readonly string[] {
  if (!/^vendor_id\s*:\s*GenuineIntel$/m.test(readWord(procfs, 'cpuinfo') ?? '')) return [];
  const isOn = (cpu: number): boolean | null => {
    try {
      return (modelRegisters.read(cpu, MISC_PACKAGE_CTLS) & ENERGY_FILTERING) !== 0n;
    } catch (error) {
      if (error instanceof HostError) return null;
      throw error;
    }
  };
  // Whoever may read one processor's register may read all; the others are looked for only then.
  if (isOn(0) === null) return [];
  const filtered = [...firstCpus(sysfs)].filter(([, cpu]) => isOn(cpu)).map(([number]) => number);
  return filtered.length === 0 ? [] : [noteOf(filtered)];
}

/** The first hardware thread of each package, by the package's number. */
function firstCpus(sysfs: Host['sysfs']): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  const cpus = sysfs.list(CPUS).flatMap((name) => /^cpu(\d+)$/.exec(name)?.[1] ?? []);
  for (const cpu of cpus.map(Number).sort((a, b) => a - b)) {
    const number = readDecimal(sysfs, `${CPUS}/cpu${cpu}/topology/physical_package_id`);
    if (number !== null && !first.has(number)) first.set(number, cpu);
  }
  return first.size === 0 ? new Map([[0, 0]]) : first;
}

function noteOf(packages: readonly number[]): string {
  const which = packages.length === 1 ? `Processor ${packages[0]}` : `Processors ${packages.join(', ')}`;
  return `${which}: energy filtering is on, so readings are blurred by the processor, by up to 50 % (Green Metrics Tool’s documentation). It comes with SGX; switching SGX off in the firmware ends it.`;
}
