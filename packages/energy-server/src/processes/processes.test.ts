// Kernels' processes on a machine of files: who belongs to whom, and that no time is counted twice or lost.

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

function seconds(kernel = 'k'): number | undefined {
  host.clock.pass(500);
  return processes.look().kernels.get(kernel)?.cpuSeconds;
}

describe('CPU time', () => {
  test('of a kernel and its children counts from when it was followed', () => {
    put({ pid: 601, parent: 600, session: 600, own: [50, 0] });
    expect(processes.follow('k', 600)).toBeNull();
    expect(seconds()).toBe(0);
    put({ pid: 600, parent: 500, session: 600, own: [110, 5], start: 10 });
    put({ pid: 601, parent: 600, session: 600, own: [70, 0] });
    expect(seconds()).toBeCloseTo(0.15 + 0.2, 9);
    expect(processes.look().busySeconds).toBe(1);
  });

  test('A4 of a child that was started and ended between two looks is its parent’s reaped time', () => {
    processes.follow('k', 600);
    put({ pid: 600, parent: 500, session: 600, own: [100, 0], reaped: [500, 0], start: 10 });
    setLastPid(host.machine, 640);
    expect(seconds()).toBe(5);
  });

  test('of a child that was seen before it ended counts once', () => {
    processes.follow('k', 600);
    start({ pid: 601, parent: 600, session: 600, own: [300, 0] });
    expect(seconds()).toBe(3);
    endProcess(host.machine, 601);
    put({ pid: 600, parent: 500, session: 600, own: [100, 0], reaped: [420, 0], start: 10 });
    expect(seconds()).toBeCloseTo(4.2, 9);
    put({ pid: 600, parent: 500, session: 600, own: [100, 0], reaped: [520, 0], start: 10 });
    expect(seconds()).toBeCloseTo(5.2, 9);
  });

  test('of a child that was reaped just after its parent was read counts once', () => {
    processes.follow('k', 600);
    start({ pid: 601, parent: 600, session: 600, own: [300, 0] });
    seconds();
    endProcess(host.machine, 601);
    expect(seconds()).toBe(3);
    put({ pid: 600, parent: 500, session: 600, own: [100, 0], reaped: [310, 0], start: 10 });
    expect(seconds()).toBeCloseTo(3.1, 9);
  });

  test('of a whole branch that ended at once, grandchildren first, counts once', () => {
    processes.follow('k', 600);
    start({ pid: 601, parent: 600, session: 600, own: [10, 0] });
    start({ pid: 602, parent: 601, session: 600, own: [200, 0] });
    setLastPid(host.machine, 602);
    expect(seconds()).toBeCloseTo(2.1, 9);
    for (const pid of [601, 602]) endProcess(host.machine, pid);
    put({ pid: 600, parent: 500, session: 600, own: [100, 0], reaped: [230, 0], start: 10 });
    expect(seconds()).toBeCloseTo(2.3, 9);
  });

  test('of a child that nobody waited for is kept', () => {
    processes.follow('k', 600);
    start({ pid: 601, parent: 600, session: 600, own: [300, 0] });
    seconds();
    endProcess(host.machine, 601);
    seconds();
    seconds();
    put({ pid: 600, parent: 500, session: 600, own: [100, 0], reaped: [50, 0], start: 10 });
    expect(seconds()).toBeCloseTo(3.5, 9);
  });

  test('never falls, whatever /proc says', () => {
    processes.follow('k', 600);
    put({ pid: 600, parent: 500, session: 600, own: [200, 0], start: 10 });
    expect(seconds()).toBe(1);
    put({ pid: 600, parent: 500, session: 600, own: [150, 0], start: 10 });
    expect(seconds()).toBe(1);
    host.machine.write('proc/600/stat', 'garbage');
    expect(seconds()).toBe(1);
  });
});

describe('who belongs to a kernel', () => {
  test('a child that was given to init, by the session that the kernel leads', () => {
    processes.follow('k', 600);
    start({ pid: 610, parent: 1, session: 600, own: [100, 0] });
    expect(seconds()).toBe(1);
    put({ pid: 610, parent: 1, session: 600, own: [150, 0] });
    expect(seconds()).toBe(1.5);
  });

  test('a child that leads a session of its own, by its parent', () => {
    processes.follow('k', 600);
    start({ pid: 610, parent: 600, session: 610, own: [100, 0] });
    expect(seconds()).toBe(1);
  });

  test('not a neighbour in the session of a kernel that does not lead it', () => {
    put({ pid: 600, parent: 500, session: 500, own: [100, 0], start: 10 });
    processes.follow('k', 600);
    start({ pid: 610, parent: 500, session: 500, own: [100, 0] });
    expect(seconds()).toBe(0);
  });

  test('not a thread, whose pid shows the time of its process', () => {
    processes.follow('k', 600);
    start({ pid: 610, parent: 500, session: 600, own: [100, 0], thread: true });
    expect(seconds()).toBe(0);
  });

  test('a kernel that another kernel started is its own', () => {
    processes.follow('outer', 600);
    start({ pid: 620, parent: 600, session: 620 });
    start({ pid: 621, parent: 620, session: 620 });
    seconds();
    expect(processes.follow('inner', 620)).toBeNull();
    put({ pid: 620, parent: 600, session: 620, own: [100, 0] });
    put({ pid: 621, parent: 620, session: 620, own: [200, 0] });
    const { kernels } = processes.look();
    expect([kernels.get('outer')?.cpuSeconds, kernels.get('inner')?.cpuSeconds]).toEqual([0, 3]);
  });

  test('many new processes at once, past the highest pid: the folder is listed, once a second at most', () => {
    processes.follow('k', 600);
    put({ pid: 4_000_000, parent: 600, session: 600, own: [100, 0] });
    put({ pid: 550, parent: 4_000_000, session: 1, own: [100, 0] });
    setLastPid(host.machine, 550);
    expect(seconds()).toBe(2);
    put({ pid: 1700, parent: 600, session: 600, own: [100, 0] });
    setLastPid(host.machine, 1800);
    expect(seconds()).toBe(2);
    host.clock.pass(1000);
    expect(seconds()).toBe(3);
  });

  test('where Linux does not tell the last pid, every process is a candidate', () => {
    host.machine.remove('proc/loadavg');
    processes.follow('k', 600);
    put({ pid: 610, parent: 600, session: 600, own: [100, 0] });
    expect(seconds()).toBe(1);
  });
});

