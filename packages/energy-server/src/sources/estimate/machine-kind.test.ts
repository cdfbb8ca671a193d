// Laptop, desktop, server, board, virtual or not: one small tree for each hint.

import { describe, expect, test } from 'vitest';
import { armCpuInfo, x86CpuInfo } from '../../../test/fakes/cpu-info.ts';
import { type Files, PaperMachine } from '../../../test/fakes/paper-machine.ts';
import { parseCpuInfo } from './cpu-model.ts';
import { machineKindOf } from './machine-kind.ts';

const x86 = (name: string, flags = 'fpu sse2') =>
  x86CpuInfo({ family: 6, model: 154, name, coresPerSocket: 4, flags });
const dmi = (chassis: number, vendor = 'LENOVO', product = '20XW') => ({
  'sys/class/dmi/id/chassis_type': `${chassis}\n`,
  'sys/class/dmi/id/sys_vendor': `${vendor}\n`,
  'sys/class/dmi/id/product_name': `${product}\n`,
});
const battery = (scope?: string): Files => ({
  'sys/class/power_supply/BAT0/type': 'Battery\n',
  ...(scope === undefined ? {} : { 'sys/class/power_supply/BAT0/scope': `${scope}\n` }),
});
const core = '12th Gen Intel(R) Core(TM) i7-1260P';

describe('the kind of machine', () => {
  test.each<[string, string, Files, string, boolean]>([
    ['a notebook’s chassis', x86(core), dmi(10), 'laptop', false],
    ['a battery alone', x86('Intel(R) Core(TM) i5-8400 CPU @ 2.80GHz'), battery(), 'laptop', false],
    [
      'the battery of a mouse',
      x86('Intel(R) Core(TM) i5-8400 CPU @ 2.80GHz'),
      battery('Device'),
      'desktop',
      false,
    ],
    [
      'a letter for laptops in the name',
      x86('AMD Ryzen 7 PRO 6850U with Radeon Graphics'),
      {},
      'laptop',
      false,
    ],
    ['no letter', x86('AMD Ryzen 9 5950X 16-Core Processor'), {}, 'desktop', false],
    ['a tower', x86('Intel(R) Core(TM) i9-12900K'), dmi(3), 'desktop', false],
    ['a Xeon in a tower', x86('Intel(R) Xeon(R) E-2388G CPU @ 3.20GHz'), dmi(7), 'server', false],
    [
      'a server with batteries for its RAID',
      x86('Intel(R) Xeon(R) Gold 6336Y CPU'),
      battery(),
      'server',
      false,
    ],
    [
      'the hypervisor flag',
      x86('Intel(R) Xeon(R) Platinum 8375C CPU', 'fpu hypervisor sse2'),
      {},
      'server',
      true,
    ],
    ['WSL on a laptop', x86(core, 'fpu hypervisor'), {}, 'laptop', true],
    ['QEMU’s desktop name', x86('Intel Core Processor (Haswell)', 'fpu hypervisor'), {}, 'server', true],
    ['ARM in a cloud', armCpuInfo('0x41', '0xd0c', 4), dmi(1, 'Amazon EC2', 'm6g.xlarge'), 'server', true],
    [
      'ARM, the whole machine rented',
      armCpuInfo('0x41', '0xd0c', 64),
      dmi(17, 'Amazon EC2', 'm6g.metal'),
      'server',
      false,
    ],
    ['a Raspberry Pi', armCpuInfo('0x41', '0xd0b', 4, 'Raspberry Pi 5 Model B Rev 1.0'), {}, 'board', false],
    ['Apple silicon', armCpuInfo('0x61', '0x023', 8), {}, 'laptop', false],
    ['nothing at all', '', {}, 'server', false],
    ['garbage in the firmware', x86('???'), dmi(Number.NaN, '\0\0', '\uFFFD'), 'server', false],
  ])('%s', (_, cpuInfo, files, kind, virtual) => {
    using machine = new PaperMachine(files);
    expect(machineKindOf(parseCpuInfo(cpuInfo), machine.host)).toEqual({ kind, virtual });
  });
});
