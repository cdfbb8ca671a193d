// The ledger as a whole: what it keeps over restarts, set clocks, months and files that cannot be written.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { Folder, Recorder } from './ledger.fixture.ts';
import { LedgerFile } from './ledger-file.ts';
import { bucketOf, HOUR, MINUTE, QUARTER } from './levels.ts';
import { readSpans } from './reading.ts';
import { beat, cpu, joulesAt, live } from './steady.fixture.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let folder: Folder;
let clock: ManualClock;
beforeEach(() => {
  folder = new Folder();
  clock = new ManualClock();
});
afterEach(() => folder[Symbol.dispose]());

const start = () => new Recorder(folder.file, clock).become([cpu]);

/** Joules and covered seconds that are recorded between two moments. */
function recorded(from: number, to: number): { joules: number; seconds: number } {
  using file = new LedgerFile(folder.file, false);
  const [shares = []] = readSpans(file, [from, to], 'computer');
  const total = shares.filter(({ face }) => face.kind === 'total');
  return {
    joules: total.reduce((sum, { amount }) => sum + amount.joules, 0),
    seconds: total.reduce((sum, { amount }) => sum + amount.coveredMs, 0) / 1000,
  };
}

const EVER = [0, Date.UTC(2100, 0)] as const;

describe('buckets', () => {
  test('of a quarter of an hour begin on it in UTC, and a beat that spans its edge is divided', () => {
    clock.pass(14 * 60_000 + 57_000); // 12:14:57, and 3 s later the beat is under way.
    const recorder = start();
    beat(recorder);
    live(clock, 10, recorder);
    recorder[Symbol.dispose]();
    const edge = Date.UTC(2026, 10, 23, 12, 15);
    // Straight between the readings at 12:14:57 and 12:15:02.
    const [before, after] = [897_000, 902_000].map(joulesAt) as [number, number];
    expect(recorded(edge - QUARTER.ms, edge).joules).toBeCloseTo(((after - before) * 3) / 5, 9);
    expect(recorded(edge - QUARTER.ms, edge).seconds).toBeCloseTo(3, 9);
    expect(recorded(edge, edge + QUARTER.ms).joules).toBeCloseTo(
      joulesAt(907_000) - before - ((after - before) * 3) / 5,
      9,
    );
  });

  test('C3: 400 J from half a minute before a full hour to ten seconds after it are 300 J and 100 J', () => {
    clock.pass(59 * 60_000 + 30_000); // 12:59:30
    const recorder = start();
    const { wallMs, timelineMs } = clock.now();
    recorder.beat([cpu.says(timelineMs / 1000, 1000)]);
    clock.pass(40_000);
    recorder.beat([cpu.says(timelineMs / 1000 + 40, 1400)]);
    recorder[Symbol.dispose]();
    const hour = Date.UTC(2026, 10, 23, 13);
    expect(wallMs).toBe(hour - 30_000);
    expect(recorded(hour - 3_600_000, hour).joules).toBeCloseTo(300, 9);
    expect(recorded(hour, hour + 3_600_000).joules).toBeCloseTo(100, 9);
  });

  test('minutes go after a month, quarters of an hour stay, and what straddles the border is right', () => {
    let recorder = start();
    const from = clock.now().wallMs;
    beat(recorder);
    live(clock, 3_600, recorder);
    recorder[Symbol.dispose]();
    clock.pass(27 * DAY_MS);
    for (const [passMs, seconds] of [
      [DAY_MS, 10],
      [DAY_MS, 10],
      [DAY_MS - 1.5 * HOUR_MS, 3_610],
    ] as const) {
      clock.pass(passMs);
      recorder = start();
      beat(recorder);
      live(clock, seconds, recorder);
      recorder[Symbol.dispose]();
    }
    using file = new LedgerFile(folder.file, false);
    expect(file.oldest(MINUTE)).toBe(from + HOUR_MS / 2);
    expect(file.oldest(QUARTER)).toBe(from);
    expect(recorded(from, from + HOUR_MS).joules).toBeCloseTo(joulesAt(HOUR_MS), 6);
    // A third of a quarter that has no minutes any more, and a minute after the border.
    const early = recorded(from + 15 * 60_000, from + 20 * 60_000);
    const quarter = joulesAt(30 * 60_000) - joulesAt(15 * 60_000);
    expect(early.joules).toBeCloseTo(quarter / 3, 6);
    const minute = recorded(from + 31 * 60_000, from + 32 * 60_000);
    expect(minute.joules).toBeCloseTo(joulesAt(32 * 60_000) - joulesAt(31 * 60_000), 6);
  });
});

