// CPU time finer than the hundredths of a second that /proc tells: by the clocks of processes and the root of control groups.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../test/fakes/fake-host.ts';
import { endProcess, type FakeProcess, putProcess, setLastPid } from '../../test/fakes/processes.ts';
import { Processes } from './processes.ts';

let host: FakeHost;
let processes: Processes;
beforeEach(() => {
  host = createFakeHost();
  processes = new Processes(host);
  host.machine.write('proc/stat', 'cpu  100 0 0 0 0 0 0 0 0 0\n');
  host.machine.write('proc/self/cgroup', '0::/session\n');
  put({ pid: 1, parent: 0 });
  put({ pid: 500, parent: 1, session: 500 });
  put({ pid: 600, parent: 500, session: 600, own: [100, 0], start: 10 });
  setLastPid(host.machine, 600);
});
afterEach(() => host[Symbol.dispose]());

function put(process: FakeProcess): void {
  putProcess(host.machine, process);
}

/** A process that was started since the last look. */
function start(process: FakeProcess): void {
  put(process);
  setLastPid(host.machine, process.pid);
}

describe('finer than hundredths', () => {
  const clocks = new Map<number, number>();
  beforeEach(() => {
    clocks.clear();
    processes = new Processes({ ...host, cpuSecondsOf: (pid) => clocks.get(pid) ?? null });
  });
  const look = () => processes.look().kernels.get('k');

  test('a process counts by its clock, what it has waited for in hundredths', () => {
    clocks.set(600, 1.0012);
    processes.follow('k', 600);
    clocks.set(600, 1.0359);
    expect(look()).toMatchObject({ cpuSeconds: expect.closeTo(0.0347, 9), coarseSeconds: 0 });
    put({ pid: 600, parent: 500, session: 600, own: [103, 0], reaped: [7, 0], start: 10 });
    expect(look()).toMatchObject({
      cpuSeconds: expect.closeTo(0.1047, 9),
      coarseSeconds: expect.closeTo(0.07, 9),
    });
  });

  test('a child that was seen before it ended counts once', () => {
    clocks.set(600, 1);
    processes.follow('k', 600);
    clocks.set(601, 0.3333);
    start({ pid: 601, parent: 600, session: 600, own: [33, 0] });
    expect(look()?.cpuSeconds).toBeCloseTo(0.3333, 9);
    endProcess(host.machine, 601);
    clocks.delete(601);
    put({ pid: 600, parent: 500, session: 600, own: [100, 0], reaped: [42, 0], start: 10 });
    expect(look()?.cpuSeconds).toBeCloseTo(0.42, 9);
  });

  test('another process with the same pid adds nothing, neither by its clock nor by its file', () => {
    clocks.set(600, 1);
    processes.follow('k', 600);
    clocks.set(600, 9_999);
    put({ pid: 600, parent: 1, session: 600, own: [999_900, 0], start: 777 });
    expect(look()).toEqual({ alive: false, cpuSeconds: 0, coarseSeconds: 0 });
    clocks.set(600, 19_999);
    expect(look()).toEqual({ alive: false, cpuSeconds: 0, coarseSeconds: 0 });
  });

  test('a clock that fails once, or falls, takes nothing away', () => {
    clocks.set(600, 5);
    processes.follow('k', 600);
    clocks.set(600, 5.5);
    expect(look()?.cpuSeconds).toBe(0.5);
    clocks.delete(600);
    expect(look()?.cpuSeconds).toBe(0.5);
    clocks.set(600, 5.2);
    expect(look()?.cpuSeconds).toBe(0.5);
    clocks.set(600, 5.75);
    expect(look()?.cpuSeconds).toBe(0.75);
  });

  test.each([
    ['of version 1', { 'fs/cgroup/cpuacct/cpuacct.usage': '1003210000\n' }, 1.00321, 0.004],
    [
      'of version 2',
      { 'fs/cgroup/cpu.stat': 'usage_usec 9\nuser_usec 700000\nsystem_usec 304000\n' },
      1.004,
      0.004,
    ],
    ['of a container, which has used less', { 'fs/cgroup/cpuacct/cpuacct.usage': '3210000\n' }, 100, 0.01],
    ['that cannot be understood', { 'fs/cgroup/cpu.stat': 'usage_usec x\n' }, 1, 0.01],
  ])('the machine’s time by the root of control groups %s', (_, files, busySeconds, tickSeconds) => {
    if (busySeconds === 100) host.machine.write('proc/stat', 'cpu  10000 0 0 0 0 0 0 0 0 0\n');
    for (const [file, text] of Object.entries(files)) host.machine.write(`sys/${file}`, text);
    expect(processes.look()).toMatchObject({ busySeconds: expect.closeTo(busySeconds, 9), tickSeconds });
  });

  test('a way to read it that fails is left for good, so that two beginnings never mix', () => {
    host.machine.write('sys/fs/cgroup/cpuacct/cpuacct.usage', '1500000000\n');
    expect(processes.look().busySeconds).toBe(1.5);
    host.machine.remove('sys/fs/cgroup/cpuacct');
    expect(processes.look()).toMatchObject({ busySeconds: 1.5, tickSeconds: 0.01 });
    host.machine.write('sys/fs/cgroup/cpuacct/cpuacct.usage', '1600000000\n');
    host.machine.write('proc/stat', 'cpu  125 0 0 0 0 0 0 0 0 0\n');
    expect(processes.look().busySeconds).toBe(1.75);
  });
});
