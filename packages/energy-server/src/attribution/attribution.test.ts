// The table A of what attribution must answer, worked out by hand, and that the parts always sum to the whole.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOTHING } from '../energy/step.ts';
import { Series } from '../history/series.ts';
import { Accounts } from './accounts.ts';
import { intervalOf } from './interval.ts';
import { splitEnergy } from './split.ts';
import { edgeBound, isTooShort } from './uncertainty.ts';

const seconds = (n: number) => n * 1000;
const amount = (joules: number, s: number) => ({ joules, coveredMs: seconds(s) });
const use = (all: number, ...kernels: number[]) => ({
  all,
  kernels: new Map(kernels.map((used, n) => [`k${n}`, used] as const)),
});

describe('the split', () => {
  test.each([
    ['A1 a cell and others', amount(1000, 10), 40, use(10, 8), { kernels: [480], others: 120, idle: 400 }],
    ['A2 a sleeping kernel', amount(1000, 10), 40, use(10, 0), { kernels: [0], others: 600, idle: 400 }],
    ['A3 less than the baseline', amount(350, 10), 40, use(10, 8), { kernels: [0], others: 0, idle: 350 }],
    [
      'A5 two equal kernels',
      amount(1000, 10),
      40,
      use(8, 4, 4),
      { kernels: [300, 300], others: 0, idle: 400 },
    ],
    ['A10 jitter', amount(1000, 10), 40, use(10, 10.3), { kernels: [600], others: 0, idle: 400 }],
    [
      'A11 a GPU by its processes',
      amount(3000, 10),
      60,
      use(40, 30),
      { kernels: [1800], others: 600, idle: 600 },
    ],
    ['A16 nobody used anything', amount(1000, 10), 40, use(0, 0), { kernels: [0], others: 600, idle: 400 }],
    [
      'three busy threads and one',
      amount(1000, 10),
      0,
      use(4, 3, 1),
      { kernels: [750, 250], others: 0, idle: 0 },
    ],
  ])('%s', (_, spent, baseline, used, expected) => {
    const { kernels, others, idle, undivided } = splitEnergy(spent, baseline, used);
    expect([...kernels.values()].map((joules) => Math.round(joules * 1e9) / 1e9)).toEqual(expected.kernels);
    expect(others).toBeCloseTo(expected.others, 9);
    expect([idle, undivided]).toEqual([expected.idle, 0]);
  });

  test('A12 without a baseline, or without a use, divides nothing', () => {
    expect(splitEnergy(amount(1000, 10), null, use(10, 8))).toMatchObject({ undivided: 1000, idle: 0 });
    expect(splitEnergy(amount(1000, 10), 40, null)).toMatchObject({ undivided: 600, idle: 400 });
  });

  test('sums to the whole, and nothing is negative', () => {
    const positive = fc.double({ min: 0, max: 1e6, noNaN: true });
    const property = fc.property(
      positive,
      fc.integer({ min: 0, max: 10_000 }),
      fc.option(positive),
      fc.option(fc.tuple(positive, fc.array(positive, { maxLength: 5 }))),
      (joules, coveredMs, baseline, used) => {
        const shares = used === null ? null : use(used[0], ...used[1]);
        const { kernels, ...rest } = splitEnergy({ joules, coveredMs }, baseline, shares);
        const parts = [...kernels.values(), ...Object.values(rest)];
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(parts.reduce((a, b) => a + b, 0) - joules)).toBeLessThanOrEqual(1e-9 * (1 + joules));
      },
    );
    fc.assert(property);
  });
});

