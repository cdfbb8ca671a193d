// Runs: what a kernel executed, from when to when and with which energy; overlapping ones, cut off ones, and those that are kept.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../test/fakes/fake-host.ts';
import { procStat } from '../../test/fakes/proc-stat.ts';
import { endProcess, putProcess, setLastPid } from '../../test/fakes/processes.ts';
import { counter } from '../energy/channel.fixture.ts';
import { History } from '../history/history.ts';
import { ALL } from './asker.ts';
import { KernelEnergy } from './kernel-energy.ts';
import { RunBook } from './run-book.ts';
import type { KeptRun } from './run-store.ts';
import { SeenKernels } from './seen-kernels.ts';

const cpu = counter();
let host: FakeHost;
let history: History;
let kept: KeptRun[];
let energy: KernelEnergy;
let seen: SeenKernels;
let seconds: number;
let burnt: number;
beforeEach(() => {
  host = createFakeHost();
  history = new History();
  [kept, seconds, burnt] = [[], 0, 0];
  putProcess(host.machine, { pid: 500 });
  setLastPid(host.machine, 1000);
  const means = { 'machine/platform/cpu-0=test:cpu-0': [10] };
  energy = new KernelEnergy({
    host,
    history,
    baselines: { load: () => ({ version: 1, means }), save: () => {} },
    runs: { keep: (run) => kept.push(run), between: () => kept },
  });
  seen = new SeenKernels(energy, ALL);
  energy.become(history.roster([cpu]));
  kernel(600);
  beat(0, 0);
  seen.register('k', { pid: 600, notebook: 'a' });
  beat(0);
});
afterEach(() => host[Symbol.dispose]());

function kernel(pid: number): void {
  putProcess(host.machine, { pid, parent: 500, session: pid, own: [burnt * 100, 0], start: pid });
}

/** A second at 30 W, 10 W of them idle, in which the kernel used so many CPU seconds, and nobody else any. */
function beat(used: number, lasts = 1): void {
  seconds += lasts;
  burnt += used;
  for (const [path, text] of Object.entries(procStat(1, burnt * 100, 0))) host.machine.write(path, text);
  if (used > 0) kernel(600);
  host.clock.pass(lasts * 1000);
  history.take([cpu.says(seconds, 30 * seconds)]);
  energy.beat(history.settle(seconds * 1000));
}

const told = (state: 'busy' | 'idle', atMs: number, run?: string, count?: number) =>
  seen.note('k', { state, atMs, run, count });
const spans = () => seen.runs('k').map(({ id, fromMs, toMs }) => [id, fromMs, toMs]);

