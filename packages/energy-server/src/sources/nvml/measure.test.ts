// Which way a GPU is read: the best that works, tried once; and what the readings become.

import { afterEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../../test/fakes/fake-host.ts';
import {
  cannotBuild,
  FakeNvml,
  type NvmlScript,
  namedWithReason,
  steadyGpu,
} from '../../../test/fakes/nvml/fake-nvml.ts';
import { openReady } from '../../../test/fakes/open-source.ts';
import { createMeter } from '../../energy/meter.ts';
import type { EnergySource } from '../source.ts';
import { createNvmlDriver } from './driver.ts';

const UUID = '00000000-1111-2222-3333-444444444444';
const AVERAGED = expect.stringContaining('averaged over up to one second');
const INTEGRATED = expect.stringContaining('does not count energy');
const MODULE = expect.stringContaining('whole module');

let nvml: FakeNvml;
let host: FakeHost;
let source: EnergySource;

async function openGpu(gpu: NvmlScript, more: NvmlScript = {}): Promise<void> {
  nvml = new FakeNvml({ count: 1, ...steadyGpu(0, gpu), ...more });
  host = createFakeHost();
  source = await openReady(createNvmlDriver(), host, { library: nvml.library });
}

/** The value of the next reading, whichever kind it is. */
async function next(): Promise<number> {
  const [reading] = await source.read();
  if (reading === undefined) throw new Error('no reading');
  return reading.kind === 'counter' ? reading.joules : reading.watts;
}

describe.skipIf(cannotBuild !== null)(namedWithReason('the way'), () => {
  afterEach(async () => {
    await source[Symbol.asyncDispose]();
    nvml[Symbol.dispose]();
    host[Symbol.dispose]();
  });

  test.each<[string, NvmlScript, 'counter' | 'gauge', number, unknown[]]>([
    ['the energy counter', { energy: '0 123456' }, 'counter', 123.456, []],
    ['N3: field 83', { energy: '3 0', 'field.83.0': '0 3 7500' }, 'counter', 7.5, []],
    [
      'N3: field 186',
      { energy: '3 0', 'field.83.0': '', 'field.186.0': '0 1 60500' },
      'gauge',
      60.5,
      [INTEGRATED],
    ],
    [
      'N3, N7: field 186 failed with garbage beside good ones',
      { energy: '3 0', 'field.83.0': '', 'field.186.0': '3 1 0', power: '0 42000' },
      'gauge',
      42,
      [AVERAGED],
    ],
    [
      'the field call as a whole refused',
      { energy: '3 0', fields: 3, power: '0 42000' },
      'gauge',
      42,
      [AVERAGED],
    ],
    ['N11: divided by MIG', { energy: '0 5000', mig: '0 1' }, 'counter', 5, [expect.stringContaining('MIG')]],
    [
      'a card that looks a quarter of the time',
      { energy: '0 5000', name: 'NVIDIA A100-SXM4-40GB' },
      'counter',
      5,
      [expect.stringContaining('quarter')],
    ],
  ])('%s', async (_, gpu, kind, value, notes) => {
    await openGpu(gpu);
    expect(source.channels).toMatchObject([{ kind, domain: `machine/gpu-${UUID}`, basis: 'measured' }]);
    expect(source.notes).toEqual(notes);
    expect(await next()).toBe(value);
    // N13: cells that are shorter than what is averaged, or mostly not looked at, are too short to tell.
    const isCoarse = notes.includes(AVERAGED) || /A100/.test(String(gpu['name']));
    expect(source.channels[0]?.resolvesMs).toBe(isCoarse ? 1_000 : undefined);
  });

  test.each<[string, NvmlScript, 'counter' | 'gauge', string, number, unknown[]]>([
    [
      'N14: only the module answers',
      { name: 'NVIDIA GH200 480GB', 'field.191.0': '3 3 0', 'field.191.1': '0 3 9000', 'field.186.0': '' },
      'counter',
      'machine',
      9,
      [MODULE],
    ],
    [
      'scopes that are told apart: the GPU alone, so that the processor can stand beside it',
      { name: 'NVIDIA GH200 480GB', 'field.191.0': '0 3 6000', 'field.191.1': '0 3 9000' },
      'counter',
      `machine/gpu-${UUID}`,
      6,
      [],
    ],
    [
      'scopes with the same counter: the driver does not tell them apart',
      { 'field.191.0': '0 3 9000', 'field.191.1': '0 3 9000', 'field.186.0': '' },
      'counter',
      'machine',
      9,
      [MODULE],
    ],
    [
      'an old driver without scopes: the plain counter is the module’s',
      { name: 'NVIDIA GH200 480GB', energy: '0 8000', 'field.186.0': '' },
      'counter',
      'machine',
      8,
      [MODULE],
    ],
    [
      'the power of the GPU before the energy of the module',
      { 'field.186.0': '0 1 300000', 'field.186.1': '0 1 500000' },
      'gauge',
      `machine/gpu-${UUID}`,
      300,
      [INTEGRATED],
    ],
  ])('superchips: %s', async (_, gpu, kind, domain, value, notes) => {
    await openGpu(gpu);
    expect(source.channels).toMatchObject([{ kind, domain }]);
    expect(source.notes).toEqual(notes);
    expect(await next()).toBe(value);
  });

  test('several modules: none is the whole machine, so none counts', async () => {
    await openGpu({ name: 'NVIDIA GB200', 'field.186.0': '' }, { count: 2, ...steadyGpu(1) });
    expect(source.channels).toMatchObject([
      { domain: `machine/gpu-${UUID}`, distrusted: expect.stringContaining('processor') },
    ]);
  });

  test.each([
    [0, '0 0 5000', 5],
    [1, '0 1 5000', 5],
    [2, '0 2 5000', 5],
    [3, `0 3 ${2 ** 40}`, 2 ** 40 / 1000],
    [4, '0 4 5000', 5],
    [5, '0 5 5000', 5],
    [6, '0 6 5000', 5],
  ])('a field of value type %d', async (_, field, joules) => {
    await openGpu({ energy: '3 0', 'field.83.0': field });
    expect(await next()).toBe(joules);
  });

  test('a field of a type that nobody knows is not read', async () => {
    await openGpu({ energy: '3 0', 'field.83.0': '0 9 5000', 'field.186.0': '0 1 60000' });
    expect(source.channels).toMatchObject([{ kind: 'gauge' }]);
  });

  test('N7: a field that fails later is a failed read, whatever its value is', async () => {
    await openGpu({ energy: '3 0', 'field.83.0': '0 3 5000' });
    expect(await next()).toBe(5);
    nvml.script({ 'gpu0.field.83.0': '10 3 5000' });
    await expect(next()).rejects.toMatchObject({
      recovery: 'retry',
      message: expect.stringContaining('NVML 10'),
    });
  });

  test('each way is tried once', async () => {
    await openGpu({ energy: '0 1000' });
    for (let beat = 0; beat < 3; beat++) await source.read();
    expect(nvml.calls('nvmlDeviceGetTotalEnergyConsumption')).toBe(1 + 3);
    expect(nvml.calls('nvmlDeviceGetFieldValues')).toBe(1);
  });

  test('a counter that times out while it is tried is tried again, not given up for good', async () => {
    await expect(openGpu({ energy: '10 0' })).rejects.toMatchObject({ recovery: 'retry' });
    nvml.script({ 'gpu0.energy': '0 1000' });
    source = await openReady(createNvmlDriver(), host, { library: nvml.library });
    expect(source.channels).toMatchObject([{ kind: 'counter' }]);
  });
});

describe.skipIf(cannotBuild !== null)(namedWithReason('the energy'), () => {
  /** Plays counter values, `everyMs` apart, and answers the steps that they make. */
  async function steps(millijoules: readonly number[], everyMs: number) {
    await openGpu({ energy: '0 0' });
    const [channel] = source.channels;
    if (channel === undefined) throw new Error('no channel');
    const meter = createMeter(channel);
    const found = [];
    for (const value of millijoules) {
      nvml.script({ 'gpu0.energy': `0 ${value}` });
      const [reading] = await source.read();
      const step = reading && meter.take(reading);
      if (step) found.push([step.outcome, step.joules, step.coveredMs]);
      host.clock.pass(everyMs);
    }
    return found;
  }

  afterEach(async () => {
    await source[Symbol.asyncDispose]();
    nvml[Symbol.dispose]();
    host[Symbol.dispose]();
  });

  test('N4: a counter that starts anew is a gap, never a wrap', async () => {
    expect(await steps([5_000_000, 5_030_000, 120, 30_120], 1_000)).toEqual([
      ['first', 0, 0],
      ['advanced', 30, 1_000],
      ['reset', 0, 0],
      ['advanced', 30, 1_000],
    ]);
  });

  test('N5: a counter that stands still and then jumps is one step of 300 W', async () => {
    expect(await steps([1_000, 1_000, 1_000, 91_000], 100)).toEqual([
      ['first', 0, 0],
      ['advanced', 90, 300],
    ]);
  });

  test('two readings just before and after a move of 100 ms are no spike', async () => {
    expect(await steps([1_000, 41_000], 10)).toEqual([
      ['first', 0, 0],
      ['advanced', 40, 10],
    ]);
  });
});
