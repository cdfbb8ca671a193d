// Kernels over time: restarts, the search for those that nobody told of, work that goes on, and what outlives the energy server.

import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../test/fakes/fake-host.ts';
import { procStat } from '../../test/fakes/proc-stat.ts';
import { endProcess, putProcess, setLastPid } from '../../test/fakes/processes.ts';
import { counter, gauge } from '../energy/channel.fixture.ts';
import { makeTree } from '../energy/tree.ts';
import { History } from '../history/history.ts';
import { ALL } from './asker.ts';
import { baselineFile } from './baseline-file.ts';
import { KernelEnergy } from './kernel-energy.ts';
import { SeenKernels } from './seen-kernels.ts';

const KEY = 'machine/platform/cpu-0=test:cpu-0';
const cpu = counter();
const seen = (energy: KernelEnergy) => new SeenKernels(energy, ALL);
let host: FakeHost;
let history: History;
let seconds: number;
let joules: number;
let busy: number;
beforeEach(() => {
  host = createFakeHost();
  history = new History();
  [seconds, joules, busy] = [0, 0, 0];
  putProcess(host.machine, { pid: 500 });
  setLastPid(host.machine, 1000);
});
afterEach(() => host[Symbol.dispose]());

/** `idle`: the baseline in watts that was learnt before. */
function kernelEnergy(idle: number | null = 10): KernelEnergy {
  const means = idle === null ? {} : { [KEY]: [idle] };
  const baselines = { load: () => ({ version: 1, means }), save: () => {} };
  const made = new KernelEnergy({ host, history, baselines });
  made.become(history.roster([cpu]));
  beat(made, 0, 0);
  return made;
}

/** So many seconds at 30 W, in which the machine was busy for so many CPU seconds (of four processors). */
function beat(energy: KernelEnergy, lasts: number, cpuSeconds: number): void {
  seconds += lasts;
  joules += 30 * lasts;
  busy += cpuSeconds;
  host.clock.pass(lasts * 1000);
  const files = procStat(4, busy * 100, (4 * seconds - busy) * 100);
  for (const [path, text] of Object.entries(files)) host.machine.write(path, text);
  history.take([cpu.says(seconds, joules)]);
  energy.beat(history.settle(seconds * 1000));
}

function kernelAt(pid: number, cpuSeconds: number, start = 10): void {
  putProcess(host.machine, { pid, parent: 500, session: pid, own: [cpuSeconds * 100, 0], start });
}

