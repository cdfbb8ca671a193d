// What is older than wanted is deleted, but never on the word of a clock that has gone wrong.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { Folder, Recorder } from './ledger.fixture.ts';
import { LedgerFile } from './ledger-file.ts';
import { MINUTE, QUARTER } from './levels.ts';
import { readSpans } from './reading.ts';
import { beat, cpu, live } from './steady.fixture.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

let folder: Folder;
let clock: ManualClock;
let begunAt: number;
beforeEach(() => {
  folder = new Folder();
  clock = new ManualClock();
  begunAt = clock.now().wallMs;
});
afterEach(() => folder[Symbol.dispose]());

/** One run of an energy server that keeps everything for a week. */
function runs(seconds: number): void {
  using recorder = new Recorder(folder.file, clock, { days: 7 }).become([cpu]);
  beat(recorder);
  live(clock, seconds, recorder);
}

function runsOnDays(days: number, seconds = 60): void {
  for (let day = 0; day < days; day += 1) {
    runs(seconds);
    clock.pass(DAY_MS);
  }
}

/** Of the total, in the whole file. */
function recordedSeconds(): number {
  using file = new LedgerFile(folder.file, false);
  const [shares = []] = readSpans(file, [0, Date.UTC(2200, 0)], 'computer');
  const totals = shares.filter(({ face }) => face.kind === 'total');
  return totals.reduce((sum, { amount }) => sum + amount.coveredMs, 0) / 1000;
}

function oldest(): { minute: number | null; quarter: number | null } {
  using file = new LedgerFile(folder.file, false);
  return { minute: file.oldest(MINUTE), quarter: file.oldest(QUARTER) };
}

test('what is older goes once there are three days of the last month, and the clock was not set for an hour', () => {
  runs(600);
  clock.pass(40 * DAY_MS);
  runsOnDays(2, 4_000);
  runs(3_500);
  expect(oldest()).toEqual({ minute: begunAt, quarter: begunAt });
  runs(4_000);
  expect(oldest().quarter).toBe(begunAt + 40 * DAY_MS);
  expect(recordedSeconds()).toBeCloseTo(3 * 4_000 + 3_500, 6);
});

describe('nothing goes', () => {
  beforeEach(() => {
    runsOnDays(5);
  });

  /** Whatever was recorded before and meanwhile is there. */
  function expectAll(seconds: number): void {
    expect(recordedSeconds()).toBeCloseTo(seconds, 6);
    expect(oldest()).toEqual({ minute: begunAt, quarter: begunAt });
  }

  test('while the clock is years ahead for two hours, though the energy server runs', () => {
    using recorder = new Recorder(folder.file, clock, { days: 7 }).become([cpu]);
    beat(recorder);
    live(clock, 60, recorder);
    clock.setWall(clock.now().wallMs + 10 * YEAR_MS);
    live(clock, 7_200, recorder);
    expectAll(5 * 60 + 60 + 7_200);
    clock.setWall(clock.now().wallMs - 10 * YEAR_MS);
    live(clock, 7_200, recorder);
    expectAll(5 * 60 + 60 + 2 * 7_200);
  });

  test('where the computer starts with a clock that is years ahead, and over midnight', () => {
    clock.setWall(clock.now().wallMs + 10 * YEAR_MS);
    runsOnDays(2, 4_000);
    expectAll(5 * 60 + 2 * 4_000);
  });

  test('where it starts each day with a clock that is years ahead, until somebody tells it the time', () => {
    for (let day = 0; day < 4; day += 1) {
      clock.setWall(clock.now().wallMs + 10 * YEAR_MS);
      using recorder = new Recorder(folder.file, clock, { days: 7 }).become([cpu]);
      beat(recorder);
      live(clock, 60, recorder);
      clock.setWall(clock.now().wallMs - 10 * YEAR_MS);
      live(clock, 60, recorder);
      clock.pass(DAY_MS);
    }
    expectAll(5 * 60 + 4 * 120);
  });

  test('where it starts each time in another year', () => {
    for (const years of [3, 1, 12, 5, 12]) {
      clock.setWall(begunAt + years * YEAR_MS);
      runs(4_000);
    }
    expectAll(5 * 60 + 5 * 4_000);
  });
});
