// Looks: who waits together is woken together. Time is Vitest's fake timers.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nextLook } from './looks.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('ten milliseconds away, by one timer for all who wait', async () => {
  const woken: string[] = [];
  const wait = async (name: string): Promise<void> => {
    await nextLook();
    woken.push(`${name} at ${performance.now()}`);
  };
  const startMs = performance.now();
  void wait('first');
  await vi.advanceTimersByTimeAsync(6);
  void wait('second');
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(3);
  expect(woken).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(woken).toEqual([`first at ${startMs + 10}`, `second at ${startMs + 10}`]);
});

test('one after the other, and none while nobody waits', async () => {
  for (let looks = 0; looks < 5; looks += 1) {
    const look = nextLook();
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(10);
    await look;
    expect(vi.getTimerCount()).toBe(0);
  }
});

test('who throws after a look leaves the others alone', async () => {
  const failing = nextLook().then(() => {
    throw new Error('a line was lost');
  });
  const good = nextLook().then(() => 'woken');
  const both = Promise.allSettled([failing, good]);
  await vi.advanceTimersByTimeAsync(10);
  expect((await both)[1]).toEqual({ status: 'fulfilled', value: 'woken' });
});