describe('the account of a kernel', () => {
  test('goes on over a restart, and knows nothing of the time in between', () => {
    const energy = kernelEnergy();
    kernelAt(600, 50);
    seen(energy).register('k', { pid: 600 });
    beat(energy, 1, 1);
    beat(energy, 1, 1);
    kernelAt(600, 51);
    beat(energy, 1, 2);
    // One of two CPU seconds, so half of the 20 J above idle.
    expect(seen(energy).kernel('k')?.amount.joules).toBeCloseTo(10, 9);
    endProcess(host.machine, 600);
    beat(energy, 1, 1);
    expect(seen(energy).kernel('k')?.entry).toMatchObject({ state: 'gone', cpuSeconds: 1 });
    beat(energy, 5, 1);
    kernelAt(700, 3, 99);
    seen(energy).register('k', { pid: 700 });
    beat(energy, 1, 1);
    beat(energy, 1, 1);
    kernelAt(700, 4, 99);
    beat(energy, 1, 1);
    const { entry, amount } = seen(energy).kernel('k') ?? {};
    expect(entry).toMatchObject({ state: 'found', pid: 700, cpuSeconds: 2, firstSeenAt: expect.any(Number) });
    expect(amount?.joules).toBeCloseTo(30, 9);
    expect(seen(energy).interval('k', 4000, 9000)).toMatchObject({ joules: null, coveredSeconds: 0 });
  });

  test('is not told what its process before a restart had used once more, where nobody saw that end', () => {
    const energy = kernelEnergy();
    kernelAt(600, 0);
    seen(energy).register('k', { pid: 600 });
    beat(energy, 1, 1);
    kernelAt(600, 3);
    beat(energy, 1, 4);
    endProcess(host.machine, 600);
    kernelAt(700, 0, 99);
    seen(energy).register('k', { pid: 700 });
    beat(energy, 1, 4);
    const { entry, amount } = seen(energy).kernel('k') ?? {};
    expect(entry?.cpuSeconds).toBeCloseTo(3, 9);
    // Three of four CPU seconds of one second's 20 J above idle; nothing since.
    expect(amount?.joules).toBeCloseTo(15, 9);
  });

  test('is its part of CPU time where nobody knows what is idle', () => {
    const energy = kernelEnergy(null);
    kernelAt(600, 0);
    seen(energy).register('k', { pid: 600 });
    beat(energy, 1, 1);
    kernelAt(600, 1);
    beat(energy, 1, 4);
    const { joules, share, cpuSeconds, computer, reason } = seen(energy).interval('k', 1000, 2000);
    expect({ joules, share, cpuSeconds, all: computer?.joules }).toEqual({
      ...{ joules: null, share: 0.25, cpuSeconds: 1, all: 30 },
    });
    expect(reason).toMatch(/^Including idle/);
  });

  test('is not touched by being told the same again', () => {
    const energy = kernelEnergy();
    kernelAt(600, 50);
    seen(energy).register('k', { pid: 600, name: 'Python' });
    kernelAt(600, 51);
    beat(energy, 1, 1);
    seen(energy).register('k', { pid: 600 });
    beat(energy, 1, 1);
    expect(seen(energy).kernel('k')?.entry).toMatchObject({ cpuSeconds: 1, name: 'Python' });
  });

  test('sums with the others to the computer’s energy', () => {
    const energy = kernelEnergy();
    for (const pid of [600, 700]) {
      kernelAt(pid, 0);
      seen(energy).register(`k${pid}`, { pid });
    }
    beat(energy, 1, 1);
    for (let n = 1; n <= 5; n += 1) {
      kernelAt(600, n);
      kernelAt(700, 2 * n);
      beat(energy, 1, 4);
    }
    const split = seen(energy).interval('k600', 1000, 6000)?.split;
    expect(split?.kernel).toBeCloseTo(25, 6);
    expect(split?.otherKernels).toBeCloseTo(50, 6);
    expect(split?.others).toBeCloseTo(25, 6);
    expect(split?.idle).toBeCloseTo(50, 6);
    expect(seen(energy).split?.kernels.watts).toBeCloseTo(15, 6);
  });

  test('whatever GPUs used is not divided by CPU time', () => {
    const card = gauge({ id: 'card', domain: 'machine/gpu-1' });
    const baselines = { load: () => ({ version: 1, means: { [KEY]: [10] } }), save: () => {} };
    const energy = new KernelEnergy({ host, history, baselines });
    energy.become(history.roster([cpu, card]));
    kernelAt(600, 0);
    seen(energy).register('k', { pid: 600 });
    for (let s = 0; s <= 3; s += 1) {
      kernelAt(600, s);
      for (const [path, text] of Object.entries(procStat(1, s * 100, 0))) host.machine.write(path, text);
      host.clock.pass(1000);
      history.take([cpu.says(s, 30 * s), card.says(s, 200)]);
      energy.beat(history.settle(s * 1000));
    }
    expect(seen(energy).interval('k', 1000, 3000)?.split).toEqual({
      kernel: expect.closeTo(40, 6),
      otherKernels: 0,
      others: expect.closeTo(0, 6),
      idle: expect.closeTo(20, 6),
      undivided: expect.closeTo(400, 6),
    });
  });
});

describe('kernels that nobody told of', () => {
  const args = ['python', '-m', 'ipykernel_launcher', '-f', '/run/kernel-ab-12.json'];

  test('are found twice a minute, and what the Jupyter server tells of them wins', () => {
    const energy = kernelEnergy();
    putProcess(host.machine, { pid: 600, parent: 500, arguments: args });
    beat(energy, 29, 1);
    expect(seen(energy).kernels).toEqual([]);
    beat(energy, 1, 1);
    expect(seen(energy).kernel('ab-12')?.entry).toMatchObject({
      foundBy: 'command line',
      pid: 600,
      state: 'found',
    });
    seen(energy).register('ab-12', { pid: 600, path: 'n.ipynb' });
    expect(seen(energy).kernel('ab-12')?.entry).toMatchObject({ foundBy: 'bridge', path: 'n.ipynb' });
    seen(energy).remove('ab-12');
    beat(energy, 30, 1);
    expect(seen(energy).kernel('ab-12')?.entry.state).toBe('gone');
  });

  test('without kernels nothing is read but processor time, every ten seconds', () => {
    const energy = kernelEnergy(null);
    host.machine.refuse('proc/loadavg', 'EIO');
    host.machine.refuse('proc/500/stat', 'EIO');
    for (let n = 0; n < 3; n += 1) beat(energy, 5, 0);
    expect(energy.baseline).toMatchObject({ watts: 30, moments: 1, estimated: false });
    const split = Object.entries(seen(energy).split ?? {}).map(([key, { amount }]) => [key, amount.joules]);
    // It was learnt from ten seconds, with the second of their two beats.
    expect(Object.fromEntries(split)).toEqual({ kernels: 0, others: 0, idle: 300, undivided: 150 });
  });
});

