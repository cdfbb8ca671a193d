// Columns of power: beats appended, the server's history filled in, holes kept as holes.

import type { Beat, Power } from '@jupyter-energy/contract';
import { describe, expect, test } from 'vitest';
import { linesOf } from './lines.ts';
import { type Column, PowerHistory, TOTAL } from './power-history.ts';

const meter = {
  basis: 'measured',
  relativeError: null,
  joules: 0,
  joulesBasis: 'measured',
  coveredSeconds: 0,
} as const;

function beat(at: number, total: number | null, parts: Record<string, number | null> = {}): Beat {
  const nodes = Object.entries(parts).map(([id, watts]) => ({
    id,
    parent: null,
    label: id,
    rest: false,
    ...meter,
    watts,
  }));
  return {
    at,
    startedAt: 0,
    total: total === null ? null : { ...meter, watts: total },
    nodes,
    kernels: [],
    split: null,
  };
}

function power(at: number[], total: (number | null)[]): Power {
  return {
    stepMs: 1000,
    at,
    series: [{ id: TOTAL, parent: null, label: 'Total', rest: false, basis: 'measured', watts: total }],
  };
}

const watts = (history: PowerHistory, id = TOTAL) =>
  history.columns.find((column) => column.id === id)?.watts;

describe('beats', () => {
  test('a part that appears later was unknown before, one that vanishes is unknown after', () => {
    const history = new PowerHistory();
    history.take(beat(1000, 10, { a: 10 }));
    history.take(beat(2000, 12, { a: 7, b: 5 }));
    history.take(beat(3000, 6, { b: 6 }));
    expect(history.at).toEqual([1000, 2000, 3000]);
    expect(watts(history)).toEqual([10, 12, 6]);
    expect(watts(history, 'a')).toEqual([10, 7, null]);
    expect(watts(history, 'b')).toEqual([null, 5, 6]);
  });

  test('nothing readable is a hole', () => {
    const history = new PowerHistory();
    history.take(beat(1000, 10));
    history.take(beat(2000, null));
    expect(watts(history)).toEqual([10, null]);
  });

  test('a long silence is a hole, not a line', () => {
    const history = new PowerHistory();
    history.take(beat(1000, 10));
    history.take(beat(60_000, 11));
    expect(history.at).toEqual([1000, 1001, 60_000]);
    expect(watts(history)).toEqual([10, null, 11]);
  });

  test('a beat told twice counts once', () => {
    const history = new PowerHistory();
    history.take(beat(1000, 10));
    history.take(beat(1000, 10));
    expect(history.at).toEqual([1000]);
  });

  test('what is older than the span is dropped, parts with nothing left too', () => {
    const history = new PowerHistory(10_000);
    history.take(beat(0, 1, { gone: 1 }));
    for (let i = 1; i <= 1000; i++) history.take(beat(i * 500, i));
    expect(history.at.length).toBeLessThanOrEqual(20 + 1 + 121);
    expect(history.at[0]).toBeGreaterThan(400_000);
    expect(history.columns.map(({ id }) => id)).toEqual([TOTAL]);
    expect(watts(history)?.length).toBe(history.at.length);
  });
});

describe('the server’s history', () => {
  test('fills in what was not seen, between older and newer points of the page', () => {
    const history = new PowerHistory();
    history.take(beat(1000, 1));
    history.take(beat(9500, 9));
    history.fill(power([2000, 3000, 4000, 5000], [null, 3, 4, 5]));
    expect(history.at).toEqual([1000, 3000, 4000, 5000, 9500]);
    expect(watts(history)).toEqual([1, 3, 4, 5, 9]);
  });

  test('an empty one changes nothing', () => {
    const history = new PowerHistory();
    history.take(beat(1000, 1));
    history.fill({ stepMs: 1000, at: [], series: [] });
    history.fill(power([500, 1000, 1500], [null, null, null]));
    expect(watts(history)).toEqual([1]);
  });
});

describe('lines of the chart', () => {
  const column = (id: string, parent: string | null = null): Column => {
    return { id, parent, label: id, rest: id.endsWith('/rest'), basis: 'measured', of: null, watts: [] };
  };
  test.each([
    ['nothing', [], []],
    ['several roots', [column(TOTAL), column('a'), column('b'), column('a/c', 'a')], ['a', 'b']],
    [
      'one root: its children',
      [column(TOTAL), column('a'), column('a/c', 'a'), column('a/c/d', 'a/c'), column('a/rest', 'a')],
      ['a/c', 'a/rest'],
    ],
    ['one root without children: the total alone', [column(TOTAL), column('a')], []],
  ])('%s', (_, columns, ids) => {
    expect(linesOf(columns).parts.map(({ id }) => id)).toEqual(ids);
  });
});
