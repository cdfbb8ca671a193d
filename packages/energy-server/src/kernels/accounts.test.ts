// Accounts of notebooks, and what each user may see: kernels of one notebook are one, those of another user are other programs.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../test/fakes/fake-host.ts';
import { procStat } from '../../test/fakes/proc-stat.ts';
import { endProcess, putProcess, setLastPid } from '../../test/fakes/processes.ts';
import { counter } from '../energy/channel.fixture.ts';
import { History } from '../history/history.ts';
import { AccountsSoFar, accountOf } from './account.ts';
import { ALL, type Asker } from './asker.ts';
import { KernelEnergy } from './kernel-energy.ts';
import { entryFor } from './kernel-entry.ts';
import { SeenKernels } from './seen-kernels.ts';

const cpu = counter();
const alice: Asker = { user: 1001, pid: () => null };
const bob: Asker = { user: 1002, pid: () => null };
let host: FakeHost;
let history: History;
let energy: KernelEnergy;
let seconds: number;
const ticks = new Map<number, number>();
const uids = new Map<number, number>();
beforeEach(() => {
  // As root, whose energy server follows everybody's processes.
  host = { ...createFakeHost(), identity: { uid: 0, capabilities: new Set() } };
  history = new History();
  seconds = 0;
  ticks.clear();
  putProcess(host.machine, { pid: 500 });
  setLastPid(host.machine, 1000);
  const means = { 'machine/platform/cpu-0=test:cpu-0': [10] };
  energy = new KernelEnergy({ host, history, baselines: { load: () => ({ version: 1, means }), save() {} } });
  energy.become(history.roster([cpu]));
  beat({}, 0);
});
afterEach(() => host[Symbol.dispose]());

function start(pid: number, uid: number): void {
  uids.set(pid, uid);
  ticks.set(pid, 0);
  put(pid);
}

function put(pid: number): void {
  putProcess(host.machine, {
    pid,
    parent: 500,
    session: pid,
    own: [ticks.get(pid) ?? 0, 0],
    uid: uids.get(pid) ?? 0,
  });
}

/** A second at 50 W, 10 of them idle; the processes use so many CPU seconds of four. */
function beat(used: Readonly<Record<number, number>>, lasts = 1): void {
  seconds += lasts;
  for (const [pid, more] of Object.entries(used)) {
    ticks.set(Number(pid), (ticks.get(Number(pid)) ?? 0) + more * 100);
    put(Number(pid));
  }
  for (const [path, text] of Object.entries(procStat(4, seconds * 400, 0))) host.machine.write(path, text);
  host.clock.pass(lasts * 1000);
  history.take([cpu.says(seconds, 50 * seconds)]);
  energy.beat(history.settle(seconds * 1000));
}

const seenBy = (asker: Asker) => new SeenKernels(energy, asker);
const round = (values: object) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Math.round(value * 1e6) / 1e6]));

test('all kernels of a notebook are one account, over a restart and a new kernel', () => {
  start(600, 1001);
  seenBy(ALL).register('k', { pid: 600, notebook: 'n' });
  start(601, 1001);
  seenBy(ALL).register('other', { pid: 601, notebook: 'm' });
  beat({});
  beat({ 600: 1, 601: 1 });
  endProcess(host.machine, 600);
  beat({ 601: 1 });
  start(700, 1001);
  seenBy(ALL).register('k', { pid: 700, notebook: 'n' });
  beat({});
  beat({ 700: 2 });
  seenBy(ALL).remove('k');
  start(800, 1001);
  seenBy(ALL).register('new', { pid: 800, notebook: 'n' });
  beat({});
  beat({ 800: 1 });
  const all = seenBy(ALL);
  // 10 J a CPU second: one, two and one of the notebook's, two of the other's; seven seconds at 50 J.
  const split = { kernel: 40, otherKernels: 20, others: 220, idle: 70, undivided: 0 };
  expect(round(all.energySplit('new', 0, 7000, 350))).toEqual(split);
  expect(round(all.energySplit('k', 0, 7000, 350))).toEqual(split);
  expect(all.kernel('new')?.account.joules).toBeCloseTo(40, 6);
  expect(all.kernel('new')?.amount.joules).toBeCloseTo(10, 6);
  const { at, series } = history.power(0, 7000, 1000);
  const columns = all.powerSplit('new', 0, at, series[0]?.watts ?? []);
  expect(columns.kernel.map((watts) => Math.round(watts ?? Number.NaN))).toEqual([0, 10, 0, 0, 20, 0, 10]);
});

test('two kernels of one notebook at the same time cover that time once', () => {
  for (const pid of [600, 700]) {
    start(pid, 1001);
    seenBy(ALL).register(`k${pid}`, { pid, notebook: 'n' });
  }
  for (let n = 0; n < 4; n += 1) beat({ 600: 1, 700: 1 });
  // The first beat is the beginning.
  expect(seenBy(ALL).kernel('k600')?.account).toMatchObject({
    joules: expect.closeTo(60, 6),
    coveredMs: 3000,
  });
});

