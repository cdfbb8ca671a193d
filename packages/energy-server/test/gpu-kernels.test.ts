// From the GPU's driver to a kernel's interval: the fake library through the real FFI, the whole station, and HTTP's own view.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ALL } from '../src/kernels/asker.ts';
import { createNvmlDriver } from '../src/sources/nvml/driver.ts';
import { Station } from '../src/station.ts';
import { createFakeHost, type FakeHost } from './fakes/fake-host.ts';
import { cannotBuild, FakeNvml, namedWithReason, steadyGpu } from './fakes/nvml/fake-nvml.ts';
import { putProcess, setLastPid } from './fakes/processes.ts';
import { counterFor, ready, ScriptedDriver, ScriptedSource } from './fakes/scripted-source.ts';
import { TimerClock } from './fakes/timer-clock.ts';

const domain = 'machine/gpu-00000000-1111-2222-3333-444444444444';
const IDLE_WATTS = 100;

describe.skipIf(cannotBuild !== null)(namedWithReason('kernels on a GPU of 300 W'), () => {
  let host: FakeHost;
  let nvml: FakeNvml;
  let station: Station;
  beforeEach(async () => {
    host = createFakeHost();
    host.machine.write('proc/2/comm', 'kthreadd\n');
    host.machine.write('proc/stat', 'cpu  100 0 0 100 0 0 0 0 0 0\n');
    for (const pid of [600, 700]) putProcess(host.machine, { pid, parent: 500, session: pid });
    putProcess(host.machine, { pid: 500 });
    setLastPid(host.machine, 800);
    nvml = new FakeNvml({ count: 1, ...steadyGpu(0, { processes: '0 24 600:1' }) });
    const driver = createNvmlDriver();
    const clock = new TimerClock();
    const processor = new ScriptedSource([counterFor('machine/platform/cpu-0')]);
    processor.script = () => {
      const at = clock.now();
      return [{ kind: 'counter', channel: 'scripted:cpu-0', at, joules: (8 * at.timelineMs) / 1_000 }];
    };
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const means = {
      [`${domain}=nvml:GPU-00000000-1111-2222-3333-444444444444`]: [IDLE_WATTS],
      'machine/platform/cpu-0=scripted:cpu-0': [8],
    };
    station = new Station({
      host: { ...host, clock },
      drivers: [driver, new ScriptedDriver('scripted', () => [ready('scripted', processor)])],
      options: { nvml: driver.options.parse({ library: nvml.library }) },
      simulated: null,
      finestMs: 10,
      log,
      baselines: { load: () => ({ version: 1, means }), save: () => {} },
    });
    await station.start();
    const seen = station.kernelsFor(ALL);
    seen.register('a', { pid: 600 });
    seen.register('b', { pid: 700 });
    await station.mark();
  });
  afterEach(async () => {
    await station[Symbol.asyncDispose]();
    nvml[Symbol.dispose]();
    host[Symbol.dispose]();
  });

  /** The kernel's watts, and where they came from, while the GPU is used as the driver tells. */
  async function wattsOf(id: string, gpu: Readonly<Record<string, string>>) {
    nvml.script(Object.fromEntries(Object.entries(gpu).map(([key, value]) => [`gpu0.${key}`, value])));
    for (let n = 0; n < 3; n += 1) {
      await sleep(250);
      await station.mark();
    }
    const fromMs = station.history.latest()?.atMs ?? 0;
    await sleep(300);
    await station.mark();
    const toMs = station.history.latest()?.atMs ?? 0;
    const answer = station.kernelsFor(ALL).interval(id, fromMs, toMs);
    const sum = Object.values(answer.split ?? {}).reduce((all, joules) => all + joules, 0);
    expect(sum).toBeCloseTo(answer.computer?.joules ?? Number.NaN, 6);
    return answer;
  }

  test('alone it has all that is above idle, and its parts name the GPU', async () => {
    const { watts, parts, joules } = await wattsOf('a', {});
    expect(watts).toBeGreaterThan(150);
    expect(watts).toBeLessThan(250);
    expect(parts).toEqual([
      { id: 'machine/platform/cpu-0', label: expect.any(String), joules: expect.closeTo(0, 6) },
      { id: domain, label: 'NVIDIA Test 100', joules: expect.closeTo(joules ?? 0, 6) },
    ]);
  });

  test('N12: of a kernel that a container tells as 17, the driver knows the number outside', async () => {
    const inContainer: readonly (readonly number[])[] = [
      [500, 1],
      [640, 17],
    ];
    for (const pids of inContainer) {
      const [pid = 0] = pids;
      putProcess(host.machine, { pid, parent: pid === 500 ? 1 : 500, session: pid });
      host.machine.write(`proc/${pid}/status`, `Uid:\t1000\t1000\t1000\t1000\nNSpid:\t${pids.join('\t')}\n`);
      host.machine.link(`proc/${pid}/ns/pid`, 'pid:[7]');
    }
    station.kernelsFor({ ...ALL, pid: () => 500 }).register('c', { pid: 17 });
    const { watts } = await wattsOf('c', { processes: '0 24 640:1' });
    expect(watts).toBeGreaterThan(150);
    expect(watts).toBeLessThan(250);
  });

  test('among several by what each used; what cannot be told apart is nobody’s', async () => {
    const shared = await wattsOf('b', {
      processes: '0 24 600:1 700:1',
      samples: '0 600:1000:75:1 700:1000:25:1',
    });
    const { kernel = 0, otherKernels = 0, undivided } = shared.split ?? {};
    expect(otherKernels / kernel).toBeCloseTo(3, 6);
    expect(undivided).toBeCloseTo(0, 6);
    const { split } = await wattsOf('b', { samples: '' });
    expect(split).toMatchObject({ kernel: 0, otherKernels: 0, others: expect.closeTo(0, 6) });
    expect(split?.undivided).toBeGreaterThan(0);
  });
});
