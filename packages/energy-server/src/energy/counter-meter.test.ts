// Counters: each row is a series of readings and what they must add up to.

import { describe, expect, test } from 'vitest';
import { counter } from './channel.fixture.ts';
import { CounterMeter } from './counter-meter.ts';
import type { Outcome } from './step.ts';

/** Moduli of rapl.md: 2^32 units of 2^-14 J and of 2^-16 J, as powercap tells them. */
const PACKAGE = { wrapsAt: 262_143.328911 };
const AMD = { wrapsAt: 65_532.611002 };

type Said = readonly [seconds: number, joules: number];
type Expected = readonly [outcome: Outcome, joules: number, coveredSeconds: number];

const rows: readonly [string, Parameters<typeof counter>[0], readonly Said[], readonly Expected[]][] = [
  [
    'R3 a wrap at 2^-14 J',
    PACKAGE,
    [
      [0, 262_140],
      [0.1, 2.67115],
    ],
    [['wrapped', 6.000061, 0.1]],
  ],
  [
    'R3 its neighbour, which does not wrap',
    PACKAGE,
    [
      [0, 5000],
      [0.1, 5002],
    ],
    [['advanced', 2, 0.1]],
  ],
  [
    'R4 a wrap at 2^-16 J',
    AMD,
    [
      [0, 65_530],
      [0.1, 25.389013],
    ],
    [['wrapped', 28.000015, 0.1]],
  ],
  [
    'R5 memory wraps by its own range',
    { ...AMD, maxWatts: 100 },
    [
      [0, 65_532],
      [1, 1.389013],
    ],
    [['wrapped', 2.000015, 1]],
  ],
  [
    'R6 a reset is not a wrap',
    { ...PACKAGE, maxWatts: 190 },
    [
      [0, 120_000],
      [1, 5],
      [2, 25],
    ],
    [
      ['reset', 0, 0],
      ['advanced', 20, 1],
    ],
  ],
  [
    'R7 a long silence: nobody knows how many wraps',
    AMD,
    [
      [0, 100],
      [300, 100 + 84_000 - 65_532.611],
      [301, 100 + 84_280 - 65_532.611],
    ],
    [
      ['silence', 0, 0],
      ['advanced', 280, 1],
    ],
  ],
  [
    'R8 a read fails between two good ones',
    PACKAGE,
    [
      [0, 1000],
      [0.1, Number.NaN],
      [0.2, 1030],
    ],
    [['advanced', 30, 0.2]],
  ],
  [
    'R13 a spike',
    PACKAGE,
    [
      [0, 10],
      [0.1, 11.5],
      [0.2, 6494.1],
      [0.3, 6495.6],
    ],
    [
      ['advanced', 1.5, 0.1],
      ['spike', 0, 0],
      ['advanced', 1.5, 0.1],
    ],
  ],
  [
    'R22 a perf count that falls back',
    {},
    [
      [0, 465_661.287],
      [800, 371_517.287],
      [830, 377_817.287],
    ],
    [
      ['reset', 0, 0],
      ['advanced', 6300, 30],
    ],
  ],
  [
    'R26 a coarse counter in steps of 1 J',
    { wrapsAt: 2 ** 32 },
    [
      [0, 0],
      [0.1, 10],
      [0.2, 21],
      [0.3, 31],
    ],
    [
      ['advanced', 10, 0.1],
      ['advanced', 11, 0.1],
      ['advanced', 10, 0.1],
    ],
  ],
  [
    'R27 a late beat',
    PACKAGE,
    [
      [0, 5],
      [0.25, 10],
    ],
    [['advanced', 5, 0.25]],
  ],
  [
    'R32 what is not an energy is as good as not read',
    PACKAGE,
    [
      [0, 50],
      [0.1, -1],
      [0.2, Number.POSITIVE_INFINITY],
      [0.3, Number.NaN],
      [0.4, 60],
    ],
    [['advanced', 10, 0.4]],
  ],
  [
    'R33 no range known: a fall is a gap',
    {},
    [
      [0, 262_140],
      [0.1, 3],
    ],
    [['reset', 0, 0]],
  ],
  [
    'N4 a counter of a graphics card that starts again',
    {},
    [
      [0, 5000],
      [1, 5030],
      [2, 0.12],
      [3, 30.12],
    ],
    [
      ['advanced', 30, 1],
      ['reset', 0, 0],
      ['advanced', 30, 1],
    ],
  ],
  [
    'N5 a counter that is updated at every third beat',
    {},
    [
      [0, 0],
      [0.1, 0],
      [0.2, 0],
      [0.3, 90],
    ],
    [['advanced', 90, 0.3]],
  ],
  [
    'a counter that stands still uses nothing',
    {},
    [
      [0, 7],
      [0.2, 7],
      [0.4, 7],
      [0.5, 7],
      [0.6, 8],
    ],
    [
      ['advanced', 0, 0.4],
      ['advanced', 0, 0.1],
      ['advanced', 1, 0.1],
    ],
  ],
  [
    'one stamp twice, and a reading from the past',
    PACKAGE,
    [
      [1, 50],
      [1, 70],
      [0.5, 20],
      [2, 80],
    ],
    [['advanced', 30, 1]],
  ],
  [
    'a value beyond its own modulus',
    { wrapsAt: 100 },
    [
      [0, 250],
      [0.01, 5],
    ],
    [['reset', 0, 0]],
  ],
  [
    'two readings a hair apart show a whole unit',
    { wrapsAt: 2 ** 32, ceilingWatts: 2000 },
    [
      [0, 4],
      [0.0001, 5],
    ],
    [['advanced', 1, 0.0001]],
  ],
];

