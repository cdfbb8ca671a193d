// The beat: how often, how close, and what a slow source or a sleep does to it. Time is Vitest's fake timers.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeTimers, pass, TimerClock } from '../../test/fakes/timer-clock.ts';
import type { Reading } from '../energy/reading.ts';
import { type Readers, Sampler } from './sampler.ts';

const log = { info: () => {}, warn: () => {}, error: vi.fn() };

class Bench {
  readonly clock = new TimerClock();
  readonly readAt: number[] = [];
  readonly taken: number[] = [];
  slept = 0;
  answer: () => readonly Reading[] | Promise<readonly Reading[]> = () => [];
  busy = false;
  readonly sources: Readers['open'][number][] = [];
  readonly sampler: Sampler;

  constructor(finestMs = 10) {
    const source = {
      isBusy: () => this.busy,
      get busy(): boolean {
        return this.isBusy();
      },
      read: () => {
        this.readAt.push(this.clock.now().timelineMs);
        return this.answer();
      },
    };
    this.sources.push(source);
    this.sampler = new Sampler({
      readers: { open: this.sources, refresh: () => {} },
      sink: {
        slept: () => {
          this.slept += 1;
        },
        take: (readings) => this.taken.push(readings.length),
      },
      clock: this.clock,
      log,
      finestMs,
    });
  }
}

function reading(): Reading {
  return { kind: 'counter', channel: 'c', at: { timelineMs: 0, wallMs: 0 }, joules: 1 };
}

beforeEach(() => {
  fakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the period', () => {
  test('is 5 s while nobody needs more, on a grid that does not drift', async () => {
    const { sampler, readAt } = new Bench();
    sampler.start();
    await pass(20_000);
    expect(readAt).toEqual([0, 5_000, 10_000, 15_000, 20_000]);
  });

  test('S4: nobody connected for a day: read on, more often than any counter wraps', async () => {
    const { sampler, readAt } = new Bench();
    sampler.start();
    await pass(86_400_000);
    const pauses = readAt.map((ms, index) => ms - (readAt[index - 1] ?? 0));
    // A counter of 2^-16 J wraps in 131 s at 500 W, and the kernel's own sum is right up to half of that.
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000);
    expect(readAt.at(-1)).toBe(86_400_000);
  });

  test('is that of the fastest demand, and goes back when demands end', async () => {
    const { sampler, readAt } = new Bench();
    sampler.start();
    await pass(0);
    const watched = sampler.demand('watched');
    const measuring = sampler.demand('measuring');
    expect(sampler.beat).toEqual({ periodMs: 100, reason: 'measuring' });
    await pass(200);
    measuring[Symbol.dispose]();
    measuring[Symbol.dispose]();
    expect(sampler.beat).toEqual({ periodMs: 500, reason: 'watched' });
    await pass(1_000);
    watched[Symbol.dispose]();
    expect(sampler.beat).toEqual({ periodMs: 5_000, reason: 'idle' });
    expect(readAt).toEqual([0, 100, 200, 300, 800]);
  });

  test('a new demand is met at once where the last reading is old enough', async () => {
    const { sampler, readAt } = new Bench();
    sampler.start();
    await pass(2_000);
    sampler.demand('watched');
    await pass(600);
    expect(readAt).toEqual([0, 2_000, 2_500]);
  });

  test('beats that the process slept through are not made up for', async () => {
    const { sampler, readAt, clock } = new Bench();
    sampler.start();
    await pass(4_000);
    clock.sleep(13_000);
    await pass(1_000);
    expect(readAt).toEqual([0, 18_000]);
    await pass(2_000);
    expect(readAt).toEqual([0, 18_000, 20_000]);
  });
});

describe('a mark', () => {
  test('reads at once, and once for all who asked together', async () => {
    const { sampler, readAt } = new Bench();
    sampler.start();
    await pass(1_234);
    await Promise.all([sampler.mark(), sampler.mark(), sampler.mark()]);
    expect(readAt).toEqual([0, 1_234]);
  });

  test.each([10, 100])('never lies closer than %d ms to the reading before', async (finestMs) => {
    const bench = new Bench(finestMs);
    bench.sampler.start();
    bench.sampler.demand('measuring');
    for (let step = 0; step < 200; step += 1) {
      void bench.sampler.mark();
      await pass(7);
    }
    const spans = bench.readAt.slice(1).map((at, index) => at - (bench.readAt[index] ?? 0));
    expect(spans.length).toBeGreaterThan(10);
    expect(Math.min(...spans)).toBeGreaterThanOrEqual(finestMs);
  });

  test('resolves after its readings were handed on', async () => {
    const bench = new Bench();
    bench.answer = () => [reading()];
    bench.sampler.start();
    await pass(50);
    await bench.sampler.mark();
    expect(bench.taken).toEqual([1, 1]);
  });
});

