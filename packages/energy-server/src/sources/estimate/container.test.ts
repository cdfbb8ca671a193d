// Control groups, version 1 and 2, seen from inside and with the host's view.

import { describe, expect, test } from 'vitest';
import { type Files, PaperMachine } from '../../../test/fakes/paper-machine.ts';
import { findContainer } from './container.ts';

const group = (text: string) => ({ 'proc/self/cgroup': `${text}\n` });
const v2 = (folder: string, max: string) => ({
  [`sys/fs/cgroup${folder}/cpu.max`]: `${max}\n`,
  [`sys/fs/cgroup${folder}/cpu.stat`]: 'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n',
});
const v1 = (folder: string, quota: number) => ({
  [`sys/fs/cgroup/cpu${folder}/cpu.cfs_quota_us`]: `${quota}\n`,
  [`sys/fs/cgroup/cpu${folder}/cpu.cfs_period_us`]: '100000\n',
  [`sys/fs/cgroup/cpuacct${folder}/cpuacct.usage`]: '2500000000\n',
});

describe('a container’s share', () => {
  test.each<[string, Files, number | null]>([
    ['own namespace', { ...group('0::/'), ...v2('', '150000 100000') }, 1.5],
    ['own namespace, no limit', { ...group('0::/'), ...v2('', 'max 100000') }, null],
    [
      'the host’s view',
      { ...group('0::/kubepods/pod1/abc'), ...v2('/kubepods/pod1/abc', '200000 100000') },
      2,
    ],
    [
      'a pod that is tighter than its container',
      {
        ...group('0::/kubepods/pod1/abc'),
        ...v2('/kubepods/pod1', '50000 100000'),
        ...v2('/kubepods/pod1/abc', 'max 100000'),
      },
      0.5,
    ],
    ['version 1, own root', { ...group('4:cpu,cpuacct:/\n2:memory:/'), ...v1('', 250_000) }, 2.5],
    [
      'version 1, the host’s path, mounted as the root',
      { ...group('3:cpu:/docker/abc'), ...v1('', 50_000) },
      0.5,
    ],
    ['version 1, no limit', { ...group('3:cpu:/docker/abc'), ...v1('/docker/abc', -1) }, null],
    ['garbage', { ...group('0::/'), ...v2('', 'lots 100000') }, null],
    ['a period of nothing', { ...group('0::/'), ...v2('', '100000 0') }, null],
  ])('%s', (_, files, quota) => {
    using machine = new PaperMachine(files);
    const container = findContainer(machine.host);
    expect(container).not.toBeNull();
    expect(container?.quotaCpus()).toBe(quota);
    expect(container?.usedSeconds()).toBe(2.5);
  });

  test.each<[string, Files]>([
    ['no control groups', {}],
    ['a plain machine', { ...group('0::/user.slice/user-1000.slice/session-2.scope') }],
    [
      'a service with a quota',
      { ...group('0::/system.slice/a.service'), ...v2('/system.slice/a.service', '5000 100000') },
    ],
    ['version 1 on a plain machine', { ...group('3:cpu:/'), ...v1('', -1) }],
    ['garbage', { 'proc/self/cgroup': '\0\uFFFD:::::' }],
  ])('none: %s', (_, files) => {
    using machine = new PaperMachine(files);
    expect(findContainer(machine.host)).toBeNull();
  });

  test('the smallest memory limit around it counts, and the processors that it may use', () => {
    using machine = new PaperMachine({
      ...group('0::/kubepods/abc'),
      ...v2('/kubepods', 'max 100000'),
      ...v2('/kubepods/abc', 'max 100000'),
      'sys/fs/cgroup/kubepods/memory.max': '4000000000\n',
      'sys/fs/cgroup/kubepods/abc/memory.max': 'max\n',
      'proc/self/status': 'Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t0-3\n',
    });
    const container = findContainer(machine.host);
    expect(container?.memoryLimitBytes()).toBe(4e9);
    expect([...(container?.cpuset() ?? [])]).toEqual([0, 1, 2, 3]);
  });
});