describe('a counter', () => {
  test.each(rows)('%s', (_, face, said, expected) => {
    const channel = counter({ ...face });
    const meter = new CounterMeter(channel);
    const steps = said.flatMap(([seconds, joules]) => meter.take(channel.says(seconds, joules)) ?? []);
    expect(steps[0]).toMatchObject({ outcome: 'first', joules: 0, coveredMs: 0 });
    const rest = steps.slice(1);
    expect(rest.map((step) => step.outcome)).toEqual(expected.map(([outcome]) => outcome));
    for (const [index, [, joules, seconds]] of expected.entries()) {
      expect(rest[index]?.joules).toBeCloseTo(joules, 6);
      expect(rest[index]?.coveredMs).toBeCloseTo(seconds * 1000, 6);
    }
  });

  test.each([
    ['lower', 3],
    ['higher', 900],
  ])('R14 after a sleep the next reading is a new baseline, the counter being %s', (_, afterwards) => {
    const channel = counter(PACKAGE);
    const meter = new CounterMeter(channel);
    meter.take(channel.says(0, 100));
    meter.take(channel.says(5, 200));
    meter.rebase();
    expect(meter.take(channel.says(3605, afterwards))).toMatchObject({
      outcome: 'first',
      fromMs: 5000,
      toMs: 3_605_000,
      joules: 0,
      coveredMs: 0,
    });
    expect(meter.take(channel.says(3606, afterwards + 20))).toMatchObject({
      outcome: 'advanced',
      joules: 20,
    });
  });

  test('C1 a wall clock that is set back changes nothing', () => {
    const channel = counter(PACKAGE);
    const meter = new CounterMeter(channel);
    meter.take(channel.says(0, 10));
    const reading = channel.says(0.1, 16);
    const step = meter.take({ ...reading, at: { ...reading.at, wallMs: reading.at.wallMs - 2000 } });
    expect(step).toMatchObject({ joules: 6, coveredMs: 100 });
  });

  test('a reading of the other kind is as good as not read', () => {
    const channel = counter(PACKAGE);
    const { at, channel: id } = channel.says(0, 10);
    expect(new CounterMeter(channel).take({ kind: 'gauge', channel: id, at, watts: 10 })).toBeNull();
  });
});
