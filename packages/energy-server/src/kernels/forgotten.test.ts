// Kernels that ended longer ago than memory reaches: nothing of theirs is kept but what they had in all, and that never falls.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../test/fakes/fake-host.ts';
import { procStat } from '../../test/fakes/proc-stat.ts';
import { endProcess, putProcess, setLastPid } from '../../test/fakes/processes.ts';
import { counter } from '../energy/channel.fixture.ts';
import { History } from '../history/history.ts';
import { ALL } from './asker.ts';
import { KernelEnergy } from './kernel-energy.ts';
import { SeenKernels } from './seen-kernels.ts';

const cpu = counter();
const HOUR_S = 3_600;
let host: FakeHost;
let history: History;
let energy: KernelEnergy;
let seen: SeenKernels;
let seconds: number;
const ticks = new Map<number, number>();
beforeEach(() => {
  host = { ...createFakeHost(), identity: { uid: 0, capabilities: new Set() } };
  history = new History();
  seconds = 0;
  ticks.clear();
  putProcess(host.machine, { pid: 500 });
  setLastPid(host.machine, 1000);
  const means = { 'machine/platform/cpu-0=test:cpu-0': [10] };
  energy = new KernelEnergy({ host, history, baselines: { load: () => ({ version: 1, means }), save() {} } });
  seen = new SeenKernels(energy, ALL);
  energy.become(history.roster([cpu]));
  beat(0);
});
afterEach(() => host[Symbol.dispose]());

function start(id: string, pid: number): void {
  ticks.set(pid, 0);
  put(pid);
  seen.register(id, { pid, notebook: 'n' });
}

function put(pid: number): void {
  putProcess(host.machine, { pid, parent: 500, session: pid, own: [ticks.get(pid) ?? 0, 0] });
}

/** 50 W, 10 of them idle; the process uses one CPU second of four in each second. */
function beat(lasts = 5, pid: number | null = null): void {
  seconds += lasts;
  if (pid !== null) {
    ticks.set(pid, (ticks.get(pid) ?? 0) + lasts * 100);
    put(pid);
  }
  // All processors are busy all the time; only while somebody looks is that written.
  if (ticks.size > 0)
    for (const [path, text] of Object.entries(procStat(4, seconds * 400, 0))) host.machine.write(path, text);
  host.clock.pass(lasts * 1000);
  history.take([cpu.says(seconds, 50 * seconds)]);
  energy.beat(history.settle(seconds * 1000));
}

/** Two beats that count: 10 J in each second. */
function runs(id: string, pid: number): void {
  start(id, pid);
  for (let n = 0; n < 3; n += 1) beat(5, pid);
}

function ends(pid: number): void {
  endProcess(host.machine, pid);
  ticks.delete(pid);
  beat();
}

/** Until memory has forgotten everything up to now. */
function forget(): void {
  const nowMs = seconds * 1000;
  while ((history.oldestMs ?? 0) <= nowMs) beat();
}

test('its series go once nobody can ask for them any more; what it had in all never falls, over a restart too', () => {
  runs('a', 600);
  ends(600);
  const before = seen.kernel('a');
  expect(before?.amount.joules).toBeCloseTo(100, 6);
  while (seconds < 20 * HOUR_S) beat();
  expect(energy.accounts.kernels.has('a')).toBe(true);
  expect(seen.interval('a', 5_000, 15_000).joules).toBeCloseTo(100, 6);
  forget();
  expect(energy.accounts.kernels.has('a')).toBe(false);
  expect(energy.accounts.cpuSeconds('a', 0, seconds * 1000)).toBeNull();
  expect(seen.kernel('a')).toMatchObject({ amount: before?.amount, account: before?.account });
  runs('a', 700);
  expect(seen.kernel('a')?.amount.joules).toBeCloseTo(200, 6);
  expect(seen.kernel('a')?.amount.coveredMs).toBeCloseTo((before?.amount.coveredMs ?? 0) + 10_000, 6);
  expect(seen.kernel('a')?.account.joules).toBeCloseTo(200, 6);
  expect(seen.split?.kernels.amount.joules).toBeCloseTo(200, 6);
}, 30_000);

test('so do those of one that ended before anything of it was known', () => {
  start('a', 600);
  beat(5, 600);
  seen.remove('a');
  ticks.clear();
  expect(energy.accounts.kernels.get('a')?.newestMs).toBeNull();
  forget();
  expect(energy.accounts.kernels.has('a')).toBe(false);
  expect(seen.kernel('a')?.amount).toEqual({ joules: 0, coveredMs: 0 });
}, 30_000);

test('whoever asks for it is told why nothing is known, and all of any span is somebody’s', () => {
  runs('a', 600);
  ends(600);
  const endedMs = seconds * 1000;
  forget();
  runs('b', 700);
  const nowMs = seconds * 1000;
  expect(seen.interval('a', 5_000, 15_000)).toMatchObject({
    joules: null,
    reason: 'Too long ago: kernel by kernel, energy is remembered for about a day.',
  });
  expect(seen.interval('b', 5_000, 15_000).reason).toBe(seen.interval('a', 5_000, 15_000).reason);
  expect(seen.interval('a', endedMs, nowMs)).toMatchObject({
    joules: null,
    reason: 'Its process has ended.',
  });
  const oldestMs = history.oldestMs ?? 0;
  for (const fromMs of [oldestMs, nowMs - HOUR_S * 1000, nowMs - 10_000]) {
    const whole = history.energy(fromMs, nowMs).total?.joules ?? 0;
    const split = seen.energySplit('b', fromMs, nowMs, whole);
    expect(whole).toBeCloseTo((50 * (nowMs - fromMs)) / 1000, 3);
    expect(Object.values(split).reduce((a, b) => a + b, 0)).toBeCloseTo(whole, 6);
    // Both kernels are of one notebook, but only one of them used anything since.
    expect(split.kernel).toBeCloseTo(100, 3);
  }
}, 30_000);

test('of a span that memory knows in part, a kernel is told what it had of that part', () => {
  start('a', 600);
  while (seconds < HOUR_S) beat(5, 600);
  ends(600);
  const endedMs = seconds * 1000 - 5_000;
  while ((history.oldestMs ?? 0) < 1_800_000) beat();
  const oldestMs = history.oldestMs ?? 0;
  expect(oldestMs).toBeLessThan(endedMs);
  const whole = history.energy(0, seconds * 1000).total?.joules ?? 0;
  const split = seen.energySplit('a', 0, seconds * 1000, whole);
  expect(split.kernel).toBeCloseTo((10 * (endedMs - oldestMs)) / 1000, 0);
  expect(Object.values(split).reduce((a, b) => a + b, 0)).toBeCloseTo(whole, 6);
  const interval = seen.interval('a', 0, endedMs);
  expect(interval.joules).toBeCloseTo(split.kernel, 0);
  expect(interval.flags.incomplete).toBe(true);
}, 30_000);
