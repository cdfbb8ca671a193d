// The life of the source: found, blocked, asleep, unplugged, back again.

import { afterEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../../test/fakes/fake-host.ts';
import { Machine } from '../../../test/fakes/machine.ts';
import { createMeter } from '../../energy/meter.ts';
import type { Reading } from '../../energy/reading.ts';
import { type EnergySource, SourceError } from '../source.ts';
import { raplDriver } from './driver.ts';

const ZONE = 'class/powercap/intel-rapl:0';
const ENERGY = `sys/${ZONE}/energy_uj`;
const PMU = 'sys/bus/event_source/devices/power';

const powercap = {
  [`sys/${ZONE}/name`]: 'package-0\n',
  [ENERGY]: '5000000000\n',
  [`sys/${ZONE}/max_energy_range_uj`]: '262143328850\n',
  [`sys/${ZONE}/constraint_0_max_power_uw`]: '95000000\n',
};
const pmu = {
  [`${PMU}/type`]: '23\n',
  [`${PMU}/cpumask`]: '0\n',
  [`${PMU}/events/energy-pkg`]: 'event=0x02\n',
  [`${PMU}/events/energy-pkg.scale`]: '2.3283064365386962890625e-10\n',
  [`${PMU}/events/energy-pkg.unit`]: 'Joules\n',
  'sys/devices/system/cpu/cpu0/topology/physical_package_id': '0\n',
};

let host: FakeHost;
afterEach(() => host[Symbol.dispose]());

function onMachine(files: Record<string, string>): void {
  host = createFakeHost(Machine.of(files));
}

async function find(backend: 'auto' | 'perf' | 'powercap' = 'auto') {
  return (await raplDriver.discover({ backend }, host))[0];
}

async function open(): Promise<EnergySource> {
  const finding = await find();
  if (finding?.status !== 'ready') throw new Error(JSON.stringify(finding));
  return finding.open();
}

/** After so many milliseconds the counter stands at so many joules: what the source then says of it. */
async function after(source: EnergySource, ms: number, joules: number): Promise<readonly Reading[]> {
  host.clock.pass(ms);
  host.machine.write(ENERGY, `${Math.round(joules * 1e6)}\n`);
  return source.read();
}

async function recoveryOf(read: () => unknown): Promise<string> {
  try {
    await read();
  } catch (error) {
    if (error instanceof SourceError) return error.recovery;
    throw error;
  }
  return 'none';
}

describe('what is found', () => {
  test('nothing on a machine without anything', async () => {
    onMachine({});
    expect(await find()).toBeUndefined();
  });

  test('R20a: powercap, quietly, where perf events refuse', async () => {
    onMachine({ ...powercap, ...pmu });
    host.perfEvents.refusal = 'EACCES';
    await using source = await open();
    expect(source.notes).toEqual(['Read through powercap.']);
    expect(source.channels.map(({ id, label }) => [id, label])).toEqual([['rapl:cpu-0', 'Processor']]);
  });

  test('perf events where both can be read, and the option decides otherwise', async () => {
    onMachine({ ...powercap, ...pmu });
    host.perfEvents.set(2, 0, 0);
    await using source = await open();
    expect(source.notes).toEqual(['Read through perf events.']);
    expect(source.channels[0]).toMatchObject({ wrapsAt: null, maxWatts: 190, ceilingWatts: 380 });
    const finding = await find('powercap');
    if (finding?.status !== 'ready') throw new Error('not ready');
    await using other = await finding.open();
    expect(other.notes).toEqual(['Read through powercap.']);
  });

  test('disposing twice closes every counter once', async () => {
    onMachine(pmu);
    host.perfEvents.set(2, 0, 0);
    const source = await open();
    expect(host.perfEvents.opened).toBe(1);
    await source[Symbol.asyncDispose]();
    await source[Symbol.asyncDispose]();
    expect(host.perfEvents.opened).toBe(0);
  });
});

describe('what is counted', () => {
  test('a counter over its own modulus: R3', async () => {
    onMachine(powercap);
    host.machine.write(ENERGY, '262140000000\n');
    await using source = await open();
    const [channel] = source.channels;
    if (channel === undefined) throw new Error('no channel');
    const meter = createMeter(channel);
    await source.read();
    const steps = (await after(source, 100, 2.67115)).map((reading) => meter.take(reading));
    expect(steps.at(-1)).toMatchObject({ outcome: 'wrapped', joules: expect.closeTo(6.000061, 6) });
  });

  test('R28: package and memory are read 30 ms apart in one pass: each with its own stamp, and even power', async () => {
    const memory = `sys/${ZONE}/intel-rapl:0:0`;
    onMachine({ ...powercap, [`${memory}/name`]: 'dram\n', [`${memory}/energy_uj`]: '0\n' });
    // Every look at the clock takes 10 ms; between two stamps of one pass lie some of them.
    const { clock } = host;
    const now = () => {
      clock.pass(10);
      return clock.now();
    };
    const slow = { now, sleptMs: () => clock.sleptMs() };
    const finding = (await raplDriver.discover({ backend: 'powercap' }, { ...host, clock: slow }))[0];
    if (finding?.status !== 'ready') throw new Error('not ready');
    await using source = await finding.open();
    // 50 W and 8 W, as the counters stand at the moment at which each is looked at.
    const passes: Reading[][] = [];
    for (let pass = 0; pass < 4; pass += 1) {
      clock.pass(100);
      const { timelineMs } = clock.now();
      host.machine.write(ENERGY, `${Math.round(1e9 + 50_000 * (timelineMs + 30))}\n`);
      host.machine.write(`${memory}/energy_uj`, `${Math.round(1e6 + 8_000 * (timelineMs + 40))}\n`);
      passes.push([...(await source.read())]);
    }
    for (const channel of source.channels) {
      const meter = createMeter(channel);
      const steps = passes
        .flat()
        .filter((reading) => reading.channel === channel.id)
        .flatMap((reading) => meter.take(reading) ?? []);
      const watts = steps.slice(1).map(({ joules, coveredMs }) => (joules / coveredMs) * 1000);
      expect(watts.length).toBeGreaterThan(1);
      for (const one of watts) expect(one).toBeCloseTo(channel.domain.includes('memory') ? 8 : 50, 6);
    }
    const stamps = new Set(passes.at(-1)?.map(({ at }) => at.timelineMs));
    expect(stamps.size).toBe(2);
  });

  test('R35: the memory zone of a Haswell server is scaled by the kernel already: 120 J are 120 J', async () => {
    const memory = `sys/${ZONE}/intel-rapl:0:0`;
    // Its unit is a quarter of the package's, and so is its range (2^-16 J).
    const range = { [`${memory}/max_energy_range_uj`]: '65532610987\n' };
    onMachine({ ...powercap, ...range, [`${memory}/name`]: 'dram\n', [`${memory}/energy_uj`]: '1000000\n' });
    await using source = await open();
    const dram = source.channels.find(({ id }) => id === 'rapl:memory-0');
    if (dram === undefined) throw new Error('no memory');
    const meter = createMeter(dram);
    const joules: number[] = [];
    for (const microjoules of [1e6, 61e6, 121e6]) {
      host.clock.pass(5_000);
      host.machine.write(`${memory}/energy_uj`, `${microjoules}\n`);
      for (const reading of await source.read())
        if (reading.channel === dram.id) joules.push(meter.take(reading)?.joules ?? 0);
    }
    expect(joules.reduce((a, b) => a + b, 0)).toBe(120);
  });

  test('R22: a sum of the kernel that falls back is handed on for the meter to refuse', async () => {
    onMachine(pmu);
    host.perfEvents.set(2, 0, 0);
    await using source = await open();
    await source.read();
    for (const [count, joules] of [
      [2_000_000_000_000_000, 465_661.287],
      [1_595_654_598_885_376, 371_517.3],
    ] as const) {
      host.clock.pass(1000);
      host.perfEvents.set(2, 0, count);
      expect((await source.read()).at(-1)).toMatchObject({ joules: expect.closeTo(joules, 0) });
    }
  });

  test('a counter that has never moved says nothing, and its first move tells from where', async () => {
    onMachine(powercap);
    await using source = await open();
    expect(await after(source, 100, 5000)).toEqual([]);
    expect(await after(source, 100, 5000)).toEqual([]);
    const told = await after(source, 100, 5002);
    expect(told.map((reading) => [reading.at.timelineMs, (reading as { joules: number }).joules])).toEqual([
      [200, 5000],
      [300, 5002],
    ]);
  });

  test.each([
    { name: 'given up where the processor works', ticks: 60, recovery: 'give-up' },
    { name: 'left alone on an idle machine', ticks: 59, recovery: 'none' },
  ])('R30: a counter that stands still is $name', async ({ ticks, recovery }) => {
    onMachine({ ...powercap, 'proc/stat': 'cpu  1000 0 0 9000 0 0 0 0 0 0\n' });
    await using source = await open();
    await source.read();
    await after(source, 1000, 5001);
    await after(source, 1000, 5001);
    host.machine.write('proc/stat', `cpu  ${1000 + ticks} 0 0 15000 700 0 0 0 0 0\n`);
    expect(await recoveryOf(() => after(source, 60_000, 5001))).toBe(recovery);
  });

  test('after a sleep nothing is carried over from before', async () => {
    onMachine(powercap);
    await using source = await open();
    await source.read();
    host.clock.sleep(3_600_000);
    host.machine.write(ENERGY, '7000000\n');
    expect(await source.read()).toHaveLength(1);
  });

  test('three spikes a day are spikes, three within a minute are the end', async () => {
    onMachine(powercap);
    await using source = await open();
    let joules = 5000;
    function grow(ms: number, by: number) {
      joules += by;
      return after(source, ms, joules);
    }
    const leap = (ms: number) => recoveryOf(() => grow(ms, 6482.6));
    await source.read();
    for (let hours = 0; hours < 3; hours++) {
      await grow(1000, 1.5);
      expect(await leap(1000)).toBe('none');
      for (let minute = 0; minute < 2; minute++) await grow(29_000, 40);
    }
    expect([await leap(1000), await leap(1000), await leap(1000)]).toEqual(['none', 'none', 'give-up']);
  });
});

describe('R37: what comes and goes', () => {
  test('a failed read passes', async () => {
    onMachine(powercap);
    await using source = await open();
    host.machine.refuse(ENERGY, 'EIO');
    expect(await recoveryOf(() => source.read())).toBe('retry');
    host.machine.refuse(ENERGY, null);
    expect(await recoveryOf(() => source.read())).toBe('none');
  });

  test('a driver that goes takes the source with it', async () => {
    onMachine(powercap);
    await using source = await open();
    host.machine.remove(`sys/${ZONE}`);
    expect(await recoveryOf(() => source.read())).toBe('reopen');
    expect(await find()).toBeUndefined();
  });

  test('a zone that comes is noticed within half a minute', async () => {
    onMachine(powercap);
    await using source = await open();
    host.machine.write(`sys/${ZONE}/intel-rapl:0:0/name`, 'dram\n');
    host.machine.write(`sys/${ZONE}/intel-rapl:0:0/energy_uj`, '1\n');
    expect(await recoveryOf(() => after(source, 29_000, 5100))).toBe('none');
    expect(await recoveryOf(() => after(source, 1000, 5101))).toBe('reopen');
    await using again = await open();
    expect(again.channels.map(({ id }) => id)).toEqual(['rapl:cpu-0', 'rapl:memory-0']);
  });
});
