// /proc/stat, tick by tick.

import { describe, expect, test } from 'vitest';
import { busyFraction, parseCpuList, parseProcStat } from './cpu-load.ts';

describe('/proc/stat', () => {
  test('A6: guest time is inside user time and is not added again', () => {
    // user nice system idle iowait irq softirq steal guest guest_nice
    const ticks = parseProcStat('cpu  1000 0 100 0 0 0 0 0 400 0\ncpu0 1000 0 100 0 0 0 0 0 400 0\n');
    expect(ticks).toEqual(new Map([[0, { busy: 1100, all: 1100 }]]));
  });

  test('waiting for a disk is idle, interrupts are work, stolen time has passed without work', () => {
    const ticks = parseProcStat('cpu0 1 2 4 8 16 32 64 128 0 0');
    expect(ticks.get(0)).toEqual({ busy: 1 + 2 + 4 + 32 + 64, all: 255 });
  });

  test('only the processors asked for', () => {
    const text = 'cpu  9 9 9 9\ncpu0 1 0 0 1\ncpu1 10 0 0 10\ncpu12 100 0 0 100\nintr 5 5 5 5\n';
    expect([...parseProcStat(text, new Set([1, 12])).keys()]).toEqual([1, 12]);
    expect([...parseProcStat(text).keys()]).toEqual([0, 1, 12]);
  });

  test.each(['', 'cpu  1 2 3 4\n', 'cpu0 a b c d\n', 'cpu0 -1 2 3 4\n', '\0\0\0', 'cpu0 1 2 3'])(
    'garbage is nothing: %j',
    (text) => {
      expect(parseProcStat(text).size).toBe(0);
    },
  );
});

describe('the busy fraction', () => {
  type Ticks = Record<number, readonly [busy: number, all: number]>;
  const ticks = (byCpu: Ticks) =>
    new Map(Object.entries(byCpu).map(([cpu, [busy, all]]) => [Number(cpu), { busy, all }]));
  test.each<[string, Ticks, Ticks, number]>([
    ['half of the time', { 0: [50, 500], 1: [50, 500] }, { 0: [150, 600], 1: [50, 600] }, 0.5],
    ['E10: nothing but stolen time', { 0: [100, 1000] }, { 0: [100, 1200] }, 0],
    ['no time at all', { 0: [100, 1000] }, { 0: [100, 1000] }, 0],
    ['a processor went away', { 0: [0, 0], 1: [900, 900] }, { 0: [25, 100] }, 0.25],
    ['a processor came back with old ticks', { 0: [0, 0] }, { 0: [25, 100], 1: [90_000, 90_000] }, 0.25],
    ['idle counts that stepped back', { 0: [100, 1000] }, { 0: [110, 1009] }, 1],
  ])('%s', (_, before, now, expected) => {
    expect(busyFraction(ticks(before), ticks(now))).toBe(expected);
  });
});

test.each([
  ['0-3,8,10-11\n', [0, 1, 2, 3, 8, 10, 11]],
  ['5', [5]],
])('the list %j', (text, expected) => {
  expect([...(parseCpuList(text) ?? [])]).toEqual(expected);
});

// The last names thousands of millions of numbers, in a file that is not too large to be read.
const garbled = ['', 'all', '1-', '3-1', '1,,2', Array(400_000).fill('0-99998').join(',')];
test.each(garbled)('the list %.40j is none', (text) => {
  expect(parseCpuList(text)).toBeNull();
});
