// The whole path from cpumask to watts, through real system calls, against a counter with a known truth: the time stamp counter.

import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Machine } from '../../../test/fakes/machine.ts';
import type { CounterReading } from '../../energy/reading.ts';
import type { PerfCounter } from '../../host/host.ts';
import { createLinuxHost } from '../../host/linux-host.ts';
import type { EnergySource } from '../source.ts';
import { raplDriver } from './driver.ts';

const CALIBRATION_MS = 3_000;
const WINDOW_MS = 10_000;
const WATTS = 50;

/** PERF config of `msr/tsc/` (arch/x86/events/msr.c). */
const TSC = 0;

const real = createLinuxHost({ sysfs: '/sys', procfs: '/proc', dev: '/dev' });

/** Why this machine has no such counter to compare with; null where it has. */
function obstacle(): string | null {
  try {
    const event = real.sysfs.readText('bus/event_source/devices/msr/events/tsc').trim();
    if (event !== 'event=0x00') return `msr/tsc is ${event}`;
    const cpuinfo = real.procfs.readText('cpuinfo');
    if (!cpuinfo.includes(' constant_tsc ') || !cpuinfo.includes(' nonstop_tsc '))
      return 'it is not constant';
    openTsc()[Symbol.dispose]();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function msrType(): string {
  return real.sysfs.readText('bus/event_source/devices/msr/type').trim();
}

function openTsc(): PerfCounter {
  return real.perfEvents.open(Number(msrType()), TSC, 0);
}

/** Ticks per second against CLOCK_MONOTONIC, by nothing but two bare reads of the counter. */
async function calibrate(): Promise<number> {
  using counter = openTsc();
  const before = tightest(() => counter.read());
  await wait(CALIBRATION_MS);
  const after = tightest(() => counter.read());
  return ((after.count - before.count) / (after.ms - before.ms)) * 1000;
}

/** Of many reads the one that took least time, stamped in its middle: other programs run on these processors, too. */
function tightest(read: () => number): { ms: number; count: number } {
  const reads = Array.from({ length: 50 }, () => {
    const startMs = performance.now();
    const count = read();
    const endMs = performance.now();
    return { ms: (startMs + endMs) / 2, count, tookMs: endMs - startMs };
  });
  return reads.reduce((best, next) => (next.tookMs < best.tookMs ? next : best));
}

/** A machine whose energy counter is the time stamp counter of processor 0, at so many joules per tick. */
function machineOf(joulesPerTick: number): Machine {
  const pmu = 'sys/bus/event_source/devices/power';
  return Machine.of({
    [`${pmu}/type`]: `${msrType()}\n`,
    [`${pmu}/cpumask`]: '0\n',
    [`${pmu}/format/event`]: 'config:0-7\n',
    [`${pmu}/events/energy-pkg`]: 'event=0x00\n',
    [`${pmu}/events/energy-pkg.scale`]: `${joulesPerTick}\n`,
    [`${pmu}/events/energy-pkg.unit`]: 'Joules\n',
    'sys/devices/system/cpu/cpu0/topology/physical_package_id': '0\n',
    'sys/devices/system/cpu/cpu0/topology/die_id': '0\n',
  });
}

async function openSource(machine: Machine): Promise<EnergySource> {
  const [finding] = await raplDriver.discover({ backend: 'auto' }, { ...real, sysfs: machine.sysfs });
  if (finding?.status !== 'ready') throw new Error(`not ready: ${JSON.stringify(finding)}`);
  return finding.open();
}

/** The median reading, by lateness of its stamp, of some in a row. */
async function readEdge(source: EnergySource): Promise<{ timelineMs: number; joules: number }> {
  const readings: CounterReading[] = [];
  while (readings.length < 15) {
    const told = (await source.read()).filter((reading) => reading.kind === 'counter');
    readings.push(...told.slice(-1));
  }
  const lateness = ({ at, joules }: CounterReading) => at.timelineMs - (joules / WATTS) * 1000;
  readings.sort((a, b) => lateness(a) - lateness(b));
  const { at, joules } = readings[7] as CounterReading;
  return { timelineMs: at.timelineMs, joules };
}

const why = obstacle();
const name = 'perf events count the time stamp counter to within 0.01 % of the clock over 10 s';

test.skipIf(why !== null)(
  why === null ? name : `${name} (skipped, no such counter: ${why})`,
  async () => {
    const hertz = await calibrate();
    using machine = machineOf(WATTS / hertz);
    await using source = await openSource(machine);
    expect(source.channels.map(({ id }) => id)).toEqual(['rapl:cpu-0']);
    const first = await readEdge(source);
    await wait(WINDOW_MS);
    const last = await readEdge(source);
    const watts = (last.joules - first.joules) / ((last.timelineMs - first.timelineMs) / 1000);
    expect(Math.abs(watts / WATTS - 1), `${watts} W instead of ${WATTS} W`).toBeLessThan(1e-4);
    // BogoMIPS are twice the megahertz of this counter as the kernel first measured them (arch/x86/kernel/tsc.c).
    const stated = Number(/^bogomips\s*:\s*([\d.]+)/m.exec(real.procfs.readText('cpuinfo'))?.[1]) * 0.5e6;
    expect(Math.abs(hertz / stated - 1), `${hertz} Hz, the kernel says ${stated} Hz`).toBeLessThan(1e-3);
  },
  60_000,
);