describe('uncertainty', () => {
  function series(...points: (readonly [s: number, joules: number])[]): Series {
    const made = new Series();
    for (const [index, [at, joules]] of points.entries()) {
      const [before, joulesBefore] = points[index - 1] ?? [at, 0];
      if (index > 0)
        made.add(seconds(before), seconds(at), {
          joules: joules - joulesBefore,
          coveredMs: seconds(at - before),
        });
    }
    return made;
  }

  test('A7 edges in the middle between readings', () => {
    const readings = series([0, 0], [0.1, 10], [0.2, 14]);
    expect(readings.between(50, 150).joules).toBeCloseTo(7, 9);
    expect(edgeBound(readings, 50, 150)).toBeCloseTo(6, 9);
    expect(isTooShort(7, 6, 7)).toBe(true);
  });

  test('A8 a cell of 5 ms between readings of 10 Hz, also at an even power', () => {
    const readings = series([0, 0], [0.1, 10], [0.2, 20], [0.3, 30]);
    const { joules } = readings.between(130, 135);
    expect(isTooShort(joules, edgeBound(readings, 130, 135), joules)).toBe(true);
  });

  test('edges at readings are sure', () => {
    expect(edgeBound(series([0, 0], [1, 10], [2, 90], [3, 100]), 1000, 2000)).toBe(0);
  });

  test('a small value is no short one', () => {
    expect(isTooShort(0, 1, 100)).toBe(false);
  });

  test('bounds the error of a power that changes once, wherever that is', () => {
    const property = fc.property(
      fc.integer({ min: 1001, max: 1999 }),
      fc.double({ min: 0, max: 200, noNaN: true }),
      fc.double({ min: 0, max: 200, noNaN: true }),
      (changeMs, before, after) => {
        const true_ = (ms: number) =>
          (before * Math.min(ms, changeMs) + after * Math.max(0, ms - changeMs)) / 1000;
        const readings = series([0, 0], ...[1, 2, 3, 4].map((s) => [s, true_(seconds(s))] as const));
        const error = Math.abs(readings.between(changeMs, 3000).joules - (true_(3000) - true_(changeMs)));
        expect(error).toBeLessThanOrEqual(edgeBound(readings, changeMs, 3000) + 1e-9);
      },
    );
    fc.assert(property);
  });
});

