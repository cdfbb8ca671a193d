// Gauges: the area under straight lines between readings, and nothing over a silence.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gauge } from './channel.fixture.ts';
import { GaugeMeter } from './gauge-meter.ts';
import { createMeter } from './meter.ts';

describe('a gauge', () => {
  test.each([
    [
      'constant power over a late beat',
      [
        [0, 20],
        [0.25, 20],
      ],
      [['advanced', 5, 250]],
    ],
    [
      'a ramp',
      [
        [0, 0],
        [2, 100],
      ],
      [['advanced', 100, 2000]],
    ],
    [
      'zero is a power',
      [
        [0, 0],
        [1, 0],
      ],
      [['advanced', 0, 1000]],
    ],
    [
      'a silence',
      [
        [0, 50],
        [3.001, 50],
        [4, 50],
      ],
      [
        ['silence', 0, 0],
        ['advanced', 49.95, 999],
      ],
    ],
    [
      'the longest pause that is none',
      [
        [0, 50],
        [3, 50],
      ],
      [['advanced', 150, 3000]],
    ],
    [
      'a failed read in between',
      [
        [0, 10],
        [1, Number.NaN],
        [2, 30],
      ],
      [['advanced', 40, 2000]],
    ],
    [
      'less than nothing is no power',
      [
        [0, 10],
        [1, -5],
        [2, 10],
      ],
      [['advanced', 20, 2000]],
    ],
    [
      'one stamp twice',
      [
        [0, 10],
        [1, 10],
        [1, 99],
        [2, 10],
      ],
      [
        ['advanced', 10, 1000],
        ['advanced', 10, 1000],
      ],
    ],
    [
      'a reading from the past',
      [
        [5, 10],
        [4, 99],
        [6, 10],
      ],
      [['advanced', 10, 1000]],
    ],
  ] as const)('%s', (_, said, expected) => {
    const channel = gauge();
    const meter = new GaugeMeter(channel);
    const steps = said.flatMap(([seconds, watts]) => meter.take(channel.says(seconds, watts)) ?? []);
    expect(steps[0]).toMatchObject({ outcome: 'first', joules: 0, coveredMs: 0 });
    expect(steps.slice(1)).toHaveLength(expected.length);
    for (const [index, [outcome, joules, coveredMs]] of expected.entries()) {
      const step = steps[index + 1];
      expect(step?.outcome).toBe(outcome);
      expect(step?.joules).toBeCloseTo(joules, 9);
      expect(step?.coveredMs).toBeCloseTo(coveredMs, 9);
    }
  });

  test('after a sleep the next reading is a new baseline, however short the sleep', () => {
    const channel = gauge();
    const meter = createMeter(channel);
    meter.take(channel.says(0, 50));
    meter.rebase();
    expect(meter.take(channel.says(1, 50))).toMatchObject({
      outcome: 'first',
      fromMs: 0,
      toMs: 1000,
      joules: 0,
    });
    expect(meter.take(channel.says(2, 50))).toMatchObject({ outcome: 'advanced', joules: 50 });
  });

  test('a straight line has the same energy however often it is read', () => {
    const stamps = fc.uniqueArray(fc.integer({ min: 1, max: 99_999 }), { maxLength: 60 });
    fc.assert(
      fc.property(stamps, fc.double({ min: 0, max: 10, noNaN: true }), (between, slope) => {
        const channel = gauge({ maxGapMs: 100_000 });
        const meter = new GaugeMeter(channel);
        let joules = 0;
        for (const ms of [0, ...between.sort((a, b) => a - b), 100_000])
          joules += meter.take(channel.says(ms / 1000, (slope * ms) / 1000))?.joules ?? 0;
        // ∫ slope · t dt from 0 to 100 s
        expect(joules).toBeCloseTo(slope * 5000, 6);
      }),
    );
  });
});
