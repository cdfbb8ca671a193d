// The idle baseline: from quiet moments, from busy ones, and never more than was measured.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Baseline } from './baseline.ts';
import { powerAtRest } from './power-at-rest.ts';

const amount = (joules: number, s: number) => ({ joules, coveredMs: s * 1000 });

describe('the baseline', () => {
  const never = () => null;

  /** Ten-second spans of so many watts and so much use of all processors. */
  function learn(baseline: Baseline, ...spans: (readonly [watts: number, use: number])[]): void {
    baseline.interrupt();
    let now = { atMs: 0, joules: 0, coveredMs: 0, busySeconds: 0, allSeconds: 0 };
    const look = () => baseline.observe(now.atMs, now, () => now);
    look();
    for (const [watts, part] of spans) {
      const { atMs, joules, coveredMs, busySeconds, allSeconds } = now;
      const next = { joules: joules + 10 * watts, coveredMs: coveredMs + 10_000 };
      now = {
        ...next,
        atMs: atMs + 10_000,
        busySeconds: busySeconds + part * 40,
        allSeconds: allSeconds + 40,
      };
      look();
    }
  }

  test('is unknown until there was a quiet moment', () => {
    const baseline = new Baseline();
    learn(baseline, [60, 0.5], [55, 0.06]);
    expect(baseline.watts).toBeNull();
    learn(baseline, [40, 0.04]);
    expect(baseline.watts).toBe(40);
  });

  test('is the 5th percentile of quiet moments', () => {
    const baseline = new Baseline();
    learn(baseline, ...Array.from({ length: 40 }, (_, n) => [100 - n, 0] as const));
    // The second smallest of forty.
    expect(baseline.watts).toBe(62);
    expect(new Baseline(baseline.means).watts).toBe(62);
  });

  test('falls when a busy moment drew less, and forgets what is old', () => {
    const baseline = new Baseline();
    learn(baseline, [40, 0], [30, 0.9]);
    expect(baseline.watts).toBe(30);
    learn(baseline, ...Array.from({ length: 360 }, () => [50, 0] as const));
    expect(baseline.watts).toBe(50);
  });

  describe('of a computer that is never quiet', () => {
    /** Idle 30 W, 40 W more at full use. */
    const line = (use: number) => [30 + 40 * use, use] as const;
    const uses = [0.3, 0.5, 0.9, 0.4, 0.7, 0.2, 0.6, 0.8, 0.35, 0.55, 0.25, 0.45];

    test('is where the line through its busy moments meets no use, and says so', () => {
      const baseline = new Baseline();
      learn(baseline, ...uses.slice(1).map(line));
      expect([baseline.watts, baseline.isEstimated]).toEqual([null, false]);
      learn(baseline, ...uses.map(line));
      expect(baseline.watts).toBeCloseTo(30, 6);
      expect([baseline.isEstimated, baseline.means]).toEqual([true, []]);
      learn(baseline, [33, 0.02]);
      expect([baseline.watts, baseline.isEstimated]).toEqual([33, false]);
    });

    test.each([
      ['its use does not vary', uses.map(() => line(0.5))],
      ['its power falls with its use', uses.map((use) => [70 - 40 * use, use] as const)],
      [
        'its power has to do with something else',
        uses.map((use, n) => [n % 2 === 0 ? 30 : 90, use] as const),
      ],
    ])('is unknown where %s', (_, spans) => {
      const baseline = new Baseline();
      learn(baseline, ...spans);
      expect(baseline.watts).toBeNull();
    });

    test('is never more than was measured, and never less than nothing', () => {
      const moment = fc.record({
        use: fc.double({ min: 0.05, max: 1, noNaN: true }),
        watts: fc.double({ min: 0, max: 500, noNaN: true }),
      });
      const property = fc.property(fc.array(moment, { maxLength: 40 }), (moments) => {
        const watts = powerAtRest(moments);
        if (watts === null) return;
        expect(watts).toBeGreaterThanOrEqual(0);
        expect(watts).toBeLessThanOrEqual(Math.min(...moments.map((one) => one.watts)));
      });
      fc.assert(property);
    });
  });

  test('learns nothing from gaps, from unknown use, or over an interruption', () => {
    const baseline = new Baseline();
    baseline.observe(0, amount(0, 0), never);
    expect(baseline.observe(10_000, amount(400, 10), never)).toBe(false);
    const quiet = () => ({ busySeconds: 0, allSeconds: performance.now() });
    baseline.observe(20_000, amount(800, 20), quiet);
    expect(baseline.observe(30_000, amount(900, 25), quiet)).toBe(false);
    baseline.interrupt();
    expect(baseline.observe(45_000, amount(1900, 40), quiet)).toBe(false);
    expect(baseline.watts).toBeNull();
  });
});
