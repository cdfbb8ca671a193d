// Series: interpolation, gaps, ends, tiers and memory.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Series } from './series.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** 10 W for the first ten seconds, unknown for ten, then 20 W for ten. */
function withGap(): Series {
  const series = new Series();
  series.add(0, 10_000, { joules: 100, coveredMs: 10_000 });
  series.add(20_000, 30_000, { joules: 200, coveredMs: 10_000 });
  return series;
}

describe('a series', () => {
  test.each([
    ['inside a step', 2500, 7500, 50, 5000],
    ['across the gap', 5000, 25_000, 150, 10_000],
    ['in the gap', 11_000, 19_000, 0, 0],
    ['beyond both ends', -5000, 99_000, 300, 20_000],
    ['before the beginning', -5000, -1000, 0, 0],
    ['after the end', 40_000, 50_000, 0, 0],
    ['backwards', 7500, 2500, 0, 0],
    ['no time at all', 5000, 5000, 0, 0],
    ['not a time', Number.NaN, 5000, 0, 0],
  ])('%s', (_, fromMs, toMs, joules, coveredMs) => {
    const amount = withGap().between(fromMs, toMs);
    expect(amount.joules).toBeCloseTo(joules, 9);
    expect(amount.coveredMs).toBeCloseTo(coveredMs, 9);
  });

  test('of nothing', () => {
    const series = new Series();
    expect(series.between(0, 1)).toEqual({ joules: 0, coveredMs: 0 });
    expect([series.oldestMs, series.newestMs, series.bytes]).toEqual([null, null, 0]);
  });

  test('a span cut anywhere is the sum of its pieces', () => {
    const step = fc.record({
      pauseMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5000 })),
      lengthMs: fc.integer({ min: 1, max: 5000 }),
      joules: fc.double({ min: 0, max: 1e6, noNaN: true }),
      known: fc.boolean(),
    });
    const moment = fc.double({ min: -1000, max: 200_000, noNaN: true });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), moment, moment, moment, (steps, ...moments) => {
        const series = new Series();
        let ms = 0;
        for (const { pauseMs, lengthMs, joules, known } of steps) {
          const amount = known ? { joules, coveredMs: lengthMs } : { joules: 0, coveredMs: 0 };
          series.add(ms + pauseMs, ms + pauseMs + lengthMs, amount);
          ms += pauseMs + lengthMs;
        }
        const [a = 0, b = 0, c = 0] = moments.sort((x, y) => x - y);
        const whole = series.between(a, c);
        const left = series.between(a, b);
        const right = series.between(b, c);
        const tolerance = 1e-9 * (1 + series.joules);
        expect(Math.abs(left.joules + right.joules - whole.joules)).toBeLessThan(tolerance);
        expect(Math.abs(left.coveredMs + right.coveredMs - whole.coveredMs)).toBeLessThan(1e-6);
        for (const { joules, coveredMs } of [left, right, whole]) {
          expect(joules).toBeGreaterThanOrEqual(-tolerance);
          expect(coveredMs).toBeGreaterThanOrEqual(-1e-6);
          expect(coveredMs).toBeLessThanOrEqual(c - a + 1e-6);
        }
      }),
    );
  });

  test('two days at ten a second: bounded memory, ten fine minutes, a coarse day, no joule lost', () => {
    const series = new Series();
    const steps = 48 * 36_000;
    // One joule in the last tenth of each second, so that fine and coarse can be told apart.
    for (let i = 1; i <= steps; i += 1)
      series.add((i - 1) * 100, i * 100, { joules: i % 10 === 0 ? 1 : 0, coveredMs: 100 });
    const endMs = 48 * HOUR;
    expect(series.bytes).toBeLessThan(700_000);
    expect(endMs - (series.oldestMs ?? endMs)).toBeGreaterThanOrEqual(24 * HOUR);
    expect(series.between(endMs - 10 * MINUTE, endMs - 10 * MINUTE + 900).joules).toBe(0);
    expect(series.between(endMs - 10 * MINUTE + 900, endMs - 10 * MINUTE + 1000).joules).toBe(1);
    expect(series.between(endMs - 24 * HOUR, endMs - 23 * HOUR).joules).toBeCloseTo(3600, 6);
    expect(series.between(endMs - 24 * HOUR, endMs).joules).toBeCloseTo(86_400, 6);
    const read = series.reader(endMs - 24 * HOUR);
    let before = read(endMs - 24 * HOUR);
    for (let ms = endMs - 24 * HOUR; ms <= endMs; ms += 777) {
      const now = read(ms);
      expect(now.joules - before.joules).toBeGreaterThanOrEqual(0);
      before = now;
    }
  });
});
