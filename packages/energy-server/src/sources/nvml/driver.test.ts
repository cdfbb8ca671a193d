// What is found of NVIDIA's GPUs and what is said of those that cannot be read: the driver through the real FFI on a fake library.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../../test/fakes/fake-host.ts';
import {
  cannotBuild,
  FakeNvml,
  type NvmlScript,
  namedWithReason,
  steadyGpu,
} from '../../../test/fakes/nvml/fake-nvml.ts';
import { HostError } from '../../host/host.ts';
import type { Finding } from '../source.ts';
import { createNvmlDriver } from './driver.ts';
import { NvmlOptions } from './options.ts';

const GPU_0 = 'nvml:GPU-00000000-1111-2222-3333-444444444444';
const GPU_1 = 'nvml:GPU-00000001-1111-2222-3333-444444444444';
const TWO: NvmlScript = { count: 2, ...steadyGpu(0), ...steadyGpu(1) };

let host: FakeHost;
let driver: ReturnType<typeof createNvmlDriver>;
beforeEach(() => {
  host = createFakeHost();
  driver = createNvmlDriver();
});
afterEach(() => host[Symbol.dispose]());

async function discover(options: object = {}): Promise<readonly Finding[]> {
  return await driver.discover(NvmlOptions.parse(options), host);
}

async function open(finding: Finding | undefined) {
  if (finding?.status !== 'ready') throw new Error(`not ready: ${JSON.stringify(finding)}`);
  return await finding.open();
}

describe('without a library', () => {
  test('N1: nothing is found, and nothing is said', async () => {
    expect(await discover()).toEqual([]);
  });

  test('where the kernel has an NVIDIA GPU, the way to the library is told', async () => {
    host.machine.write('proc/driver/nvidia/gpus/0000:01:00.0/information', 'Model: NVIDIA Test 100\n');
    expect(await discover()).toMatchObject([
      {
        id: 'nvml',
        status: 'blocked',
        remedy: { command: expect.stringContaining('docker run --gpus all') },
      },
    ]);
    expect(await discover({ enabled: false })).toEqual([]);
  });

  test('a library that was named and is not there is told', async () => {
    expect(await discover({ library: '/nowhere/libnvidia-ml.so' })).toMatchObject([
      { status: 'blocked', reason: 'There is no library /nowhere/libnvidia-ml.so.' },
    ]);
  });

  test.each([
    ['ENOSYS', /native part/],
    ['ELIBBAD', /cannot be loaded/],
  ])('%s', async (code, reason) => {
    const openLibrary = (file: string) => {
      throw new HostError(code, file);
    };
    const refusing = { ...host, openLibrary };
    expect(await driver.discover(NvmlOptions.parse({}), refusing)).toEqual([]);
    host.machine.write('proc/driver/nvidia/gpus/0000:01:00.0/information', '');
    const found = await driver.discover(NvmlOptions.parse({}), refusing);
    expect(found).toMatchObject([{ status: 'blocked', reason: expect.stringMatching(reason) }]);
  });
});

