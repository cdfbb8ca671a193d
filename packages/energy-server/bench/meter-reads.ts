// What a read of those meters costs that are read at the beat and have no counter in the processor: GPUs, boards, batteries.

import { batteryDriver } from '../src/sources/battery/driver.ts';
import { hwmonDriver } from '../src/sources/hwmon/driver.ts';
import { nvmlDriver } from '../src/sources/nvml/driver.ts';
import { Machine } from '../test/fakes/machine.ts';
import { cannotBuild } from '../test/fakes/nvml/fake-nvml.ts';
import { buildQuickNvml } from './quick-nvml.ts';
import { costOf, hostAt, type ReadCost } from './reads.ts';

/** One GPU of a library that answers at once, called on a thread. */
export async function nvmlRead(): Promise<ReadCost> {
  if (cannotBuild !== null) return { obstacle: cannotBuild };
  using machine = new Machine();
  using nvml = buildQuickNvml();
  const options = nvmlDriver.options.parse({ library: nvml.library });
  return await costOf(await nvmlDriver.discover(options, hostAt(`${machine.root}/sys`)));
}

/** An ACPI power meter. */
export async function powerMeterRead(): Promise<ReadCost> {
  using machine = Machine.of({
    'sys/class/hwmon/hwmon0/name': 'power_meter\n',
    'sys/class/hwmon/hwmon0/power1_average': '300000000\n',
    'sys/devices/ACPI000D:00/uevent': '\n',
  });
  machine.link('sys/class/hwmon/hwmon0/device', '../../../devices/ACPI000D:00');
  return await hwmonRead(machine);
}

/** An AMD graphics card that is awake, which is made sure of at each read. */
export async function amdCardRead(): Promise<ReadCost> {
  const card = 'devices/0000:03:00.0';
  using machine = Machine.of({
    'sys/class/hwmon/hwmon0/name': 'amdgpu\n',
    'sys/class/hwmon/hwmon0/power1_average': '35000000\n',
    [`sys/${card}/power/runtime_status`]: 'active\n',
  });
  machine.link('sys/class/hwmon/hwmon0/device', `../../../${card}`);
  return await hwmonRead(machine);
}

/** A Jetson's power monitor: the volts and amperes of each rail. */
export async function jetsonRead(): Promise<ReadCost> {
  using machine = Machine.specimen('jetson');
  return await hwmonRead(machine);
}

/** A Grace module: a meter for each of its rails. */
export async function graceRead(): Promise<ReadCost> {
  using machine = Machine.specimen('grace');
  return await hwmonRead(machine);
}

async function hwmonRead({ root }: Machine): Promise<ReadCost> {
  return await costOf(await hwmonDriver.discover(hwmonDriver.options.parse({}), hostAt(`${root}/sys`)));
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
