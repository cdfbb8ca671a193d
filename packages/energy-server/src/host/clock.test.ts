// Sleep against set clocks: specimens R14, C1 and C2.

import { describe, expect, test } from 'vitest';
import { createClock } from './clock.ts';

/** Three clocks that start at odd places and are moved by hand. */
function clocks() {
  const at = { monotonicMs: 50_000, wallMs: 1_800_000_000_000, uptimeMs: 90_000 as number | null };
  const clock = createClock({
    monotonicMs: () => at.monotonicMs,
    wallMs: () => at.wallMs,
    uptimeMs: () => at.uptimeMs,
  });
  function pass(monotonicMs: number, wallMs: number, uptimeMs: number): void {
    at.monotonicMs += monotonicMs;
    at.wallMs += wallMs;
    if (at.uptimeMs !== null) at.uptimeMs += uptimeMs;
  }
  return { at, clock, pass };
}

describe('the timeline', () => {
  test('starts at 0 and follows the monotonic clock', () => {
    const { clock, pass } = clocks();
    expect(clock.now().timelineMs).toBe(0);
    pass(100.5, 100, 100);
    expect(clock.now()).toEqual({ timelineMs: 100.5, wallMs: 1_800_000_000_100.5 });
  });

  test('the wall clock keeps its distance to the timeline, though it tells whole milliseconds only', () => {
    const { at, clock } = clocks();
    const start = at.wallMs;
    const distances = [0.7, 1.2, 3.4, 500.3, 1000.9, 1500.45, 86_400_000.6].map((ms) => {
      at.monotonicMs = 50_000 + ms;
      // The true wall clock is 0.35 ms further than a whole millisecond when the monotonic one starts.
      at.wallMs = Math.floor(start + 0.35 + ms);
      const { wallMs, timelineMs } = clock.now();
      return wallMs - timelineMs - start;
    });
    for (const distance of distances) expect(Math.abs(distance - 0.35)).toBeLessThan(1);
    const last = distances.slice(-4);
    expect(Math.max(...last) - Math.min(...last)).toBeLessThan(0.02);
    at.wallMs -= 3_600_000;
    const set = clock.now();
    expect(set.wallMs - at.wallMs).toBeGreaterThanOrEqual(0);
    expect(set.wallMs - at.wallMs).toBeLessThan(1);
  });

  const cases = [
    {
      name: 'R14: an hour asleep',
      pass: [5000, 3_605_000, 3_605_000],
      timelineMs: 3_605_000,
      sleptMs: 3_600_000,
    },
    { name: 'C1: the wall clock set back by 2 s', pass: [100, -2000, 100], timelineMs: 100, sleptMs: 0 },
    {
      name: 'C2: the wall clock set forward by an hour',
      pass: [100, 3_600_100, 100],
      timelineMs: 100,
      sleptMs: 0,
    },
    {
      name: 'asleep and woken with a wrong clock',
      pass: [100, -50_000, 60_100],
      timelineMs: 60_100,
      sleptMs: 60_000,
    },
    { name: 'a late beat', pass: [30_000, 30_001, 30_000], timelineMs: 30_000, sleptMs: 0 },
    { name: 'an uptime that stands still (a folder)', pass: [9000, 90_000, 0], timelineMs: 9000, sleptMs: 0 },
  ] as const;
  test.each(cases)('$name', ({ pass: [monotonic, wall, uptime], timelineMs, sleptMs }) => {
    const { clock, pass } = clocks();
    pass(monotonic, wall, uptime);
    expect(clock.now().timelineMs).toBe(timelineMs);
    expect(clock.sleptMs()).toBe(sleptMs);
  });

  test('adds up several sleeps, and a clock set in between', () => {
    const { clock, pass } = clocks();
    pass(1000, 61_000, 61_000);
    clock.now();
    pass(1000, -400_000, 1000);
    clock.now();
    pass(1000, 31_000, 31_000);
    expect(clock.sleptMs()).toBe(90_000);
    expect(clock.now().timelineMs).toBe(93_000);
  });

  test('takes a jump for a set clock where there is no uptime', () => {
    const { at, clock, pass } = clocks();
    at.uptimeMs = null;
    pass(100, 3_600_100, 0);
    expect(clock.now().timelineMs).toBe(100);
  });
});
