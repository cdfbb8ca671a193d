// The estimate as a source: machines of files, their load turned by hand, joules worked out from the published table.

import { describe, expect, test } from 'vitest';
import { armCpuInfo, x86CpuInfo } from '../../../test/fakes/cpu-info.ts';
import { joulesOf, openReady } from '../../../test/fakes/open-source.ts';
import { type Files, PaperMachine } from '../../../test/fakes/paper-machine.ts';
import { procMemInfo, procStat } from '../../../test/fakes/proc-stat.ts';
import { estimateDriver } from './driver.ts';

const inVm = 'fpu sse2 hypervisor';
const iceLakeVm = x86CpuInfo({
  family: 6,
  model: 106,
  stepping: 6,
  name: 'Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz',
  coresPerSocket: 4,
  flags: inVm,
});
const milan = (coresPerSocket: number, flags: string) =>
  x86CpuInfo({
    vendor: 'AuthenticAMD',
    family: 25,
    model: 1,
    name: 'AMD EPYC Processor',
    coresPerSocket,
    flags,
  });

const open = (machine: PaperMachine, options: object = {}) =>
  openReady(estimateDriver, machine.host, options);

/** Mean watts over 100 s at `busy` of 1 load. */
async function wattsAt(files: Files, cpus: number, busy: number, options: object = {}): Promise<number> {
  using machine = new PaperMachine({ ...files, ...procStat(cpus, 0, 0) });
  await using source = await open(machine, options);
  const before = await joulesOf(source);
  machine.pass(100_000);
  machine.write(procStat(cpus, 10_000 * cpus * busy, 10_000 * cpus * (1 - busy)));
  return ((await joulesOf(source)) - before) / 100;
}

describe('watts', () => {
  // Row ice-lake-sp: 0.6554 idle, 1.791 at 50 %, 2.018 at 60 %, 3.609 at 100 %, times eight.
  test.each([
    [0, 5.243],
    [0.5, 14.328],
    [0.55, 15.236],
    [1, 28.872],
  ])('E1, E8: eight threads of an Ice Lake-SP virtual machine at the load %f', async (busy, expected) => {
    expect(await wattsAt({ 'proc/cpuinfo': iceLakeVm }, 8, busy)).toBeCloseTo(expected, 2);
  });

  test('E3: an unknown processor, four threads: 4 × 1.875', async () => {
    expect(await wattsAt({}, 4, 0.5)).toBeCloseTo(7.5, 3);
  });

  test('E5: four processors of a Neoverse N1: 4 × 1.176', async () => {
    expect(await wattsAt({ 'proc/cpuinfo': armCpuInfo('0x41', '0xd0c', 4) }, 4, 0.5)).toBeCloseTo(4.704, 3);
  });

  test('E6: 32 GB on eight threads: 0.2 W for each of the 23.44 GB beyond what is included', async () => {
    const files = { 'proc/cpuinfo': iceLakeVm, ...procMemInfo(31_250_000) };
    expect(await wattsAt(files, 8, 0)).toBeCloseTo(5.243 + 4.688, 2);
  });

  test('bare metal: the size of the server counts', async () => {
    // One socket instead of the row's two, 32 cores instead of 64, so a quarter of its 256 threads:
    // 1.061 W · 4 · 0.5^0.9243 · 0.5^0.3025 = 1.8134 W per thread at 50 %.
    const files = { 'proc/cpuinfo': milan(32, 'fpu') };
    expect(await wattsAt(files, 64, 0.5)).toBeCloseTo(64 * 1.8134, 1);
  });

  test('a virtual processor that is a whole core draws as two threads', async () => {
    const files = { 'proc/cpuinfo': milan(4, inVm) };
    const pairs = await wattsAt(files, 8, 0.5);
    expect(await wattsAt(files, 8, 0.5, { 'smt-off': true })).toBeCloseTo(2 * pairs, 6);
  });

  test('the building’s share, when asked for', async () => {
    const files = { 'proc/cpuinfo': iceLakeVm };
    expect(await wattsAt(files, 8, 1, { pue: 1.5 })).toBeCloseTo(1.5 * 28.872, 2);
  });

  test('a row by hand', async () => {
    expect(await wattsAt({}, 2, 0, { cpu: 'epyc-5' })).toBeCloseTo(2 * 0.22, 6);
  });

  test('a laptop: 5 W and, busy, 1.2 times its rated 28 W', async () => {
    const name = '12th Gen Intel(R) Core(TM) i7-1260P';
    const files = { 'proc/cpuinfo': x86CpuInfo({ family: 6, model: 154, name, coresPerSocket: 4 }) };
    expect(await wattsAt(files, 8, 0)).toBeCloseTo(5, 6);
    expect(await wattsAt(files, 8, 1)).toBeCloseTo(5 + 1.2 * 28, 6);
    expect(await wattsAt(files, 8, 1, { 'tdp-watts': 15 })).toBeCloseTo(5 + 1.2 * 15, 6);
  });

  test('a Raspberry Pi 5: 3.46 W · u + 4.4 W', async () => {
    const files = { 'proc/cpuinfo': armCpuInfo('0x41', '0xd0b', 4, 'Raspberry Pi 5 Model B Rev 1.0') };
    expect(await wattsAt(files, 4, 0.25)).toBeCloseTo(4.4 + 3.46 / 4, 6);
  });
});

