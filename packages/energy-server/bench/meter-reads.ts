// What a read of the meters costs that have no counter in the processor: GPUs, boards, batteries, wall meters, plugs.

import { setTimeout as pause } from 'node:timers/promises';
import { batteryDriver } from '../src/sources/battery/driver.ts';
import { hwmonDriver } from '../src/sources/hwmon/driver.ts';
import { nvmlDriver } from '../src/sources/nvml/driver.ts';
import { plugDriver } from '../src/sources/plug/driver.ts';
import { type EnergySource, type Finding, SourceError } from '../src/sources/source.ts';
import { wallMeterDriver } from '../src/sources/wall-meter/driver.ts';
import { Machine } from '../test/fakes/machine.ts';
import { cannotBuild } from '../test/fakes/nvml/fake-nvml.ts';
import { collectGarbage } from './cost.ts';
import { startFakes } from './fakes-aside.ts';
import { buildQuickNvml } from './quick-nvml.ts';
import { costOf, hostAt, type ReadCost } from './reads.ts';

const WATCHED_MS = 5_000;

/** One GPU of a library that answers at once, called on a thread. */
export async function nvmlRead(): Promise<ReadCost> {
  if (cannotBuild !== null) return { obstacle: cannotBuild };
  using machine = new Machine();
  using nvml = buildQuickNvml();
  const options = nvmlDriver.options.parse({ library: nvml.library });
  return await costOf(await nvmlDriver.discover(options, hostAt(`${machine.root}/sys`)));
}

/** An ACPI power meter. */
export async function hwmonRead(): Promise<ReadCost> {
  using machine = Machine.of({
    'sys/class/hwmon/hwmon0/name': 'power_meter\n',
    'sys/class/hwmon/hwmon0/power1_average': '300000000\n',
    'sys/devices/ACPI000D:00/uevent': '\n',
  });
  machine.link('sys/class/hwmon/hwmon0/device', '../../../devices/ACPI000D:00');
  return await costOf(
    await hwmonDriver.discover(hwmonDriver.options.parse({}), hostAt(`${machine.root}/sys`)),
  );
}

/** A battery that feeds the machine. */
export async function batteryRead(): Promise<ReadCost> {
  const files = { type: 'Battery', present: '1', status: 'Discharging', power_now: '18000000' };
  using machine = new Machine();
  for (const [name, text] of Object.entries(files))
    machine.write(`sys/class/power_supply/BAT0/${name}`, `${text}\n`);
  const host = hostAt(`${machine.root}/sys`);
  // It reads its files once a second at most: here every look at the clock is a second later.
  let timelineMs = 0;
  const now = () => {
    timelineMs += 1_000;
    return { ...host.clock.now(), timelineMs };
  };
  const clock = { now, sleptMs: () => host.clock.sleptMs() };
  return await costOf(await batteryDriver.discover(batteryDriver.options.parse({}), { ...host, clock }));
}

/** A board on a real pseudo-terminal, asked at the interval that the factory set. */
export async function wallMeterRead(): Promise<ReadCost> {
  await using fakes = await startFakes({ boards: 1 });
  const boards = fakes.boards.map((path) => ({ path }));
  return await costOfAnswers(
    await wallMeterDriver.discover(wallMeterDriver.options.parse({ boards }), hostAt(fakes.sysfs)),
  );
}

/** A Shelly on loopback. */
export async function plugRead(): Promise<ReadCost> {
  await using fakes = await startFakes({ plugs: 1 });
  const plugs = fakes.plugs.map((address) => ({ address, feeds: 'this computer' }));
  return await costOfAnswers(
    await plugDriver.discover(plugDriver.options.parse({ plugs }), hostAt(fakes.sysfs)),
  );
}

/** Of one that is asked in the background: all CPU time of this process, divided by the answers that came. */
async function costOfAnswers([finding]: readonly Finding[]): Promise<ReadCost> {
  if (finding === undefined) return { obstacle: 'nothing to read was found' };
  if (finding.status === 'blocked') return { obstacle: finding.reason };
  const opened = await openedOr(finding);
  if (typeof opened === 'string') return { obstacle: opened };
  await using source = opened;
  await pause(1_000); // What opening it costs is over.
  await source.read();
  collectGarbage(); // What earlier topics left behind is not its cost.
  const before = process.cpuUsage();
  await pause(WATCHED_MS);
  const { user, system } = process.cpuUsage(before);
  const answers = new Set((await source.read()).map(({ at }) => at.timelineMs)).size;
  if (answers === 0) return { obstacle: 'it gave no answer' };
  return { micros: (user + system) / answers, channels: source.channels.length };
}

/** Why it could not be opened otherwise: one meter that fails once must not end all topics. */
async function openedOr(finding: Finding & { readonly status: 'ready' }): Promise<EnergySource | string> {
  try {
    return await finding.open();
  } catch (error) {
    if (error instanceof SourceError) return error.message;
    throw error;
  }
}