describe('somebody sets the clock', () => {
  test.each([
    ['forward by an hour', HOUR_MS],
    ['back by an hour', -HOUR_MS],
    ['forward by ten years', 3_652 * DAY_MS],
  ])('%s: no joule is lost or told twice', (_, byMs) => {
    const recorder = start();
    beat(recorder);
    live(clock, 300, recorder);
    clock.setWall(clock.now().wallMs + byMs);
    live(clock, 300, recorder);
    const now = clock.now().wallMs;
    const [all] = recorder.energy([0, now + 2 * HOUR_MS]);
    expect(all?.total?.joules).toBeCloseTo(joulesAt(600_000), 6);
    recorder[Symbol.dispose]();
    expect(recorded(...EVER).joules).toBeCloseTo(joulesAt(600_000), 6);
    expect(recorded(...EVER).seconds).toBeCloseTo(600, 6);
  });

  test('back, with a restart: recording goes on at once', () => {
    let recorder = start();
    beat(recorder);
    live(clock, 60, recorder);
    recorder[Symbol.dispose]();
    clock.setWall(clock.now().wallMs - 365 * DAY_MS);
    recorder = start();
    beat(recorder);
    live(clock, 60, recorder);
    recorder[Symbol.dispose]();
    expect(recorded(...EVER).seconds).toBeCloseTo(120, 6);
  });
});

describe('a file that cannot be written', () => {
  /** Where the folder should be there is a file. */
  const obstruct = () => {
    writeFileSync(join(folder.path, 'state'), '');
    return join(folder.path, 'state', 'ledger.sqlite');
  };

  test('goes on in memory, says so, and nothing is missing afterwards', () => {
    const path = obstruct();
    const recorder = new Recorder(path, clock).become([cpu]);
    beat(recorder);
    live(clock, 900, recorder);
    expect(recorder.ledger.standing).toMatchObject({ state: 'in memory' });
    expect(recorder.ledger.standing.reason).toMatch(/^The record cannot be kept: .*(ENOTDIR|EEXIST)/);
    expect(recorder.said.filter((line) => line.startsWith('the record goes on in memory'))).toHaveLength(1);
    rmSync(join(folder.path, 'state'));
    mkdirSync(join(folder.path, 'state'));
    live(clock, 10, recorder);
    expect(recorder.ledger.standing).toMatchObject({ state: 'kept', reason: null });
    expect(recorder.said.at(-1)).toMatch(/^the record is kept on disk again/);
    recorder[Symbol.dispose]();
    using file = new LedgerFile(path, false);
    const [shares = []] = readSpans(file, EVER, 'computer');
    expect(shares.find(({ face }) => face.kind === 'total')?.amount.joules).toBeCloseTo(joulesAt(910_000), 6);
  });

  test('for longer than memory reaches: only detail is given up', () => {
    const path = obstruct();
    const recorder = new Recorder(path, clock).become([cpu]);
    const from = clock.now().wallMs;
    beat(recorder);
    live(clock, 50 * 3_600, recorder);
    const told = recorder.energy([from, clock.now().wallMs])[0]?.total?.joules ?? 0;
    // Memory goes on where the record has a quarter of an hour without detail, over which the power swings.
    expect(Math.abs(told - joulesAt(50 * HOUR_MS))).toBeLessThan(140);
    rmSync(join(folder.path, 'state'));
    live(clock, 10, recorder);
    recorder[Symbol.dispose]();
    using file = new LedgerFile(path, false);
    for (const level of [MINUTE, QUARTER, HOUR]) {
      let joules = 0;
      for (const { start, blob } of file.rows(level, 'computer', ...EVER)) {
        expect(start % level.ms).toBe(0);
        joules += new Float64Array(blob.slice().buffer)[1] ?? 0;
      }
      expect(joules).toBeCloseTo(joulesAt(50 * HOUR_MS + 10_000), 3);
    }
  }, 30_000);
});

test('the record says since when it reaches, and how fine it tells', () => {
  const recorder = start();
  expect(recorder.ledger.standing.from).toBeNull();
  const from = clock.now().wallMs;
  beat(recorder);
  live(clock, 60, recorder);
  expect(recorder.ledger.standing).toEqual({
    file: folder.file,
    state: 'kept',
    reason: null,
    from: bucketOf(from, QUARTER),
  });
  expect(recorder.ledger.finestMs(from)).toBe(60_000);
  expect(recorder.ledger.finestMs(from - DAY_MS)).toBe(900_000);
  recorder[Symbol.dispose]();
});