describe('accounts', () => {
  /** Beats of a second; kernels use so many CPU seconds, the machine one more than they do. */
  function running(
    beats: readonly { joules: number; covered?: number; used: readonly number[] }[],
    baseline: number | null = 0,
  ) {
    const accounts = new Accounts();
    const cpu = [0, 0];
    let all = 0;
    const look = (atMs: number) => {
      const kernels = new Map(cpu.map((cpuSeconds, n) => [`k${n}`, { cpuSeconds }]));
      accounts.look({ atMs, busySeconds: all, kernels });
    };
    look(0);
    accounts.settle(0, { shared: NOTHING, gpus: [] }, baseline);
    for (const [index, { joules, covered = 1, used }] of beats.entries()) {
      for (const [n, more] of used.entries()) cpu[n] = (cpu[n] ?? 0) + more;
      all += used.reduce((a, b) => a + b, 1);
      look(seconds(index + 1));
      accounts.settle(seconds(index + 1), { shared: amount(joules, covered), gpus: [] }, baseline);
    }
    return accounts;
  }
  const beat = (joules: number, ...used: number[]) => ({ joules, used });

  test('A9 a gap within a cell: what is known, and that it is not all', () => {
    const beats = Array.from({ length: 10 }, (_, n) => ({
      joules: n === 3 || n === 4 ? 0 : 20,
      covered: n === 3 || n === 4 ? 0 : 1,
      used: [1],
    }));
    const answer = intervalOf(running(beats), 'k0', 0, 10_000, 160);
    expect(answer).toMatchObject({ joules: 80, coveredMs: 8000, incomplete: true });
  });

  test('A12 without a baseline nothing is known of a kernel', () => {
    const accounts = running([beat(20, 1), beat(20, 1)], null);
    expect(intervalOf(accounts, 'k0', 0, 2000, 40)).toBeNull();
    expect(accounts.rest.undivided.joules).toBe(40);
  });

  test('A13, A17 the parts sum to the computer’s energy over any span, and halves to the whole', () => {
    const watts = fc.double({ min: 0, max: 200, noNaN: true });
    const beats = fc.array(fc.tuple(watts, fc.tuple(watts, watts)), { minLength: 2, maxLength: 20 });
    const at = fc.double({ min: 0, max: 1, noNaN: true });
    const property = fc.property(beats, watts, fc.tuple(at, at, at), (made, baseline, moments) => {
      const accounts = running(
        made.map(([joules, used]) => beat(joules, ...used)),
        baseline,
      );
      const [from = 0, middle = 0, to = 0] = moments.map((m) => m * made.length * 1000).sort((a, b) => a - b);
      fc.pre(to - from > 1 && to > middle && middle > from);
      const total = new Series();
      for (const [n, [joules]] of made.entries()) total.add(seconds(n), seconds(n + 1), amount(joules, 1));
      const [whole, first, second] = [
        [from, to],
        [from, middle],
        [middle, to],
      ].map(([a = 0, b = 0]) => intervalOf(accounts, 'k0', a, b, total.between(a, b).joules));
      const parts = Object.values(whole?.split ?? {}).reduce((a, b) => a + b, 0);
      expect(parts).toBeCloseTo(total.between(from, to).joules, 6);
      expect((first?.joules ?? 0) + (second?.joules ?? 0)).toBeCloseTo(whole?.joules ?? Number.NaN, 6);
    });
    fc.assert(property);
  });

  test('another kernel that worked as well is said; one that slept is not', () => {
    expect(intervalOf(running([beat(20, 1, 1)]), 'k0', 0, 1000, 20)?.shared).toBe(true);
    expect(intervalOf(running([beat(20, 1, 0)]), 'k0', 0, 1000, 20)?.shared).toBe(false);
  });

  test('CPU time comes in ticks, which makes short intervals unsure', () => {
    const answer = intervalOf(running([beat(20, 3), beat(20, 3)]), 'k0', 0, 1000, 20);
    // 20 J over 4 CPU seconds of four processors, of which 0.02 s of each may be another’s, but for the root of four.
    expect(answer).toMatchObject({ joules: 15, boundJoules: expect.closeTo(0.2, 9), cpuSeconds: 3 });
  });

  test('A14 a kernel that ended has no energy and no coverage after its end', () => {
    const accounts = new Accounts();
    const look = (s: number, gone: boolean) => {
      const kernels = new Map(gone ? [] : [['k', { cpuSeconds: s }]]);
      accounts.look({ atMs: seconds(s), busySeconds: s, kernels });
      accounts.settle(seconds(s), { shared: amount(10, 1), gpus: [] }, 0);
    };
    for (let s = 0; s <= 10; s += 1) look(s, s > 5);
    expect(intervalOf(accounts, 'k', 0, 10_000, 100)).toMatchObject({
      joules: 50,
      coveredMs: 5000,
      incomplete: true,
    });
    expect(accounts.rest.others.joules).toBe(50);
  });

  test('a kernel’s part of a GPU alone is not its energy', () => {
    const accounts = new Accounts();
    for (const s of [0, 1]) {
      accounts.look({ atMs: seconds(s), busySeconds: s, kernels: new Map([['k', { cpuSeconds: s }]]) });
      const use = { all: 1, kernels: new Map([['k', 1]]) };
      const gpu = { domain: 'machine/gpu-1', amount: amount(90, 1), baseline: 10, use };
      accounts.settle(seconds(s), { shared: amount(10, 1), gpus: [gpu] }, null);
    }
    expect(accounts.kernels.get('k')?.joules).toBe(80);
    expect(intervalOf(accounts, 'k', 0, 1000, 100)).toBeNull();
  });

  test('A GPU without word of its processes is told apart', () => {
    const accounts = new Accounts();
    for (const s of [0, 1]) {
      accounts.look({ atMs: seconds(s), busySeconds: s, kernels: new Map([['k', { cpuSeconds: s }]]) });
      const gpu = { domain: 'machine/gpu-1', amount: amount(90, 1), baseline: null, use: null };
      accounts.settle(seconds(s), { shared: amount(10, 1), gpus: [gpu] }, 4);
    }
    expect(intervalOf(accounts, 'k', 0, 1000, 100)?.split).toEqual({
      ...{ kernel: 6, otherKernels: 0, others: 0, idle: 4, undivided: 90 },
    });
  });
});
