// Turns: who is asked when. Time is Vitest's fake timers.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eachTurn } from './turns.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount(), 'nobody is left, and no timer either').toBe(0);
  vi.useRealTimers();
});

/** When it was asked, until it is disposed of. */
function member(intervalMs: number, asked: () => void = () => {}) {
  const at: number[] = [];
  const turns = eachTurn(intervalMs, () => {
    at.push(performance.now());
    asked();
  });
  return { at, leave: () => turns[Symbol.dispose]() };
}

function spans(at: readonly number[]): readonly number[] {
  return at.slice(1).map((ms, index) => ms - (at[index] ?? 0));
}

test('once per interval, hardly less often and never more', () => {
  const { at, leave } = member(319.92);
  vi.advanceTimersByTime(100 * 320);
  expect(at.length).toBeGreaterThanOrEqual(99);
  expect(new Set(spans(at))).toEqual(new Set([320]));
  leave();
});

test('the first turn is at most one and a half intervals away', () => {
  for (let start = 0; start < 80; start += 7) {
    vi.advanceTimersByTime(start);
    const from = performance.now();
    const { at, leave } = member(80);
    vi.advanceTimersByTime(120);
    expect((at[0] ?? Number.NaN) - from).toBeLessThanOrEqual(120);
    leave();
  }
});

test('all of one interval at the same moment, whenever they came', () => {
  const first = member(80);
  vi.advanceTimersByTime(333);
  const second = member(79.9);
  const other = member(40);
  first.at.length = 0;
  vi.advanceTimersByTime(800);
  expect(second.at).toEqual(first.at);
  expect(other.at).not.toEqual(first.at);
  expect(new Set(spans(other.at))).toEqual(new Set([40]));
  for (const { leave } of [first, second, other]) leave();
});

test('a turn that came late does not move the next one', () => {
  const { at, leave } = member(100);
  vi.advanceTimersByTime(1_000);
  const last = at.at(-1) ?? Number.NaN;
  // The process was held up: the timer finds that it is 30 ms late.
  vi.spyOn(performance, 'now').mockReturnValueOnce(last + 130);
  vi.advanceTimersByTime(100);
  vi.advanceTimersByTime(100);
  expect(at.at(-1)).toBe(last + 170);
  leave();
});

test('who leaves is not asked any more, not even in the turn under way', () => {
  const second: { leave(): void; at: number[] }[] = [];
  const first = member(50, () => second[0]?.leave());
  second.push(member(50));
  vi.advanceTimersByTime(500);
  expect(first.at.length).toBeGreaterThan(8);
  expect(second[0]?.at).toEqual([]);
  first.leave();
  vi.advanceTimersByTime(500);
  expect(first.at.length).toBeLessThan(11);
});
