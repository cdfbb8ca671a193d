// The estimate inside a container: its quota, its own use, its share of the memory.

import { describe, expect, test } from 'vitest';
import { x86CpuInfo } from '../../../test/fakes/cpu-info.ts';
import { joulesOf, openReady } from '../../../test/fakes/open-source.ts';
import { type Files, PaperMachine } from '../../../test/fakes/paper-machine.ts';
import { procMemInfo, procStat } from '../../../test/fakes/proc-stat.ts';
import { estimateDriver } from './driver.ts';

const open = (machine: PaperMachine) => openReady(estimateDriver, machine.host);

/** 64 threads. Row epyc-3: 0.3658 W idle, 1.061 at 50 %, 1.781 at 100 %. */
const milanVm = x86CpuInfo({
  vendor: 'AuthenticAMD',
  family: 25,
  model: 1,
  name: 'AMD EPYC Processor',
  coresPerSocket: 32,
  flags: 'fpu sse2 hypervisor',
});

describe('a container', () => {
  const quota = (cpus: number, usedSeconds: number): Files => ({
    'proc/self/cgroup': '0::/\n',
    'sys/fs/cgroup/cpu.max': `${cpus * 100_000} 100000\n`,
    'sys/fs/cgroup/cpu.stat': `usage_usec ${usedSeconds * 1e6}\nuser_usec 1\nsystem_usec 1\n`,
  });
  const files: Files = {
    'proc/cpuinfo': milanVm,
    ...procMemInfo(250_000_000),
    'sys/fs/cgroup/memory.max': '1000000000\n',
  };

  test('E2: a quota of 1.5 processors, 0.75 used, on 64: 1.5 × 1.061 W', async () => {
    using machine = new PaperMachine({ ...files, ...procStat(64, 0, 0), ...quota(1.5, 0) });
    await using source = await open(machine);
    await source.read();
    machine.pass(10_000);
    machine.write({ ...procStat(64, 64_000, 0), ...quota(1.5, 7.5) });
    expect(await joulesOf(source)).toBeCloseTo(15.915, 6);
    expect(source.notes[0]).toBe(
      'EPYC 3 (Milan) server, 1.5 threads of a container on a virtual machine; no meter can be read inside it',
    );
  });

  test('E9: a quota that falls from 2 to 1 after a minute counts from then on', async () => {
    using machine = new PaperMachine({ ...files, ...procStat(64, 0, 0), ...quota(2, 0) });
    await using source = await open(machine);
    await source.read();
    machine.pass(60_000);
    machine.write(quota(1, 60));
    // Until then two threads, half busy; after it one, wholly busy.
    expect(await joulesOf(source)).toBeCloseTo(60 * 2 * 1.061, 6);
    expect(source.notes[0]).toContain('1 thread of');
    machine.pass(60_000);
    machine.write(quota(1, 120));
    expect(await joulesOf(source)).toBeCloseTo(60 * 2 * 1.061 + 60 * 1.781, 6);
  });

  test('without a memory limit its share of the memory goes with its share of the processors', async () => {
    using machine = new PaperMachine({
      ...files,
      'sys/fs/cgroup/memory.max': 'max\n',
      ...procStat(64, 0, 0),
      ...quota(1, 0),
    });
    await using source = await open(machine);
    await source.read();
    machine.pass(1000);
    // 256 GB / 64 = 4 GB, 2.93 of them beyond what is included.
    expect(await joulesOf(source)).toBeCloseTo(0.3658 + 0.2 * 2.93, 6);
  });
});