describe('a run', () => {
  test('has the energy of its time, and that of a part while it goes on', () => {
    told('busy', 1000, 'a', 7);
    beat(1);
    expect(seen.runs('k')).toEqual([
      expect.objectContaining({ id: 'a', count: 7, fromMs: 1000, toMs: null, untilMs: 2000 }),
    ]);
    expect(seen.runs('k')[0]?.energy.joules).toBeCloseTo(20, 9);
    told('idle', 3000, 'a');
    beat(1);
    beat(1);
    const [run] = seen.runs('k');
    expect(run?.energy.joules).toBeCloseTo(40, 9);
    expect(Object.values(run?.energy.split ?? {}).reduce((a, b) => a + b, 0)).toBeCloseTo(60, 9);
    expect(run?.energy.flags).toEqual({ tooShort: false, incomplete: false, shared: false, overlap: false });
  });

  test('is busy while any goes on; two at once are shared, and what follows the last is not a run’s', () => {
    told('busy', 1000, 'a');
    told('busy', 1500, 'b');
    beat(1);
    told('idle', 2000, 'a');
    expect(seen.kernel('k')?.entry.activities.at(-1)?.state).toBe('busy');
    beat(1);
    told('idle', 3000, 'b');
    beat(1);
    expect(seen.kernel('k')?.entry.activities.at(-1)?.state).toBe('idle');
    told('busy', 4000, 'c');
    beat(1);
    told('idle', 5000, 'c');
    beat(0);
    const runs = seen.runs('k');
    expect(runs.map((run) => [run.id, run.energy.flags.shared])).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
    ]);
    // Of the 80 J above idle the third second's came between the runs: the kernel's only.
    expect(seen.kernel('k')?.amount.joules).toBeCloseTo(80, 9);
    expect(runs.map((run) => Math.round(run.energy.joules ?? 0))).toEqual([20, 30, 20]);
  });

  test.each([
    ['its kernel’s process ends', 3000, () => endProcess(host.machine, 600)],
    ['the Jupyter server ends its kernel', 2000, () => seen.remove('k')],
    ['its kernel is restarted', 2000, () => [kernel(700), seen.register('k', { pid: 700 })]],
    ['its kernel is idle as a whole', 2000, () => told('idle', 2000)],
  ])('ends when %s', (_, endMs, happens) => {
    told('busy', 1000, 'a');
    told('busy', 1000, 'b');
    beat(1);
    happens();
    beat(0);
    const [a, b] = seen.runs('k');
    // A process is seen to have ended at the next beat.
    expect([a?.toMs, b?.toMs]).toEqual([endMs, endMs]);
    expect(a?.energy.joules).toBeCloseTo(20, 9);
    expect(seen.kernel('k')?.entry.activities.at(-1)?.state).toBe('idle');
  });

  test('goes on when its kernel is told of again, without a restart', () => {
    told('busy', 1000, 'a');
    seen.register('k', { pid: 600, path: 'n.ipynb' });
    seen.register('k', { pid: 600 });
    expect(spans()).toEqual([['a', 1000, null]]);
  });

  test('that begins twice, ends twice, or was never told to begin', () => {
    told('busy', 1000, 'a');
    told('busy', 1700, 'a');
    told('idle', 2000, 'a');
    told('idle', 2500, 'a');
    told('idle', 2600, 'x');
    expect(spans()).toEqual([['a', 1000, 2000]]);
    expect(seen.note('nobody', { state: 'busy', atMs: 0, run: 'a' })).toBe(false);
  });

  test('does not end before it began, whatever the clocks say, and is too short to tell then', () => {
    told('busy', 1500, 'a');
    told('idle', 900, 'a');
    beat(1);
    expect(spans()).toEqual([['a', 1500, 1500]]);
    expect(seen.runs('k')[0]?.energy).toMatchObject({ joules: null, flags: { tooShort: true } });
  });

  test('lasts as long as it lasts when somebody sets the clock', () => {
    told('busy', 1000, 'a');
    beat(1);
    host.clock.setWall(host.clock.now().wallMs + 86_400_000);
    beat(1);
    told('idle', 3000, 'a');
    beat(0);
    expect(seen.runs('k')[0]?.energy.joules).toBeCloseTo(40, 9);
    const { seconds, from, to } = kept[0]?.run.energy ?? {};
    expect([seconds, (to ?? 0) - (from ?? 0)]).toEqual([2, 2000]);
  });

  test('is kept once, when all of its time was read, with its notebook and its owner', () => {
    told('busy', 1000, 'a', 3);
    beat(1);
    told('idle', 2500, 'a');
    expect(kept).toEqual([]);
    beat(1);
    beat(1);
    expect(kept).toEqual([
      {
        kernel: 'k',
        notebook: 'a',
        owner: 1000,
        run: {
          id: 'a',
          count: 3,
          running: false,
          energy: expect.objectContaining({ kernel: 'k', seconds: 1.5 }),
        },
      },
    ]);
    const { from, to, joules } = kept[0]?.run.energy ?? {};
    expect(joules).toBeCloseTo(30, 9);
    expect((to ?? 0) - (from ?? 0)).toBeCloseTo(1500, 6);
    expect(seen.keptRuns('k', 0, 1e15, 10)).toEqual(kept);
  });
});

test('only so many runs are remembered, and the oldest go first, running or not', () => {
  const book = new RunBook();
  for (let n = 0; n < 4_100; n += 1) book.begin(n % 2 === 0 ? 'k' : 'l', `${n}`, n, n);
  expect([book.of('k').length, book.of('l').length]).toEqual([2_000, 2_000]);
  expect(book.of('k')[0]?.id).toBe('100');
  book.forget('k');
  expect([book.of('k'), book.isBusy('l')]).toEqual([[], true]);
});

test('a kernel that runs ever so much drives out its own runs, not those of others', () => {
  const book = new RunBook();
  book.begin('another', 'a', 1, 0);
  for (let n = 0; n < 5_000; n += 1) book.begin('k', `${n}`, n, n);
  expect([book.of('another').length, book.of('k').length]).toEqual([1, 3_999]);
  book.forget('k');
  for (let n = 0; n < 5_000; n += 1) book.begin('l', `${n}`, n, n);
  expect(book.of('l')).toHaveLength(3_999);
});