describe.skipIf(cannotBuild !== null)(namedWithReason('with a library'), () => {
  let nvml: FakeNvml;
  const look = () => discover({ library: nvml.library });
  const scripted = (script: NvmlScript, hidden: readonly string[] = []) => {
    nvml = new FakeNvml(script, hidden);
  };
  afterEach(() => nvml[Symbol.dispose]());

  test('all GPUs by their UUID; those alike are numbered', async () => {
    scripted({ count: 3, ...steadyGpu(0), ...steadyGpu(1), ...steadyGpu(2, { name: 'NVIDIA Other' }) });
    const found = await look();
    expect(found.map(({ id }) => id)).toEqual([GPU_0, GPU_1, GPU_1.replace('1-1', '2-1')]);
    expect(found.map(({ title }) => title)).toEqual([
      'NVIDIA Test 100 1',
      'NVIDIA Test 100 2',
      'NVIDIA Other',
    ]);
    await using source = await open(found[1]);
    expect(source.channels).toEqual([
      {
        kind: 'counter',
        id: GPU_1,
        label: 'NVIDIA Test 100 2',
        domain: 'machine/gpu-00000001-1111-2222-3333-444444444444',
        basis: 'measured',
        relativeError: null,
        wrapsAt: null,
        maxWatts: 800,
        ceilingWatts: 8000,
      },
    ]);
    expect([source.notes, source.notCovered]).toEqual([[], []]);
  });

  test.each([9, 12])('N2: init answers %d: nothing is found', async (code) => {
    scripted({ init: code });
    expect(await look()).toEqual([]);
  });

  test.each([
    [18, /updated/, /modprobe nvidia/],
    [4, /may not use/, /usermod -aG video/],
    [17, /control group/, /--gpus all/],
  ])('N2: init answers %d: blocked, with the way out', async (code, reason, command) => {
    scripted({ init: code, ...TWO });
    expect(await look()).toMatchObject([
      {
        id: 'nvml',
        status: 'blocked',
        reason: expect.stringMatching(reason),
        remedy: { command: expect.stringMatching(command) },
      },
    ]);
    nvml.script({ init: 0 });
    expect(await look()).toHaveLength(2);
  });

  test('init fails for no known reason: an error now, found at the next look', async () => {
    scripted({ init: 999, ...TWO });
    await expect(look()).rejects.toThrow('unknown error (NVML 999, init)');
    nvml.script({ init: 0 });
    expect(await look()).toHaveLength(2);
  });

  test('the library is opened once and stays open', async () => {
    scripted(TWO);
    await look();
    await using _source = await open((await look())[0]);
    await look();
    expect([nvml.calls('nvmlInit_v2'), nvml.calls('nvmlShutdown')]).toEqual([1, 0]);
  });

  test('a GPU that is plugged in later is found, also where there was none', async () => {
    scripted({ count: 0, ...steadyGpu(0) });
    expect(await look()).toEqual([]);
    nvml.script({ count: 1 });
    expect(await look()).toMatchObject([{ id: GPU_0, status: 'ready' }]);
    expect([nvml.calls('nvmlInit_v2'), nvml.calls('nvmlShutdown')]).toEqual([2, 1]);
  });

  test.each([
    [15, /is lost/],
    [16, /must be reset/],
    [4, /may not use/],
    [999, /does not answer: unknown error/],
  ])('one of two GPUs is broken from the start (%d): the other is read', async (code, reason) => {
    scripted({ ...TWO, 'gpu0.handle': code });
    const found = await look();
    expect(found).toMatchObject([
      { id: 'nvml:index-0', status: 'blocked', reason: expect.stringMatching(reason) },
      { id: GPU_1, status: 'ready' },
    ]);
    await using source = await open(found[1]);
    expect(await source.read()).toHaveLength(1);
  });

  test('N6: a GPU is lost while it is read: the other goes on, and it comes back under its UUID', async () => {
    scripted(TWO);
    const [first, second] = await look();
    await using good = await open(first);
    await using bad = await open(second);
    expect(await bad.read()).toHaveLength(1);
    nvml.script({ 'gpu1.energy': '15 0', 'gpu1.handle': 15 });
    await expect(bad.read()).rejects.toMatchObject({
      recovery: 'reopen',
      message: expect.stringContaining('lost'),
    });
    expect(await good.read()).toHaveLength(1);
    expect(await look()).toMatchObject([
      { id: GPU_0, status: 'ready' },
      { id: GPU_1, title: 'NVIDIA Test 100 2', status: 'blocked', reason: expect.stringContaining('lost') },
    ]);
    nvml.script({ 'gpu1.energy': '0 5000', 'gpu1.handle': 0 });
    await using back = await open((await look())[1]);
    expect(await back.read()).toMatchObject([{ channel: GPU_1, joules: 5 }]);
  });

  test('the only GPU is lost and comes back: the library is opened anew, and old handles are forgotten', async () => {
    scripted({ count: 1, ...steadyGpu(0, { energy: '0 4000' }) });
    await look();
    nvml.script({ 'gpu0.handle': 15 });
    expect(await look()).toMatchObject([{ id: GPU_0, status: 'blocked' }]);
    nvml.script({ 'gpu0.handle': 0 });
    await using source = await open((await look())[0]);
    expect(nvml.calls('nvmlShutdown')).toBe(1);
    expect(await source.read()).toMatchObject([{ channel: GPU_0, joules: 4 }]);
  });

  test('N15: a virtual GPU that tells nothing: no figure, with the reason', async () => {
    const nothing = { energy: '3 0', power: '3 0', 'field.186.0': '3 1 0', 'field.83.0': '' };
    scripted({ count: 1, ...steadyGpu(0, nothing) });
    await expect(open((await look())[0])).rejects.toMatchObject({
      recovery: 'give-up',
      message: expect.stringContaining('neither energy nor power'),
    });
  });

  test.each([
    ['an old driver: older names', ['nvmlInit_v2'], 'counter'],
    ['no energy counter', ['nvmlDeviceGetTotalEnergyConsumption'], 'counter'],
    [
      'no counter and no fields',
      ['nvmlDeviceGetTotalEnergyConsumption', 'nvmlDeviceGetFieldValues'],
      'gauge',
    ],
    ['neither limit nor MIG', ['nvmlDeviceGetEnforcedPowerLimit', 'nvmlDeviceGetMigMode'], 'counter'],
  ])('N16: functions missing from the library: %s', async (_, hidden, kind) => {
    scripted(TWO, hidden);
    await using source = await open((await look())[0]);
    expect(source.channels).toMatchObject([{ id: GPU_0, kind }]);
  });

  test('N16: a library without the function that lists GPUs is an error, not a crash', async () => {
    scripted(TWO, ['nvmlDeviceGetCount_v2', 'nvmlDeviceGetCount']);
    await expect(look()).rejects.toThrow('lacks the function (NVML 13, count)');
  });

  test.each([
    [10, 'retry'],
    [999, 'retry'],
    [1, 'reopen'],
    [3, 'reopen'],
    [16, 'give-up'],
    [17, 'give-up'],
    [18, 'give-up'],
  ])('a read that answers %d: %s', async (code, recovery) => {
    scripted(TWO);
    await using source = await open((await look())[0]);
    nvml.script({ 'gpu0.energy': `${code} 0` });
    await expect(source.read()).rejects.toMatchObject({ recovery });
    nvml.script({ 'gpu0.energy': '0 7000' });
    expect(await source.read()).toMatchObject([{ joules: 7 }]);
  });

  test('a GPU that hangs from the start hides no other, and is found when it answers', async () => {
    scripted({ ...TWO, 'gpu0.delay': 700 });
    expect(await look()).toMatchObject([
      { id: 'nvml:index-0', status: 'blocked', reason: expect.stringContaining('time-out') },
      { id: GPU_1, status: 'ready' },
    ]);
    nvml.script({ 'gpu0.delay': 0 });
    await expect
      .poll(look, { timeout: 10_000 })
      .toMatchObject([{ id: GPU_0 }, { id: GPU_1, status: 'ready' }]);
  });

  test('the library is not closed under a call that has not come back', async () => {
    scripted({ count: 1, ...steadyGpu(0, { delay: 900 }) });
    await look();
    await look();
    expect(nvml.calls('nvmlShutdown')).toBe(0);
    nvml.script({ 'gpu0.delay': 0 });
    await expect.poll(look, { timeout: 10_000 }).toMatchObject([{ id: GPU_0, status: 'ready' }]);
  });

  test('a GPU that hangs holds up nothing but itself', async () => {
    scripted(TWO);
    const [first, second] = await look();
    await using good = await open(first);
    await using slow = await open(second);
    nvml.script({ 'gpu1.delay': 300 });
    const order: string[] = [];
    const late = Promise.resolve(slow.read()).then(() => order.push('slow'));
    for (let beat = 0; beat < 3; beat++) order.push(`good ${(await good.read()).length}`);
    await late;
    expect(order).toEqual(['good 1', 'good 1', 'good 1', 'slow']);
  });
});
