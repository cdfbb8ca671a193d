// Memory and record joined: over restarts, over what memory has forgotten, over a change of what is measured.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { counter } from '../energy/channel.fixture.ts';
import type { KernelShare } from '../kernels/kernel-share.ts';
import { finestMs } from './joined-energy.ts';
import { Folder, Recorder } from './ledger.fixture.ts';
import { LedgerFile } from './ledger-file.ts';
import { beat, cpu, joulesAt, live } from './steady.fixture.ts';

const HOUR_MS = 3_600_000;

let folder: Folder;
let clock: ManualClock;
let begin: number;
beforeEach(() => {
  folder = new Folder();
  clock = new ManualClock();
  clock.pass(7 * 60_000 + 33_210);
  begin = clock.now().wallMs;
});
afterEach(() => folder[Symbol.dispose]());

function start(): Recorder {
  const recorder = new Recorder(folder.file, clock).become([cpu]);
  beat(recorder);
  return recorder;
}

/** Joules of each bucket. */
function told(recorder: Recorder, from: number, stepMs: number): number[] {
  const now = clock.now().wallMs;
  const count = Math.ceil((now - from) / stepMs);
  const edges = Array.from({ length: count + 1 }, (_, n) => Math.min(from + n * stepMs, now));
  return recorder.energy(edges).map(({ total }) => total?.joules ?? 0);
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
/** Since the test's clock began, whose timeline starts 7:33.21 before the first reading. */
const truth = (wall: number) => joulesAt(wall - begin + 7 * 60_000 + 33_210);

describe('a restart', () => {
  test.each([20, 300])('C5: after %i seconds: both runs are told, and nothing twice', (seconds) => {
    const first = start();
    live(clock, 1_200, first);
    first[Symbol.dispose]();
    const ended = clock.now().wallMs;
    clock.pass(seconds * 1_000);
    const second = start();
    const again = clock.now().wallMs;
    live(clock, 600, second);
    const now = clock.now().wallMs;
    const all = truth(ended) - truth(begin) + truth(now) - truth(again);
    for (const stepMs of [60_000, 300_000, 450_000, 10 * HOUR_MS])
      expect(sum(told(second, begin - 1_000, stepMs))).toBeCloseTo(all, 6);
    // What lies in memory alone is as fine as it was read.
    const fine = told(second, again, 5_000);
    expect(fine[3]).toBeCloseTo(truth(again + 20_000) - truth(again + 15_000), 6);
    second[Symbol.dispose]();
  });

  test('the step is as fine as memory where that reaches, else a minute, else a quarter of an hour', () => {
    const first = start();
    live(clock, 1_200, first);
    first[Symbol.dispose]();
    clock.pass(60_000);
    const second = start();
    live(clock, 60, second);
    const now = clock.now().wallMs;
    const finest = (from: number) => finestMs(from, second.history, second.ledger);
    expect(finest(now - 60_000)).toBeNull();
    expect(finest(begin)).toBe(60_000);
    expect(finest(begin - 30 * 86_400_000)).toBe(900_000);
    second[Symbol.dispose]();
  });
});

test('a day and a half without a restart: what memory has forgotten comes from the record, each bucket as it was', () => {
  const recorder = start();
  // The ledger is told every five minutes only, since writing takes most of the time.
  for (let beats = 1; beats <= (37 * HOUR_MS) / 5_000; beats += 1) {
    clock.pass(5_000);
    if (beats % 60 === 0) beat(recorder);
    else
      recorder.beatUnrecorded([
        cpu.says(clock.now().timelineMs / 1000, 1_000 + joulesAt(clock.now().timelineMs)),
      ]);
  }
  const first = begin - (begin % 900_000);
  const buckets = told(recorder, first, 900_000);
  expect(recorder.history.isWhole).toBe(false);
  for (const [index, joules] of buckets.entries()) {
    const from = Math.max(begin, first + index * 900_000);
    const to = Math.min(clock.now().wallMs, first + (index + 1) * 900_000);
    // Between readings five seconds apart a straight line misses by 10 W / 7 s × (5 s)² / 8 = 4.5 J at most, at each edge.
    expect(Math.abs(joules - (truth(to) - truth(from)))).toBeLessThan(9);
  }
  expect(sum(buckets)).toBeCloseTo(truth(clock.now().wallMs) - truth(begin), 4);
  recorder[Symbol.dispose]();
});

test('a part that was estimated and then measured says the weaker, and stands under its newest name', () => {
  const first = new Recorder(folder.file, clock);
  const guessed = counter({
    id: 'estimate',
    label: 'Guess',
    domain: 'machine/platform',
    basis: 'estimated',
    relativeError: 0.2,
  });
  first.become([guessed]);
  for (let n = 0; n < 30; n += 1) {
    first.beat([guessed.says(clock.now().timelineMs / 1000, 100 * n)]);
    clock.pass(5_000);
  }
  first.become([cpu]);
  live(clock, 60, first);
  first[Symbol.dispose]();
  using later = new Recorder(folder.file, clock);
  const [all] = later.energy([begin - 60_000, clock.now().wallMs]);
  expect(all?.parts).toMatchObject([{ id: 'machine/platform', label: 'Main board', basis: 'estimated' }]);
  expect(all?.total).toMatchObject({ basis: 'estimated' });
});

test('all of time is looked for only where there is something', () => {
  const first = start();
  live(clock, 60, first);
  first[Symbol.dispose]();
  using later = new Recorder(folder.file, clock);
  const rows = vi.spyOn(LedgerFile.prototype, 'rows');
  const [all] = later.energy([-8.64e15, 8.64e15]);
  expect(all?.total?.joules).toBeCloseTo(truth(clock.now().wallMs) - truth(begin), 6);
  const asked = rows.mock.calls.map(([, , from, to]) => to - from);
  rows.mockRestore();
  expect(asked.length).toBeGreaterThan(0);
  expect(Math.max(...asked)).toBeLessThanOrEqual(24 * HOUR_MS);
});

test('whose it was is told with what is recorded, kernel by kernel', () => {
  const share = (kind: 'kernel' | 'split', name: string, joules: number): KernelShare => ({
    ...{
      kind,
      name,
      label: name,
      within: kind === 'kernel' ? 'n1' : null,
      owner: kind === 'kernel' ? 1000 : null,
    },
    amount: { joules, coveredMs: 1 },
  });
  const first = new Recorder(folder.file, clock).become([cpu]);
  first.shares = [share('kernel', 'k1', 3), share('split', 'others', 1), share('split', 'idle', 2)];
  beat(first);
  live(clock, 60, first);
  first[Symbol.dispose]();
  using later = new Recorder(folder.file, clock);
  const [all] = later.energy([begin - 60_000, clock.now().wallMs]);
  const shares = all?.recorded?.shares ?? [];
  const [kernel, others, idle] = shares;
  expect(kernel).toMatchObject({ kind: 'kernel', name: 'k1', within: 'n1', owner: 1000 });
  expect(others).toMatchObject({ kind: 'split', name: 'others' });
  expect((kernel?.joules ?? 0) / (others?.joules ?? 1)).toBeCloseTo(3, 9);
  expect((idle?.joules ?? 0) / (others?.joules ?? 1)).toBeCloseTo(2, 9);
});