describe('sources that take their time', () => {
  /** As many beats of half a second as it takes to know a source that answers after `ms`. */
  async function usedTo(ms: number): Promise<Bench> {
    const bench = new Bench();
    bench.answer = () => new Promise((resolve) => setTimeout(() => resolve([]), ms));
    bench.sampler.start();
    bench.sampler.demand('watched');
    await pass(10_000 + ms);
    bench.taken.length = 0;
    return bench;
  }

  test.each([
    [1, 10],
    [2, 10],
    [20, 40],
    [150, 200],
  ])('a source that always took %i ms and hangs holds up the others by %i ms', async (usualMs, upToMs) => {
    const bench = await usedTo(usualMs);
    bench.answer = () => new Promise(() => {});
    await pass(500 - usualMs);
    await pass(upToMs - 1);
    expect(bench.taken).toEqual([]);
    await pass(1);
    expect(bench.taken).toEqual([0]);
  });

  test('one that has become slower is waited for again a few beats later', async () => {
    const bench = await usedTo(2);
    bench.answer = () => new Promise((resolve) => setTimeout(() => resolve([reading()]), 70));
    await pass(498);
    const lateMs: number[] = [];
    for (let beat = 0; beat < 6; beat += 1) {
      const before = bench.taken.length;
      let ms = 0;
      for (; bench.taken.length === before; ms += 1) await pass(1);
      lateMs.push(ms);
      await pass(500 - ms);
    }
    expect(lateMs).toEqual([10, 15, 22, 33, 50, 70]);
    // Nothing is lost: what came too late for its beat came with the next one.
    expect(bench.taken.reduce((sum, readings) => sum + readings, 0)).toBe(6);
  });

  test('a mark is about their readings: it waits for them', async () => {
    const bench = await usedTo(2);
    bench.answer = () => new Promise((resolve) => setTimeout(() => resolve([reading()]), 150));
    await pass(100);
    const mark = bench.sampler.mark();
    await pass(150);
    await mark;
    expect(bench.taken).toEqual([1]);
  });

  test('a mark asks one anew that the beat before has not waited for', async () => {
    const bench = await usedTo(2);
    bench.answer = () => {
      bench.busy = true;
      return new Promise((resolve) =>
        setTimeout(() => {
          bench.busy = false;
          resolve([reading()]);
        }, 60),
      );
    };
    await pass(498 + 10);
    expect(bench.taken).toEqual([0]);
    const mark = bench.sampler.mark();
    await pass(50 + 60);
    await mark;
    expect(bench.readAt.slice(-2)).toEqual([10_500, 10_560]);
    expect(bench.taken).toEqual([0, 2]);
  });

  test('a mark does not wait for long for one that hangs, and the next one not at all', async () => {
    const bench = await usedTo(2);
    bench.answer = () => new Promise(() => {});
    await pass(498 + 10);
    bench.busy = true;
    const mark = bench.sampler.mark();
    await pass(200);
    await mark;
    const again = bench.sampler.mark();
    await pass(10);
    await again;
    expect(bench.readAt.at(-1)).toBe(10_500);
  });

  test('at idle beats, which are seconds apart, they are waited for: without them a span would be missing', async () => {
    const bench = new Bench();
    bench.answer = () => new Promise((resolve) => setTimeout(() => resolve([reading()]), 2));
    bench.sampler.start();
    await pass(100_002);
    bench.taken.length = 0;
    bench.answer = () => new Promise((resolve) => setTimeout(() => resolve([reading()]), 150));
    await pass(4_998 + 150);
    expect(bench.taken).toEqual([1]);
  });

  test('of a source that came meanwhile nothing is known: it is waited for', async () => {
    const bench = await usedTo(2);
    bench.sources.push({
      busy: false,
      read: () => new Promise((resolve) => setTimeout(() => resolve([reading()]), 50)),
    });
    await pass(498 + 50);
    expect(bench.taken).toEqual([1]);
  });

  test('are waited for a fifth of a second before they are known; what they say later comes with the next beat', async () => {
    const bench = new Bench();
    bench.answer = () => new Promise((resolve) => setTimeout(() => resolve([reading(), reading()]), 7_000));
    bench.sampler.start();
    await pass(199);
    expect(bench.taken).toEqual([]);
    await pass(1);
    expect(bench.taken).toEqual([0]);
    bench.busy = true;
    await pass(9_800);
    expect(bench.readAt).toEqual([0]);
    expect(bench.taken).toEqual([0, 0, 2]);
  });

  test('a beat that cannot be taken in does not end the beats', async () => {
    const bench = new Bench();
    bench.sampler.start();
    bench.taken.push = () => {
      throw new Error('full');
    };
    await pass(10_000);
    expect(bench.readAt).toEqual([0, 5_000, 10_000]);
    expect(log.error).toHaveBeenCalledTimes(3);
  });
});

test('a sleep is told once, before the readings that follow it', async () => {
  const bench = new Bench();
  bench.sampler.start();
  await pass(5_000);
  bench.clock.sleep(3_600_000);
  await pass(10_000);
  expect(bench.slept).toBe(1);
});

test('nothing is read after the end', async () => {
  const bench = new Bench();
  bench.sampler.start();
  await pass(5_000);
  await bench.sampler.stop();
  await pass(60_000);
  expect(bench.readAt).toEqual([0, 5_000]);
});
