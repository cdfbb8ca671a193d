// The energy of GPUs: the whole of what is above idle for a kernel that computes there alone, else by use, else nobody's.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../test/fakes/fake-host.ts';
import { procStat } from '../../test/fakes/proc-stat.ts';
import { putProcess, setLastPid } from '../../test/fakes/processes.ts';
import { counter, gauge } from '../energy/channel.fixture.ts';
import type { DeviceUse } from '../energy/device-use.ts';
import { History } from '../history/history.ts';
import { ALL } from './asker.ts';
import { useOf } from './gpus.ts';
import { KernelEnergy } from './kernel-energy.ts';
import { SeenKernels } from './seen-kernels.ts';

const domain = 'machine/gpu-1';
const cpu = counter();
const card = gauge({ id: 'card', domain });
let host: FakeHost;
let history: History;
let energy: KernelEnergy;
let seen: SeenKernels;
let seconds: number;
let saved: object[];
beforeEach(() => {
  host = createFakeHost();
  history = new History();
  [seconds, saved] = [0, []];
  putProcess(host.machine, { pid: 500 });
  setLastPid(host.machine, 1000);
  for (const pid of [600, 700]) putProcess(host.machine, { pid, parent: 500, session: pid });
});
afterEach(() => host[Symbol.dispose]());

/** `idle`: of the GPU, in watts, as it was learnt before. */
function start(idle: number | null): void {
  const gpu = idle === null ? {} : { [`${domain}=card`]: [idle] };
  const means = { 'machine/platform/cpu-0=test:cpu-0': [10], ...gpu };
  const baselines = { load: () => ({ version: 1, means }), save: (told: object) => saved.push(told) };
  energy = new KernelEnergy({ host, history, baselines });
  seen = new SeenKernels(energy, ALL);
  energy.become(history.roster([cpu, card]));
  beat(0, null, 0);
  seen.register('a', { pid: 600 });
  seen.register('b', { pid: 700 });
}

type Processes = readonly (readonly [pid: number, amount: number | null])[];

function uses(processes: Processes | null): readonly DeviceUse[] {
  return [{ domain, processes: processes?.map(([pid, amount]) => ({ pid, amount })) ?? null }];
}

/** A second in which the processor drew its idle 10 W, and the GPU so many watts. */
function beat(watts: number, processes: Processes | null, lasts = 1): void {
  seconds += lasts;
  host.clock.pass(lasts * 1000);
  for (const [path, text] of Object.entries(procStat(1, 0, seconds * 100))) host.machine.write(path, text);
  history.take([cpu.says(seconds, 10 * seconds), card.says(seconds, watts)]);
  energy.beat(history.settle(seconds * 1000), uses(processes));
}

function shares(of: string, from = 1, to = seconds) {
  const { split, parts } = seen.interval(of, from * 1000, to * 1000);
  const { kernel, otherKernels, others, idle, undivided } = split ?? {};
  return { split: [kernel, otherKernels, others, idle, undivided].map((j) => Math.round(j ?? -1)), parts };
}

