// Who uses a GPU: the driver's processes through the real FFI on a fake library, as the energy server divides by them.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../../test/fakes/fake-host.ts';
import {
  cannotBuild,
  FakeNvml,
  type NvmlScript,
  namedWithReason,
  steadyGpu,
} from '../../../test/fakes/nvml/fake-nvml.ts';
import type { EnergySource } from '../source.ts';
import { createNvmlDriver } from './driver.ts';
import { NvmlOptions } from './options.ts';

const domain = 'machine/gpu-00000000-1111-2222-3333-444444444444';
let host: FakeHost;
let nvml: FakeNvml;
beforeEach(() => {
  host = createFakeHost();
  host.machine.write('proc/2/comm', 'kthreadd\n');
});
afterEach(() => {
  host[Symbol.dispose]();
  nvml[Symbol.dispose]();
});

async function opened(gpu: NvmlScript): Promise<EnergySource> {
  nvml = new FakeNvml({ count: 1, ...steadyGpu(0, gpu) });
  const [found] = await createNvmlDriver().discover(NvmlOptions.parse({ library: nvml.library }), host);
  if (found?.status !== 'ready') throw new Error('no GPU');
  return await found.open();
}

async function look(source: EnergySource) {
  host.clock.pass(500);
  await source.read();
  return source.users?.newest;
}

const of = (...pids: readonly number[]) => `0 24 ${pids.map((pid) => `${pid}:1000`).join(' ')}`;
const told = (...processes: readonly (readonly [number, number | null])[]) => [
  { domain, processes: processes.map(([pid, amount]) => ({ pid, amount })) },
];

describe.skipIf(cannotBuild !== null)(namedWithReason('the users of a GPU'), () => {
  test('cost no call while nobody wants to know', async () => {
    await using source = await opened({ processes: of(700) });
    expect(await look(source)).toEqual([]);
    expect(nvml.calls('nvmlDeviceGetComputeRunningProcesses_v2')).toBe(0);
    source.users?.want(true);
    expect(await look(source)).toEqual(told([700, null]));
    expect(nvml.calls('nvmlDeviceGetProcessUtilization')).toBe(0);
    source.users?.want(false);
    expect(source.users?.newest).toEqual([]);
  });

  test('of several, how much each used in the newest samples, for three seconds', async () => {
    await using source = await opened({
      processes: of(700, 800),
      samples: '0 700:1000:30:1 800:1000:10:1 700:2000:50:1 900:2000:20:1',
    });
    source.users?.want(true);
    expect(await look(source)).toEqual(told([700, 80], [800, 10], [900, 20]));
    expect(await look(source)).toEqual(told([700, 80], [800, 10], [900, 20]));
    nvml.script({ 'gpu0.samples': '0 800:3000:40:1' });
    expect(await look(source)).toEqual(told([700, 0], [800, 40]));
    host.clock.pass(3_000);
    expect(await look(source)).toEqual(told([700, null], [800, null]));
    expect(source.notes).toEqual([]);
  });

  test.each([
    ['a GPU that does not tell its processes', { processes: '3' }, null, 'does not tell which processes'],
    [
      'a GPU divided by MIG',
      { processes: of(700, 800), mig: '0 1', samples: '0 700:1000:30:1' },
      [700, 800],
      'does not tell how much of it each process uses',
    ],
  ])('%s: not told apart, and said', async (_, gpu, pids, note) => {
    await using source = await opened(gpu);
    source.users?.want(true);
    const processes = pids?.map((pid) => ({ pid, amount: null })) ?? null;
    expect(await look(source)).toEqual([{ domain, processes }]);
    expect(source.notes.at(-1)).toContain(note);
    nvml.script({ 'gpu0.processes': of(700), 'gpu0.mig': '' });
    host.clock.pass(10_000);
    expect(await look(source)).toEqual(told([700, null]));
    expect(source.notes.join()).not.toContain(note);
  });

  test('in a container with other numbers: nobody, and said', async () => {
    host.machine.write('proc/2/comm', 'bash\n');
    await using source = await opened({ processes: of(700) });
    source.users?.want(true);
    expect(await look(source)).toEqual([{ domain, processes: null }]);
    expect(source.notes.at(-1)).toContain('counts processes as the host does');
  });

  test('a call that fails harms no reading', async () => {
    await using source = await opened({ processes: '999' });
    source.users?.want(true);
    host.clock.pass(500);
    expect(await source.read()).toHaveLength(1);
    expect(source.users?.newest).toEqual([{ domain, processes: null }]);
  });

  test('beside a power that is asked for again and again, too', async () => {
    await using source = await opened({ energy: '3', 'field.83.0': '3', processes: of(700) });
    source.users?.want(true);
    await expect.poll(() => source.users?.newest, { timeout: 5_000 }).toEqual(told([700, null]));
  });
});