describe('energy', () => {
  test('of a load in steps is the integral worked out by hand', async () => {
    using machine = new PaperMachine({
      'proc/cpuinfo': iceLakeVm,
      ...procMemInfo(8_000_000),
      ...procStat(8, 0, 0),
    });
    await using source = await open(machine);
    expect(await joulesOf(source)).toBe(0);
    let [busy, idle] = [0, 0];
    const go = async (seconds: number, load: number) => {
      machine.pass(seconds * 1000);
      busy += 800 * seconds * load;
      idle += 800 * seconds * (1 - load);
      machine.write(procStat(8, busy, idle));
      return joulesOf(source);
    };
    expect(await go(10, 0)).toBeCloseTo(52.432, 6);
    expect(await go(10, 0.5)).toBeCloseTo(52.432 + 143.28, 6);
    expect(await go(5, 1)).toBeCloseTo(52.432 + 143.28 + 144.36, 6);
  });

  test('E10: nothing but stolen time is idle', async () => {
    using machine = new PaperMachine({ 'proc/cpuinfo': iceLakeVm, ...procStat(8, 80, 80, 0) });
    await using source = await open(machine);
    await source.read();
    machine.pass(10_000);
    machine.write(procStat(8, 80, 80, 8000));
    expect(await joulesOf(source)).toBeCloseTo(52.432, 6);
  });

  test('over a span too short for the ticks nothing is said, and nothing is lost', async () => {
    using machine = new PaperMachine({ 'proc/cpuinfo': iceLakeVm, ...procStat(8, 0, 0) });
    await using source = await open(machine);
    await source.read();
    machine.pass(50);
    expect(await source.read()).toEqual([]);
    machine.pass(950);
    machine.write(procStat(8, 800, 0));
    expect(await joulesOf(source)).toBeCloseTo(28.872, 6);
  });

  test('while the machine sleeps nothing is used', async () => {
    using machine = new PaperMachine({ 'proc/cpuinfo': iceLakeVm, ...procStat(8, 0, 0) });
    await using source = await open(machine);
    await source.read();
    machine.sleep(3_600_000);
    machine.pass(1000);
    machine.write(procStat(8, 0, 800));
    expect(await joulesOf(source)).toBeCloseTo(5.2432, 6);
  });

  test('a read that failed in between loses nothing', async () => {
    using machine = new PaperMachine({ 'proc/cpuinfo': iceLakeVm, ...procStat(8, 0, 0) });
    await using source = await open(machine);
    await source.read();
    machine.pass(1000);
    machine.write({ 'proc/stat': '\0\0 garbage' });
    expect(() => source.read()).toThrow(expect.objectContaining({ name: 'SourceError', recovery: 'retry' }));
    machine.pass(1000);
    machine.write(procStat(8, 1600, 0));
    expect(await joulesOf(source)).toBeCloseTo(2 * 28.872, 6);
  });
});

describe('what it says', () => {
  test('E8: row, threads, kind and reason; never measured', async () => {
    using machine = new PaperMachine({ 'proc/cpuinfo': iceLakeVm, ...procStat(8, 0, 0) });
    await using source = await open(machine);
    expect(source.notes[0]).toBe(
      'Ice Lake-SP server, 8 threads of a virtual machine; no meter can be read inside it',
    );
    expect(source.channels).toMatchObject([
      {
        id: 'estimate:platform',
        kind: 'counter',
        domain: 'machine/platform',
        basis: 'estimated',
        relativeError: 0.4,
      },
    ]);
  });

  test.each<[string, Files, number]>([
    ['a recognised server', { 'proc/cpuinfo': milan(64, 'fpu') }, 0.2],
    ['a recognised virtual machine', { 'proc/cpuinfo': milan(4, inVm) }, 0.4],
    // The measured spread of CPUs without a row, hosts unseen, exceeds the least that is promised.
    ['E3: an unknown processor', {}, 0.58],
    [
      'a desktop',
      {
        'proc/cpuinfo': x86CpuInfo({
          family: 6,
          model: 158,
          stepping: 12,
          name: 'Intel(R) Core(TM) i9-9900K',
          coresPerSocket: 8,
        }),
      },
      0.5,
    ],
  ])('the error of %s', async (_, files, expected) => {
    using machine = new PaperMachine({ ...files, ...procStat(8, 0, 0) });
    await using source = await open(machine);
    expect(source.channels[0]?.relativeError).toBe(expected);
  });

  test('E3: an unknown processor is called so', async () => {
    using machine = new PaperMachine(procStat(4, 0, 0));
    await using source = await open(machine);
    expect(source.notes.join()).toContain('unknown CPU');
  });
});

describe('what it refuses', () => {
  test.each(['', 'no processors here\n', 'cpu0 x y z w\n'])(
    'a load of %j, with the cause and the next step',
    async (text) => {
      using machine = new PaperMachine({ 'proc/stat': text });
      await expect(async () => open(machine)).rejects.toThrow(/lists no processor/);
    },
  );

  test('a machine without /proc/stat', async () => {
    using machine = new PaperMachine({});
    await expect(async () => open(machine)).rejects.toMatchObject({
      name: 'SourceError',
      recovery: 'reopen',
    });
  });

  test('rows that do not exist', () => {
    expect(estimateDriver.options.safeParse({ cpu: 'z80' }).success).toBe(false);
    expect(estimateDriver.options.safeParse({ pue: 0.5 }).success).toBe(false);
  });

  test('to run at all when it is switched off', async () => {
    using machine = new PaperMachine(procStat(4, 0, 0));
    const options = estimateDriver.options.parse({ enabled: false });
    expect(await estimateDriver.discover(options, machine.host)).toEqual([]);
  });
});