describe('above its idle power, a GPU’s energy', () => {
  beforeEach(() => {
    start(50);
    beat(250, []);
  });

  test('is that of the kernel which alone computes there, child processes included', () => {
    putProcess(host.machine, { pid: 601, parent: 600, session: 600 });
    setLastPid(host.machine, 1001);
    putProcess(host.machine, { pid: 1001, parent: 600, session: 600 });
    beat(250, [[600, null]]);
    beat(250, [
      [600, null],
      [1001, null],
    ]);
    const { split, parts } = shares('a');
    expect(split).toEqual([400, 0, 0, 120, 0]);
    expect(parts.map(({ id, joules }) => [id, Math.round(joules)])).toEqual([
      ['machine/platform/cpu-0', 0],
      [domain, 400],
    ]);
    expect(seen.split?.kernels.watts).toBeCloseTo(200, 6);
  });

  test('is as sure as its readings: ticks of CPU time have no part in it', () => {
    for (let n = 0; n < 3; n += 1) beat(250, [[600, null]]);
    expect(seen.interval('a', 2000, 4000).uncertaintyJoules).toBeCloseTo(0, 6);
  });

  test('is shared by use among several, others included', () => {
    beat(250, [
      [600, 30],
      [700, 10],
      [4711, 60],
    ]);
    expect(shares('a').split).toEqual([60, 20, 120, 60, 0]);
    expect(shares('b').split).toEqual([20, 60, 120, 60, 0]);
  });

  test('is other programs’ where no kernel computes', () => {
    beat(250, [
      [4711, null],
      [4712, null],
    ]);
    expect(shares('a').split).toEqual([0, 0, 200, 60, 0]);
  });

  test.each<[string, Processes | null]>([
    ['its processes are not told', null],
    [
      'of several it is not told how much each used',
      [
        [600, null],
        [4711, null],
      ],
    ],
    [
      'none of several is seen to compute',
      [
        [600, 0],
        [4711, 0],
      ],
    ],
  ])('is not divided where %s', (_, processes) => {
    beat(250, processes);
    expect(shares('a').split).toEqual([0, 0, 0, 60, 200]);
  });

  test('is nobody’s where it draws less than its idle power', () => {
    for (let n = 0; n < 2; n += 1) beat(30, [[600, null]]);
    expect(shares('a', 2).split).toEqual([0, 0, 0, 40, 0]);
  });
});

test('A15: what a GPU does for two seconds after the reply is told by its time, and the next cell hears of it', () => {
  start(50);
  beat(250, []);
  seen.note('a', { state: 'busy', atMs: 1000 });
  beat(250, [[600, null]]);
  seen.note('a', { state: 'idle', atMs: 2000 });
  beat(250, [[600, null]]);
  beat(250, [[600, null]]);
  seen.note('a', { state: 'busy', atMs: 4000 });
  beat(50, []);
  // A second of a cell, then two of the kernel and of no cell, each 200 W above idle.
  expect(shares('a', 1, 2).split[0]).toBe(200);
  expect(shares('a', 2, 4).split[0]).toBe(400);
  expect(shares('a', 4, 5).split[0]).toBe(0);
  const overlaps = (from: number, to: number) => seen.interval('a', from, to).flags.overlap;
  expect([overlaps(1000, 2000), overlaps(4000, 5000)]).toEqual([false, true]);
});

test('alone it is not told as the energy of a kernel or its notebook, now or so far', () => {
  const means = { [`${domain}=card`]: [50] };
  energy = new KernelEnergy({
    host,
    history,
    baselines: { load: () => ({ version: 1, means }), save() {} },
  });
  seen = new SeenKernels(energy, ALL);
  energy.become(history.roster([cpu, card]));
  beat(0, null, 0);
  seen.register('a', { pid: 600 });
  for (let n = 0; n < 3; n += 1) beat(250, [[600, null]]);
  const { watts, amount, account } = seen.kernel('a') ?? {};
  expect([watts, amount?.coveredMs, account?.coveredMs]).toEqual([null, 0, 0]);
});

test('what a GPU draws while nobody computes on it is learnt, kept, and wanted until then', () => {
  start(null);
  for (let n = 0; n < 12; n += 1) beat(40, [[600, null]]);
  expect(energy.wantsDeviceUse).toBe(true);
  // Nothing was quiet: it is not known what of it is idle.
  expect(shares('a', 2).split).toEqual([0, 0, 0, 100, 400]);
  for (let n = 0; n < 22; n += 1) beat(35, []);
  seen.remove('a');
  seen.remove('b');
  expect(energy.wantsDeviceUse).toBe(false);
  for (let n = 0; n < 2; n += 1) beat(235, [[4711, null]]);
  expect(Math.round(seen.split?.others.watts ?? 0)).toBe(200);
  energy[Symbol.dispose]();
  expect(saved.at(-1)).toMatchObject({ means: { [`${domain}=card`]: [35] } });
});

test('of processes that are no kernel’s nothing is a kernel’s', () => {
  const nobody = () => null;
  expect(useOf({ domain, processes: [] }, nobody)?.kernels.size).toBe(0);
  expect(useOf({ domain, processes: [{ pid: 1, amount: null }] }, nobody)?.kernels.size).toBe(0);
});
