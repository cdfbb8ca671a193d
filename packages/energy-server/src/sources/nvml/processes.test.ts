// Processes on a GPU: entries of every length that drivers write, lists that grow, and whose processes they are.

import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { Machine } from '../../../test/fakes/machine.ts';
import {
  cannotBuild,
  FakeNvml,
  type NvmlScript,
  namedWithReason,
  steadyGpu,
} from '../../../test/fakes/nvml/fake-nvml.ts';
import { openLibrary } from '../../host/shared-library.ts';
import { showsHostProcesses } from './host-pids.ts';
import { ProcessList, parseProcesses } from './processes.ts';
import { NvmlSession } from './session.ts';

const GIB = 2 ** 30;
const BOTH = [
  { pid: 1234, memoryBytes: GIB },
  { pid: 5678, memoryBytes: GIB },
];

/** Spaces are for people. */
function bytes(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

describe('entries', () => {
  const rest = 'ff'.repeat(8);
  const first = `d2040000 00000000 00000040 00000000`;
  const second = `2e160000 00000000 00000040 00000000`;

  test.each([
    ['16 bytes (_v1)', `${first} ${second}`],
    ['24 bytes (_v2)', `${first} ${rest} ${second} ${rest}`],
    [
      'N8: 32 bytes (_v3 of drivers 535.43 to 535.86)',
      `${first} ${rest} ${'00'.repeat(8)} ${second} ${rest} ${'00'.repeat(8)}`,
    ],
  ])('of %s', (_, hex) => {
    const written = bytes(hex);
    expect(parseProcesses(Buffer.concat([written, Buffer.alloc(128, 0xa5)]), 2)).toEqual(BOTH);
  });

  test('N17: a memory of all ones is unknown', () => {
    expect(parseProcesses(bytes(`d2040000 00000000 ${rest} ${rest}`), 1)).toEqual([
      { pid: 1234, memoryBytes: null },
    ]);
  });

  test('of a length that nobody knows are not guessed at', () => {
    expect(() => parseProcesses(Buffer.concat([bytes(first), Buffer.alloc(24, 1)]), 1)).toThrow('NVML 25');
    expect(() => parseProcesses(Buffer.alloc(64, 0xa5), 2)).toThrow('NVML 25');
  });

  test('any process ids and memories, in any of the lengths', () => {
    const process = fc.record({
      pid: fc.integer({ min: 1, max: 2 ** 22 }),
      memoryBytes: fc.integer({ min: 0, max: 2 ** 45 }),
    });
    const cases = fc.tuple(fc.array(process, { minLength: 1, maxLength: 40 }), fc.constantFrom(16, 24, 32));
    fc.assert(
      fc.property(cases, ([processes, stride]) => {
        const buffer = Buffer.alloc(40 * 32 + 64, 0xa5);
        for (const [index, { pid, memoryBytes }] of processes.entries()) {
          buffer.fill(0, index * stride, (index + 1) * stride);
          buffer.writeUInt32LE(pid, index * stride);
          buffer.writeBigUInt64LE(BigInt(memoryBytes), index * stride + 8);
        }
        expect(parseProcesses(buffer, processes.length)).toEqual(processes);
      }),
    );
  });
});

describe.skipIf(cannotBuild !== null)(namedWithReason('asked of the library'), () => {
  let nvml: FakeNvml;
  afterEach(() => nvml[Symbol.dispose]());

  async function listOf(gpu: NvmlScript, hidden: readonly string[] = []): Promise<ProcessList> {
    nvml = new FakeNvml({ count: 1, ...steadyGpu(0, gpu) }, hidden);
    const session = new NvmlSession(openLibrary(nvml.library));
    await session.start();
    const [place] = await session.look();
    if (place?.gpu == null) throw new Error('no GPU');
    return new ProcessList(place.gpu);
  }

  test.each([16, 24, 32])('entries of %d bytes', async (stride) => {
    const list = await listOf({ processes: `0 ${stride} 1234:${GIB} 5678:${GIB}` });
    expect(await list.computing()).toEqual(BOTH);
  });

  test.each([
    [['nvmlDeviceGetComputeRunningProcesses_v2'], 32],
    [['nvmlDeviceGetComputeRunningProcesses_v2', 'nvmlDeviceGetComputeRunningProcesses_v3'], 16],
  ])('without %j the older or newer call, by the length of its entries', async (hidden, stride) => {
    const list = await listOf({ processes: `0 ${stride} 1234:${GIB} 5678:${GIB}` }, hidden);
    expect(await list.computing()).toEqual(BOTH);
  });

  test('N9: the list grows between counting and fetching, far beyond what was spared', async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ pid: 100 + index, memoryBytes: index }));
    const text = many.map(({ pid, memoryBytes }) => `${pid}:${memoryBytes}`).join(' ');
    const list = await listOf({ processes: `0 24 ${text}`, 'processes.late': 40 });
    expect(await list.computing()).toEqual(many);
    nvml.script({ 'gpu0.processes': '0 24 ' });
    expect(await list.computing()).toEqual([]);
  });

  test('nothing computes; the GPU does not tell; the call fails', async () => {
    const list = await listOf({ processes: '0 24 ' });
    expect(await list.computing()).toEqual([]);
    nvml.script({ 'gpu0.processes': '' });
    expect(await list.computing()).toBeNull();
    nvml.script({ 'gpu0.processes': '999' });
    await expect(list.computing()).rejects.toThrow('NVML 999');
  });

  test('N10: of several samples per process those that are new, and none where nothing is new', async () => {
    const list = await listOf({ samples: '0 1234:2000:30:10 5678:1000:5:1 1234:1000:20:10 0:0:0:0' });
    expect(await list.utilisation()).toEqual([
      { pid: 5678, atUs: 1000, smPercent: 5, memoryPercent: 1 },
      { pid: 1234, atUs: 1000, smPercent: 20, memoryPercent: 10 },
      { pid: 1234, atUs: 2000, smPercent: 30, memoryPercent: 10 },
    ]);
    expect(await list.utilisation()).toEqual([]);
    nvml.script({ 'gpu0.samples': '0 1234:2000:30:10 1234:3000:40:10' });
    expect(await list.utilisation()).toEqual([{ pid: 1234, atUs: 3000, smPercent: 40, memoryPercent: 10 }]);
    nvml.script({ 'gpu0.samples': '6' });
    expect(await list.utilisation()).toEqual([]);
  });

  test('N11: a GPU divided by MIG tells of no process, nor does one that cannot', async () => {
    expect(await (await listOf({ mig: '0 1', samples: '0 1:1000:1:1' })).utilisation()).toBeNull();
    nvml[Symbol.dispose]();
    expect(await (await listOf({})).utilisation()).toBeNull();
  });
});

describe('N12: whose process', () => {
  test('the host’s processes are shown where process 2 is its thread daemon', () => {
    using machine = Machine.of({ 'proc/2/comm': 'kthreadd\n' });
    expect(showsHostProcesses(machine.procfs)).toBe(true);
  });

  test.each<[string, Record<string, string>]>([
    ['a stranger is process 2', { 'proc/2/comm': 'bash\n' }],
    ['there is no process 2', {}],
  ])('a container’s own proc: %s', (_, files) => {
    using machine = Machine.of(files);
    expect(showsHostProcesses(machine.procfs)).toBe(false);
  });
});