test('what was recorded of a kernel before its notebook was told is its own', () => {
  start(600, 1001);
  seenBy(ALL).register('k', { pid: 600, notebook: 'n' });
  const share = (name: string, within: string | null) =>
    ({ kind: 'kernel', name, within, owner: 1001, joules: 1 }) as const;
  const shares = [share('k', null), share('before', 'n'), share('other', null)];
  expect(seenBy(alice).recordedSplit('k', shares, 3)).toMatchObject({ kernel: 2, otherKernels: 1 });
  expect(seenBy(bob).recordedSplit('k', shares, 3)).toMatchObject({ kernel: 0, otherKernels: 0, others: 3 });
});

test('share by share for the record, it sums to the total of any span', () => {
  start(600, 1001);
  seenBy(ALL).register('k', { pid: 600, notebook: 'n', path: 'a.ipynb' });
  start(601, 1001);
  seenBy(ALL).register('l', { pid: 601 });
  beat({});
  beat({ 600: 1, 601: 2 });
  const told = energy
    .shares(500, 2000)
    .map(({ kind, name, label, within, owner, amount }) => [
      ...[kind, name, label, within, owner],
      Math.round(amount.joules),
    ]);
  expect(told).toEqual([
    ['kernel', 'k', 'a.ipynb', 'n', 1001, 10],
    ['kernel', 'l', 'l', null, 1001, 20],
    ['split', 'others', 'others', null, null, 30],
    ['split', 'idle', 'idle', null, null, 15],
    ['split', 'undivided', 'undivided', null, null, 0],
  ]);
});

describe('of several users', () => {
  beforeEach(() => {
    for (const [id, pid, asker] of [
      ['a', 600, alice],
      ['b', 700, bob],
    ] as const) {
      start(pid, Number(asker.user));
      // The same key, by accident or on purpose: accounts of different users never meet.
      expect(seenBy(asker).register(id, { pid, notebook: 'n' })?.entry.state).toBe('found');
    }
    beat({});
    beat({ 600: 1, 700: 2 });
  });

  test.each([
    ['alice', alice, 'a', { kernel: 10, otherKernels: 0, others: 70, idle: 20, undivided: 0 }],
    ['bob', bob, 'b', { kernel: 20, otherKernels: 0, others: 60, idle: 20, undivided: 0 }],
    ['root', ALL, 'a', { kernel: 10, otherKernels: 20, others: 50, idle: 20, undivided: 0 }],
  ])('%s sees own kernels, and others’ as other programs', (_, asker, id, split) => {
    expect(round(seenBy(asker).energySplit(id, 0, 2000, 100))).toEqual(split);
    expect(round(seenBy(asker).interval(id, 0, 2000).split ?? {})).toEqual(split);
    const beatSplit = seenBy(asker).split;
    const sum = Object.values(beatSplit ?? {}).reduce((all, { amount }) => all + amount.joules, 0);
    expect(sum).toBeCloseTo(100, 9);
    expect(beatSplit?.kernels.amount.joules).toBeCloseTo(split.kernel + split.otherKernels, 9);
  });

  test('nobody sees, tells of or ends another’s kernel', () => {
    const seen = seenBy(bob);
    seenBy(alice).note('a', { state: 'busy', atMs: 500, run: 'r' });
    expect(seen.kernels.map(({ entry }) => entry.id)).toEqual(['b']);
    expect([seen.kernel('a'), seen.runs('a'), seen.remove('a')]).toEqual([null, [], null]);
    expect(seen.mayTell('a')).toBe(false);
    expect(seen.note('a', { state: 'idle', atMs: 1, run: 'r' })).toBe(false);
    expect(seen.interval('a', 0, 2000)).toMatchObject({
      joules: null,
      computer: null,
      reason: 'No kernel a is known.',
    });
    expect(seenBy(alice).runs('a')[0]?.toMs).toBeNull();
    expect(seenBy({ user: 'none', pid: () => null }).kernels).toEqual([]);
    expect(seenBy({ user: 'none', pid: () => null }).mayTell('x')).toBe(false);
  });

  test('nobody has another’s process accounted', () => {
    const entry = seenBy(bob).register('mine', { pid: 600 })?.entry;
    expect(entry).toMatchObject({ state: 'unknown', reason: 'Process 600 belongs to another user.' });
    expect(seenBy(alice).kernels.map(({ entry: { id } }) => id)).toEqual(['a']);
  });

  test('nobody takes the room of another’s kernels', () => {
    for (let n = 0; n < 250; n += 1) seenBy(bob).register(`k${n}`, { elsewhere: true });
    expect(seenBy(bob).kernels).toHaveLength(200);
    expect(seenBy(alice).kernels).toHaveLength(1);
  });
});

test('accounts that nothing was added to for longest are forgotten, their joules are not', () => {
  const soFar = new AccountsSoFar();
  const entry = (id: string) => ({ ...entryFor(id, {}, 'bridge', undefined, 0), owner: 7 });
  for (let n = 0; n < 1_100; n += 1) soFar.add([[entry(`k${n}`), { joules: 1, coveredMs: 1 }]]);
  expect([soFar.all.size, soFar.ofOwners((owner) => owner === 7)]).toEqual([1_000, 1_100]);
  expect(soFar.of(accountOf(entry('k0'))).joules).toBe(0);
});
