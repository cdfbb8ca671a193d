// Apportioning: parts sum to the whole at every interval, and what one interval cut a later one pays back.

import { describe, expect, test } from 'vitest';
import { Apportioner } from './apportion.ts';
import { counters } from './channel.fixture.ts';
import type { Amount } from './step.ts';
import { makeTree } from './tree.ts';

const OUTER = 'machine/platform';
const A = 'machine/platform/cpu-0';
const B = 'machine/platform/memory-0';
const REST = 'machine/platform/rest';

/** Intervals of one second; null is a gap of the whole interval. */
function divide(rows: readonly (readonly [outer: number | null, a: number | null, b: number | null])[]) {
  const apportioner = new Apportioner(makeTree(counters(OUTER, A, B)));
  return rows.map(([outer, a, b]) => {
    const said = new Map([
      [OUTER, outer],
      [A, a],
      [B, b],
    ]);
    const parts = apportioner.divide((id): Amount => {
      const joules = said.get(id) ?? null;
      return joules === null ? { joules: 0, coveredMs: 0 } : { joules, coveredMs: 1000 };
    });
    return [OUTER, A, B, REST].map((id) => parts.get(id)?.joules);
  });
}

describe('apportioning', () => {
  test('children get what they want, the rest is what is left', () => {
    expect(divide([[100, 50, 20]])).toEqual([[100, 50, 20, 30]]);
  });

  test('children that want more than there is are cut in proportion', () => {
    expect(divide([[35, 50, 20]])).toEqual([[35, 25, 10, 0]]);
  });

  test('what was cut is paid back out of the next rest: jitter of stamps leaves no bias', () => {
    expect(
      divide([
        [35, 50, 20],
        [165, 50, 20],
      ]),
    ).toEqual([
      [35, 25, 10, 0],
      [165, 75, 30, 60],
    ]);
  });

  test('nothing is owed while the outer meter has a gap, since nobody knows what it would have seen', () => {
    expect(
      divide([
        [null, 50, 20],
        [100, 50, 20],
      ]),
    ).toEqual([
      [0, 0, 0, 0],
      [100, 50, 20, 30],
    ]);
  });

  test("a child's gap shows in the rest", () => {
    expect(divide([[100, null, 20]])).toEqual([[100, 0, 20, 80]]);
  });

  test('a lasting disagreement is owed for two seconds at most', () => {
    const quarrel = Array.from({ length: 50 }, () => [10, 100, 0] as const);
    const peace = Array.from({ length: 10 }, () => [1000, 100, 0] as const);
    const paidBack = divide([...quarrel, ...peace])
      .slice(50)
      .reduce((sum, [, a = 0]) => sum + a - 100, 0);
    expect(paidBack).toBeCloseTo(200, 9);
  });

  test('a whole of nothing divides into nothing', () => {
    expect(
      divide([
        [0, 0, 0],
        [0, 5, 5],
      ]),
    ).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  test('an estimate is not below what meters saw inside it, and cuts none of them', () => {
    const [estimate, ...meters] = counters(OUTER, A, B);
    if (estimate === undefined) throw new Error('no channels');
    const apportioner = new Apportioner(makeTree([{ ...estimate, basis: 'estimated' }, ...meters]));
    const told = (outer: number, a: number, b: number) => {
      const said = new Map([OUTER, A, B].map((id, index) => [id, [outer, a, b][index] ?? 0]));
      const parts = apportioner.divide((id) => ({ joules: said.get(id) ?? 0, coveredMs: 1000 }));
      return [OUTER, A, B, REST].map((id) => parts.get(id)?.joules);
    };
    expect(told(5, 5, 6)).toEqual([11, 5, 6, 0]);
    // It was right about both seconds together: 30 J.
    expect(told(25, 5, 6)).toEqual([19, 5, 6, 8]);
    expect(told(15, 5, 6)).toEqual([15, 5, 6, 4]);
  });

  test('an estimate that is right about the sum stays so, however its meters swing', () => {
    const [estimate, meter] = counters(OUTER, A);
    if (estimate === undefined || meter === undefined) throw new Error('no channels');
    const apportioner = new Apportioner(makeTree([{ ...estimate, basis: 'estimated' }, meter]));
    let joules = 0;
    for (let second = 0; second < 500; second += 1) {
      const said = new Map([
        [OUTER, 20],
        [A, second % 2 === 0 ? 30 : 10],
      ]);
      const parts = apportioner.divide((id) => ({ joules: said.get(id) ?? 0, coveredMs: 1000 }));
      joules += parts.get(OUTER)?.joules ?? 0;
    }
    expect(joules).toBeCloseTo(10_000, 6);
  });

  test('a part that is cut cuts the parts inside it', () => {
    const inner = `${A}/cores`;
    const apportioner = new Apportioner(makeTree(counters(OUTER, A, inner)));
    const said = new Map([
      [OUTER, 30],
      [A, 60],
      [inner, 40],
    ]);
    const parts = apportioner.divide((id) => ({ joules: said.get(id) ?? 0, coveredMs: 1000 }));
    expect(Object.fromEntries([...parts].map(([id, { joules }]) => [id, joules]))).toEqual({
      [OUTER]: 30,
      [A]: 30,
      [inner]: 30,
      [`${A}/rest`]: 0,
      [REST]: 0,
    });
  });
});