test('work that goes on after a cell is said of the next one', () => {
  const energy = kernelEnergy();
  kernelAt(600, 0);
  seen(energy).register('k', { pid: 600 });
  beat(energy, 1, 1);
  seen(energy).note('k', { state: 'busy', atMs: 1000 });
  kernelAt(600, 1);
  beat(energy, 1, 1);
  seen(energy).note('k', { state: 'idle', atMs: 2000 });
  expect(seen(energy).interval('k', 1000, 2000)?.flags.overlap).toBe(false);
  kernelAt(600, 2);
  beat(energy, 1, 1);
  seen(energy).note('k', { state: 'busy', atMs: 3000 });
  kernelAt(600, 3);
  beat(energy, 1, 1);
  expect(seen(energy).interval('k', 3000, 4000)?.flags.overlap).toBe(true);
});

describe('the idle baseline', () => {
  let folder: string;
  const log = { info: () => told.push('told') };
  const told: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'baseline-'));
    told.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is what the model says of a computer that does nothing, where a model tells its power', () => {
    const energy = new KernelEnergy({ host, history });
    const model = counter({ idleWatts: 12 });
    energy.become(makeTree([model]));
    expect(energy.baseline).toEqual({ watts: 12, moments: 0, estimated: true });
    const card = gauge({ id: 'card', domain: 'machine/gpu-1' });
    energy.become(makeTree([model, card]));
    expect(energy.baseline.watts).toBe(12);
    energy.become(makeTree([model, counter({ id: 'meter', domain: 'machine/platform/cpu-1' })]));
    expect(energy.baseline.watts).toBeNull();
  });

  test('outlives the energy server, for its own make-up of the total only', () => {
    const place = join(folder, 'state', 'jupyter-energy');
    const first = new KernelEnergy({ host, history, baselines: baselineFile(place, log) });
    first.become(history.roster([cpu]));
    for (let n = 0; n < 4; n += 1) beat(first, 5, 0);
    first[Symbol.dispose]();
    expect(readdirSync(place)).toEqual(['idle-baselines.json']);
    const second = new KernelEnergy({ host, history, baselines: baselineFile(place, log) });
    second.become(makeTree([cpu]));
    expect(second.baseline.watts).toBe(30);
    second.become(makeTree([counter({ id: 'another' })]));
    expect(second.baseline.watts).toBeNull();
  });

  test.each(['', '{', '[]', '{"version":2,"means":{}}', '{"version":1,"means":{"a":[-1]}}', '\0'])(
    'a file with %j is as none',
    (text) => {
      writeFileSync(join(folder, 'idle-baselines.json'), text);
      const energy = new KernelEnergy({ host, history, baselines: baselineFile(folder, log) });
      energy.become(makeTree([cpu]));
      expect(energy.baseline).toMatchObject({ watts: null, moments: 0 });
    },
  );

  test('where nothing can be written it is learnt all the same, and that is told once', () => {
    const blocked = join(folder, 'file');
    writeFileSync(blocked, 'in the way');
    chmodSync(blocked, 0o400);
    const energy = new KernelEnergy({ host, history, baselines: baselineFile(join(blocked, 'inside'), log) });
    energy.become(history.roster([cpu]));
    for (let n = 0; n < 4; n += 1) beat(energy, 5, 0);
    energy[Symbol.dispose]();
    expect([energy.baseline.watts, told, readFileSync(blocked, 'utf8')]).toEqual([
      30,
      ['told'],
      'in the way',
    ]);
  });
});
