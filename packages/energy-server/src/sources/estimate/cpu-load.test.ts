// /proc/stat, tick by tick.

import { describe, expect, test } from 'vitest';
import { busyFraction, parseCpuList, parseProcStat } from './cpu-load.ts';

describe('/proc/stat', () => {
  test('A6: guest time is inside user time and is not added again', () => {
    // user nice system idle iowait irq softirq steal guest guest_nice
    const ticks = parseProcStat('cpu  1000 0 100 0 0 0 0 0 400 0\ncpu0 1000 0 100 0 0 0 0 0 400 0\n');
    expect(ticks).toEqual({ busy: 1100, all: 1100, cpus: 1 });
  });

  test('waiting for a disk is idle, interrupts are work, stolen time has passed without work', () => {
    expect(parseProcStat('cpu0 1 2 4 8 16 32 64 128 0 0')).toEqual({
      busy: 1 + 2 + 4 + 32 + 64,
      all: 255,
      cpus: 1,
    });
  });

  test('only the processors asked for', () => {
    const text = 'cpu  9 9 9 9\ncpu0 1 0 0 1\ncpu1 10 0 0 10\ncpu12 100 0 0 100\nintr 5 5 5 5\n';
    expect(parseProcStat(text, new Set([1, 12]))).toEqual({ busy: 110, all: 220, cpus: 2 });
    expect(parseProcStat(text)?.cpus).toBe(3);
  });

  test.each(['', 'cpu  1 2 3 4\n', 'cpu0 a b c d\n', 'cpu0 -1 2 3 4\n', '\0\0\0', 'cpu0 1 2 3'])(
    'garbage is nothing: %j',
    (text) => {
      expect(parseProcStat(text)).toBeNull();
    },
  );
});

describe('the busy fraction', () => {
  const ticks = (busy: number, all: number, cpus = 2) => ({ busy, all, cpus });
  test.each([
    ['half of the time', ticks(100, 1000), ticks(200, 1200), 0.5],
    ['E10: nothing but stolen time', ticks(100, 1000), ticks(100, 1200), 0],
    ['no time at all', ticks(100, 1000), ticks(100, 1000), 0],
    ['a processor that went away took its ticks along', ticks(100, 1000), ticks(40, 500, 1), 0],
    ['idle counts that stepped back', ticks(100, 1000), ticks(110, 1009), 1],
  ])('%s', (_, before, now, expected) => {
    expect(busyFraction(before, now)).toBe(expected);
  });
});

test.each([
  ['0-3,8,10-11\n', [0, 1, 2, 3, 8, 10, 11]],
  ['5', [5]],
])('the list %j', (text, expected) => {
  expect([...(parseCpuList(text) ?? [])]).toEqual(expected);
});

test.each(['', 'all', '1-', '3-1', '1,,2'])('the list %j is none', (text) => {
  expect(parseCpuList(text)).toBeNull();
});