describe('a kernel', () => {
  test('that ended, or whose pid is used again, is not alive', () => {
    processes.follow('k', 600);
    expect(processes.look().kernels.get('k')?.alive).toBe(true);
    put({ pid: 600, parent: 1, session: 600, own: [9999, 0], start: 777 });
    expect(processes.look().kernels.get('k')).toMatchObject({ alive: false, cpuSeconds: 0 });
  });

  test('that waits to be buried is not alive', () => {
    processes.follow('k', 600);
    put({ pid: 600, parent: 500, session: 600, state: 'Z', own: [130, 0], start: 10 });
    expect(processes.look().kernels.get('k')).toMatchObject({
      alive: false,
      cpuSeconds: expect.closeTo(0.3, 9),
    });
  });

  test('that was restarted goes on with its account', () => {
    processes.follow('k', 600);
    put({ pid: 600, parent: 500, session: 600, own: [200, 0], start: 10 });
    expect(seconds()).toBe(1);
    endProcess(host.machine, 600);
    start({ pid: 700, parent: 500, session: 700, own: [30, 0] });
    expect(processes.follow('k', 700)).toBeNull();
    put({ pid: 700, parent: 500, session: 700, own: [80, 0] });
    expect(seconds()).toBe(1.5);
    expect(processes.look().kernels.get('k')?.alive).toBe(true);
  });

  test.each([
    ['of another user', () => put({ pid: 650, uid: 1001 }), 'belongs to another user'],
    ['that is hidden', () => {}, 'hidden from us (hidepid)'],
    [
      'that is locked',
      () => [put({ pid: 650 }), host.machine.refuse('proc/650/status', 'EACCES')],
      'closed to us',
    ],
    ['that is a thread', () => put({ pid: 650, thread: true }), 'has ended'],
  ])('with a process %s is refused with the reason', (_, prepare, reason) => {
    prepare();
    expect(processes.follow('k', 650)).toContain(reason);
    expect(processes.look().kernels.size).toBe(0);
  });

  test('tells its processes and their memory', () => {
    host.machine.write('proc/self/stat', '1 (x) S 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 5 0 1001 0\n');
    host.machine.write('proc/self/status', 'VmRSS:\t    4000 kB\n');
    put({ pid: 601, parent: 600, session: 600, pages: 5 });
    processes.follow('k', 600);
    expect(processes.memory('k')).toEqual({ processes: 2, residentBytes: 15 * 4096 });
    processes.forget('k');
    expect(processes.memory('k')).toEqual({ processes: 0, residentBytes: 15 * 0 });
  });
});

describe('control groups', () => {
  const own = { pid: 600, parent: 500, session: 600, cgroup: '0::/kernel.scope\n', start: 10 };
  const usage = (micros: number) =>
    host.machine.write('sys/fs/cgroup/kernel.scope/cpu.stat', `usage_usec ${micros}\nuser_usec 1\n`);

  test('a kernel’s own one is exact, whatever its processes say', () => {
    put(own);
    usage(5_000_000);
    processes.follow('k', 600);
    usage(5_250_000);
    put({ ...own, own: [900, 0] });
    expect(seconds()).toBeCloseTo(0.25, 9);
  });

  test('version 1 counts in nanoseconds', () => {
    put({ ...own, cgroup: '3:cpu,cpuacct:/kernels/k\n0::/\n' });
    const write = (nanos: number) =>
      host.machine.write('sys/fs/cgroup/cpuacct/kernels/k/cpuacct.usage', `${nanos}\n`);
    host.machine.write('proc/self/cgroup', '3:cpu,cpuacct:/\n0::/\n');
    put({ pid: 500, session: 500, cgroup: '3:cpu,cpuacct:/\n0::/\n' });
    write(1e9);
    processes.follow('k', 600);
    write(3e9);
    expect(seconds()).toBe(2);
  });

  test.each([
    ['its parent’s', { pid: 500, session: 500, cgroup: own.cgroup }],
    ['one that cannot be compared', null],
  ])('%s is not its own', (_, parent) => {
    put(own);
    usage(0);
    if (parent === null) host.machine.refuse('proc/500/cgroup', 'EACCES');
    else put(parent);
    processes.follow('k', 600);
    usage(9_000_000);
    expect(seconds()).toBe(0);
  });

  test('one that two kernels share is neither’s', () => {
    put(own);
    put({ ...own, pid: 700, session: 700 });
    usage(0);
    processes.follow('k', 600);
    processes.follow('l', 700);
    usage(9_000_000);
    expect([seconds('k'), seconds('l')]).toEqual([0, 0]);
  });
});
