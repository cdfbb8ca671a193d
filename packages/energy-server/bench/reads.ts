// What reading one source costs, by the way in which it is read.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Host, HostError } from '../src/host/host.ts';
import { createLinuxHost } from '../src/host/linux-host.ts';
import { estimateDriver } from '../src/sources/estimate/driver.ts';
import { raplDriver } from '../src/sources/rapl/driver.ts';
import type { Finding } from '../src/sources/source.ts';
import { cpuMicroseconds } from './cost.ts';
import { PaperPackages } from './paper-packages.ts';

const REPETITIONS = 1_000;
const PMU = 'bus/event_source/devices';

/** CPU microseconds of one read of so many channels, or why that cannot be measured here. */
export type ReadCost = MeasuredCost | { readonly obstacle: string };

export interface MeasuredCost {
  readonly micros: number;
  readonly channels: number;
  /** How many answers that is the mean of, where the source is asked in the background. */
  readonly answers?: number;
}

/** A counter of this computer's processor, opened and read as RAPL's is: the time stamp counter of the msr PMU. */
export async function perfRead(): Promise<ReadCost> {
  try {
    using machine = timeStampMachine();
    const options = { backend: 'perf' } as const;
    return await costOf(await raplDriver.discover(options, hostAt(machine.sysfs)));
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { obstacle: `the msr PMU cannot be read here (${error.code})` };
  }
}

/** A file of the temporary folder in the place of sysfs, where the kernel would read a register. */
export async function powercapRead(): Promise<ReadCost> {
  using machine = new PaperPackages(1);
  const options = { backend: 'powercap' } as const;
  return await costOf(await raplDriver.discover(options, hostAt(machine.sysfs)), () => machine.advance());
}

/** The real /proc/stat, and the cgroup's files where there is one with a limit. */
export async function estimateRead(): Promise<ReadCost> {
  return await costOf(await estimateDriver.discover(estimateDriver.options.parse({}), hostAt('/sys')));
}

/** Of one that is read at the beat. */
export async function costOf(findings: readonly Finding[], between?: () => void): Promise<ReadCost> {
  const finding = findings[0];
  if (finding === undefined) return { obstacle: 'nothing to read was found' };
  if (finding.status === 'blocked') return { obstacle: finding.reason };
  await using source = await finding.open();
  const micros = await cpuMicroseconds(REPETITIONS, () => source.read(), between);
  return { micros, channels: source.channels.length };
}

interface SysfsFolder extends Disposable {
  readonly sysfs: string;
}

/** A machine whose PMU `power` is the msr PMU, and whose package energy is the time stamp counter. Throws HostError. */
export function timeStampMachine(): SysfsFolder {
  const type = hostAt('/sys').sysfs.readText(`${PMU}/msr/type`);
  const sysfs = mkdtempSync(join(tmpdir(), 'time-stamps-'));
  const files = {
    [`${PMU}/power/type`]: type,
    [`${PMU}/power/cpumask`]: '0\n',
    [`${PMU}/power/events/energy-pkg`]: 'event=0x00\n',
    [`${PMU}/power/events/energy-pkg.scale`]: '1e-8\n',
    [`${PMU}/power/events/energy-pkg.unit`]: 'Joules\n',
    'devices/system/cpu/cpu0/topology/physical_package_id': '0\n',
    'devices/system/cpu/cpu0/topology/die_id': '0\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(sysfs, path)), { recursive: true });
    writeFileSync(join(sysfs, path), text);
  }
  return { sysfs, [Symbol.dispose]: () => rmSync(sysfs, { recursive: true, force: true }) };
}

export function hostAt(sysfs: string): Host {
  return createLinuxHost({ sysfs, procfs: '/proc', dev: '/dev' });
}
