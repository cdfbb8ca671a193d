// Specimens of /proc/cpuinfo, and the row of the table that each belongs to.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { armCpuInfo, x86CpuInfo } from '../../../test/fakes/cpu-info.ts';
import { parseCpuInfo } from './cpu-model.ts';
import { rowIdOf } from './microarchitecture.ts';

const intel = (model: number, stepping: number, name = 'Intel(R) Xeon(R) Processor @ 2.00GHz') =>
  x86CpuInfo({ family: 6, model, stepping, name, coresPerSocket: 2 });
const amd = (family: number, model: number, name = 'AMD EPYC Processor') =>
  x86CpuInfo({ vendor: 'AuthenticAMD', family, model, name, coresPerSocket: 2 });

describe('the row of a processor', () => {
  test.each([
    ['Sandy Bridge server', intel(45, 7), 'sandy-bridge-server'],
    [
      'Xeon E3 of that time: desktop silicon',
      intel(42, 7, 'Intel(R) Xeon(R) CPU E3-1270'),
      'sandy-bridge-desktop',
    ],
    ['Broadwell server', intel(79, 1), 'broadwell-server'],
    ['E4: model 85, stepping 4', intel(85, 4), 'skylake-sp'],
    ['E4: model 85, stepping 7', intel(85, 7), 'cascade-lake'],
    ['model 85, stepping 11', intel(85, 11), 'cooper-lake'],
    ['model 158, stepping 9', intel(158, 9), 'kaby-lake-desktop'],
    ['model 158, stepping 12', intel(158, 12), 'coffee-lake-desktop'],
    ['Ice Lake-SP', intel(106, 6), 'ice-lake-sp'],
    ['E11: a masked Sapphire Rapids', intel(143, 8, 'Intel Xeon Processor'), 'sapphire-rapids'],
    ['Granite Rapids', intel(173, 1), 'granite-rapids'],
    ['a laptop’s Alder Lake', intel(154, 3, '12th Gen Intel(R) Core(TM) i7-1260P'), null],
    [
      'QEMU’s Haswell: a server behind it',
      intel(60, 4, 'Intel Core Processor (Haswell, no TSX)'),
      'haswell-server',
    ],
    ['QEMU’s Skylake', intel(94, 3, 'Intel Core Processor (Skylake, IBRS)'), 'skylake-sp'],
    ['EPYC 1', amd(23, 1), 'epyc-1'],
    ['Ryzen of the same number', amd(23, 1, 'AMD Ryzen 7 1700 Eight-Core Processor'), null],
    ['EPYC 2', amd(23, 49), 'epyc-2'],
    ['E11: a masked EPYC 3', amd(25, 1, ''), 'epyc-3'],
    ['Genoa', amd(25, 17), 'epyc-4'],
    ['Bergamo', amd(25, 160), 'epyc-4'],
    ['Turin', amd(26, 2), 'epyc-5'],
    ['a desktop Zen 3', amd(25, 33, 'AMD Ryzen 9 5950X 16-Core Processor'), null],
    ['E5: Neoverse N1', armCpuInfo('0x41', '0xd0c', 4), 'neoverse-n1'],
    ['Neoverse V1, which has no row', armCpuInfo('0x41', '0xd40', 4), null],
    ['an empty file', '', null],
  ])('%s', (_, text, row) => {
    expect(rowIdOf(parseCpuInfo(text))).toBe(row);
  });
});

describe('/proc/cpuinfo', () => {
  test('tells the size of the machine', () => {
    const text = x86CpuInfo({
      family: 6,
      model: 106,
      name: 'Intel(R) Xeon(R) Platinum 8380',
      sockets: 2,
      coresPerSocket: 40,
    });
    const cpu = parseCpuInfo(text);
    expect(cpu.threads).toBe(160);
    expect(cpu.shape).toEqual({ sockets: 2, coresPerSocket: 40, threadsPerCore: 2 });
    expect(cpu.hypervisor).toBe(false);
  });

  test('knows that it is inside a virtual machine', () => {
    const flags = 'fpu sse2 hypervisor lahf_lm';
    expect(
      parseCpuInfo(x86CpuInfo({ family: 6, model: 85, name: '', coresPerSocket: 1, flags })).hypervisor,
    ).toBe(true);
  });

  test('ARM: cores, no sockets, the board behind them', () => {
    const cpu = parseCpuInfo(armCpuInfo('0x41', '0xd0b', 4, 'Raspberry Pi 5 Model B Rev 1.0'));
    expect(cpu).toMatchObject({ vendor: 'arm', implementer: 0x41, part: 0xd0b, threads: 4, shape: null });
    expect(cpu.board).toBe('Raspberry Pi 5 Model B Rev 1.0');
  });

  test('a number that is none stays unknown', () => {
    const cpu = parseCpuInfo(
      'processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: six\nmodel\t: -3\nstepping\t: 99999999999\n',
    );
    expect(cpu).toMatchObject({ family: null, model: null, stepping: null, threads: 1, shape: null });
  });

  test('any garbage is an unknown processor, never an error', () => {
    const line = fc.tuple(
      fc.constantFrom('processor', 'model', 'flags', 'physical id', 'core id', ''),
      fc.string(),
    );
    const lines = fc.array(line.map(([key, value]) => `${key}\t: ${value}`)).map((all) => all.join('\n'));
    fc.assert(
      fc.property(fc.oneof(lines, fc.string({ unit: 'binary' })), (text) => {
        const cpu = parseCpuInfo(text);
        expect(rowIdOf(cpu)).toBeNull();
        expect(cpu.threads).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
