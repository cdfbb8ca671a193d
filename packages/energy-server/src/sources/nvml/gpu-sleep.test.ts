// GPUs that the kernel put to sleep: found and read without waking them.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../../test/fakes/fake-host.ts';
import {
  cannotBuild,
  FakeNvml,
  type NvmlScript,
  namedWithReason,
  steadyGpu,
} from '../../../test/fakes/nvml/fake-nvml.ts';
import { openReady } from '../../../test/fakes/open-source.ts';
import { createNvmlDriver } from './driver.ts';
import { NvmlOptions } from './options.ts';

const POWER = 'sys/bus/pci/drivers/nvidia/0000:01:00.0/power';

describe.skipIf(cannotBuild !== null)(namedWithReason('a GPU that sleeps'), () => {
  let host: FakeHost;
  let driver: ReturnType<typeof createNvmlDriver>;
  let nvml: FakeNvml;
  beforeEach(() => {
    host = createFakeHost();
    driver = createNvmlDriver();
  });
  afterEach(() => {
    nvml[Symbol.dispose]();
    host[Symbol.dispose]();
  });

  const scripted = (script: NvmlScript) => {
    nvml = new FakeNvml(script);
  };
  const look = () => driver.discover(NvmlOptions.parse({ library: nvml.library }), host);
  const put = (status: 'active' | 'suspended') =>
    host.machine.write(`${POWER}/runtime_status`, `${status}\n`);

  test('is not woken to be found', async () => {
    scripted({ count: 2, ...steadyGpu(0), ...steadyGpu(1) });
    put('suspended');
    expect(await look()).toMatchObject([{ status: 'blocked', reason: expect.stringContaining('sleeps') }]);
    expect(nvml.calls('nvmlInit_v2')).toBe(0);
    put('active');
    expect(await look()).toHaveLength(2);
    put('suspended');
    const looks = nvml.calls('nvmlDeviceGetCount_v2');
    expect(await look()).toMatchObject([{ status: 'ready' }, { status: 'ready' }]);
    expect(nvml.calls('nvmlDeviceGetCount_v2')).toBe(looks);
  });

  test('is not woken to be read: nothing while it sleeps, and all that it used afterwards', async () => {
    scripted({ count: 1, ...steadyGpu(0, { energy: '0 1000' }) });
    host.machine.write(`${POWER}/control`, 'auto\n');
    put('active');
    await using source = await openReady(driver, host, { library: nvml.library });
    expect(source.notes).toEqual([expect.stringContaining('sleeps')]);
    expect(await source.read()).toHaveLength(1);
    put('suspended');
    const calls = nvml.calls('nvmlDeviceGetTotalEnergyConsumption');
    expect(await source.read()).toEqual([]);
    expect(source.channels).toEqual([]);
    expect(nvml.calls('nvmlDeviceGetTotalEnergyConsumption')).toBe(calls);
    put('active');
    nvml.script({ 'gpu0.energy': '0 1250' });
    expect(await source.read()).toMatchObject([{ joules: 1.25 }]);
    expect(source.channels).toHaveLength(1);
  });

  test('a card that may not sleep is read without looking', async () => {
    scripted({ count: 1, ...steadyGpu(0) });
    host.machine.write(`${POWER}/control`, 'on\n');
    await using source = await openReady(driver, host, { library: nvml.library });
    put('suspended');
    expect([source.notes, await source.read()]).toMatchObject([[], [{ kind: 'counter' }]]);
  });
});
