// Several energy servers with one file: one records, and when it ends another goes on exactly where it stopped.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { Folder, Recorder } from './ledger.fixture.ts';
import { beat, cpu, joulesAt, live } from './steady.fixture.ts';

let folder: Folder;
let clock: ManualClock;
beforeEach(() => {
  folder = new Folder();
  clock = new ManualClock();
});
afterEach(() => folder[Symbol.dispose]());

function start(): Recorder {
  const recorder = new Recorder(folder.file, clock).become([cpu]);
  beat(recorder);
  return recorder;
}

/** What a third one reads there that has no memory of its own; the channels separately. */
function inFile(): { total: number; seconds: number; channel: number; channelSeconds: number } {
  using reader = new Recorder(folder.file, clock);
  const ever = [0, Date.UTC(2100, 0)] as const;
  const [energy] = reader.energy(ever);
  const [channels = []] = reader.ledger.read(ever, 'channels') ?? [];
  return {
    total: energy?.total?.joules ?? 0,
    seconds: energy?.total?.coveredSeconds ?? 0,
    channel: channels.reduce((sum, { amount }) => sum + amount.joules, 0),
    channelSeconds: channels.reduce((sum, { amount }) => sum + amount.coveredMs, 0) / 1000,
  };
}

test('side by side for ten minutes: every joule stands there once', () => {
  const [first, second] = [start(), start()];
  live(clock, 600, first, second);
  expect(first.ledger.standing.state).toBe('kept');
  expect(second.ledger.standing.state).toBe('kept by another');
  expect(second.ledger.standing.reason).toContain(`process ${process.pid}`);
  second[Symbol.dispose]();
  first[Symbol.dispose]();
  const { total, seconds, channel } = inFile();
  expect(total).toBeCloseTo(joulesAt(600_000), 6);
  expect(channel).toBeCloseTo(joulesAt(600_000), 6);
  expect(seconds).toBeCloseTo(600, 6);
});

test('the one that records ends in order: the other goes on at its next beat', () => {
  const [first, second] = [start(), start()];
  live(clock, 60, first, second);
  first[Symbol.dispose]();
  live(clock, 10, second);
  expect(second.ledger.standing.state).toBe('kept');
  live(clock, 50, second);
  second[Symbol.dispose]();
  expect(inFile().total).toBeCloseTo(joulesAt(120_000), 6);
});

test('the one that records dies: the other notices after half a minute, and fills in what it missed', () => {
  const [first, second] = [start(), start()];
  live(clock, 62, first, second);
  // From here on `first` is never called again.
  live(clock, 25, second);
  expect(second.ledger.standing.state).toBe('kept by another');
  live(clock, 60, second);
  expect(second.ledger.standing.state).toBe('kept');
  second[Symbol.dispose]();
  const { total, channel, seconds } = inFile();
  expect(total).toBeCloseTo(joulesAt(150_000), 6);
  expect(seconds).toBeCloseTo(150, 6);
  expect(channel).toBeCloseTo(joulesAt(150_000), 6);
});

test('one that was thought dead and comes back reads from then on', () => {
  const [first, second] = [start(), start()];
  live(clock, 60, first, second);
  live(clock, 60, second);
  live(clock, 60, first, second);
  expect(first.ledger.standing.state).toBe('kept by another');
  first[Symbol.dispose]();
  second[Symbol.dispose]();
  const { total, channel, seconds } = inFile();
  expect(total).toBeCloseTo(joulesAt(180_000), 6);
  expect(channel).toBeCloseTo(joulesAt(180_000), 6);
  expect(seconds).toBeCloseTo(180, 6);
});

test('a set clock makes them change places at most, never count twice', () => {
  const [first, second] = [start(), start()];
  live(clock, 60, first, second);
  clock.setWall(clock.now().wallMs + 86_400_000);
  live(clock, 60, second, first);
  first[Symbol.dispose]();
  second[Symbol.dispose]();
  const { total, seconds } = inFile();
  expect(total).toBeCloseTo(joulesAt(120_000), 6);
  expect(seconds).toBeCloseTo(120, 6);
});

describe('somebody sets the clock while they read in turns', () => {
  const DAY_S = 86_400;

  /** Beats of five seconds each, half of that apart. */
  function inTurns(seconds: number, one: Recorder, other: Recorder): void {
    for (let passed = 0; passed < seconds; passed += 5)
      for (const recorder of [one, other]) {
        clock.pass(2_500);
        beat(recorder);
      }
  }

  /** Between two readings of the one lies one of the other: seconds are exact, joules as far as power is even over five seconds. */
  function expectOnce(seconds: number): void {
    const found = inFile();
    expect(found.seconds).toBeCloseTo(seconds, 3);
    expect(found.channelSeconds).toBeCloseTo(seconds, 3);
    for (const joules of [found.total, found.channel])
      expect(Math.abs(joules - joulesAt(seconds * 1000))).toBeLessThan(10);
  }

  const settings = [DAY_S, -DAY_S, 40, -40, 10, -10, 3, -3, 1, -1];

  test.each(settings)('by %i s, after the one that records: every second stands there once', (bySeconds) => {
    const [first, second] = [start(), start()];
    inTurns(60, second, first);
    clock.setWall(clock.now().wallMs + bySeconds * 1000);
    inTurns(120, second, first);
    second[Symbol.dispose]();
    first[Symbol.dispose]();
    expectOnce(180);
  });

  test.each(settings)('by %i s, after the one that reads: every second stands there once', (bySeconds) => {
    const [first, second] = [start(), start()];
    inTurns(60, first, second);
    clock.setWall(clock.now().wallMs + bySeconds * 1000);
    inTurns(120, first, second);
    first[Symbol.dispose]();
    second[Symbol.dispose]();
    expectOnce(180);
  });

  test.each(settings)(
    'by %i s, and the one that records ends just then: nothing is told twice',
    (bySeconds) => {
      const [first, second] = [start(), start()];
      inTurns(60, second, first);
      clock.setWall(clock.now().wallMs + bySeconds * 1000);
      first[Symbol.dispose]();
      clock.pass(2_500);
      beat(second);
      live(clock, 120, second);
      second[Symbol.dispose]();
      // Set back by so little the clock has shown twice what the other one recorded up to, and the second time counts: it may be now.
      const shownTwice = bySeconds < 0 && bySeconds > -5 ? Math.min(-bySeconds, 2.5) : 0;
      expectOnce(182.5 - shownTwice);
    },
  );
});
