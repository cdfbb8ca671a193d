// A second meter of the same: beside the columns of what counts, at the moments of which it told, later than the beats around them.

import type { Beat, Duplicate, DuplicateSeries } from '@jupyter-energy/contract';
import { describe, expect, test } from 'vitest';
import { linesOf } from './lines.ts';
import { type Column, PowerHistory, TOTAL } from './power-history.ts';

const AT = 1_700_000_000_000;
const face = { id: 'plug:1:power', of: 'machine', label: 'Desk plug', basis: 'measured' } as const;
const meter = { basis: 'measured', relativeError: null, joulesBasis: 'measured', joules: 0 } as const;

/** The wall meter at 100 W, and what the plug told last: from, to (milliseconds), watts; null: silent. */
function beat(ms: number, told: readonly [number, number, number | null] | null | 'absent'): Beat {
  const whole = { ...meter, coveredSeconds: 0, watts: 100 };
  return {
    at: AT + ms,
    startedAt: AT,
    total: whole,
    nodes: [{ id: 'machine', parent: null, label: 'Wall meter', rest: false, ...whole }],
    ...(told === 'absent' ? {} : { duplicates: [{ ...face, reading: readingOf(told) }] }),
    kernels: [],
    split: null,
  };
}

function readingOf(told: readonly [number, number, number | null] | null): Duplicate['reading'] {
  if (told === null) return null;
  const [from, to, watts] = told;
  return { from: AT + from, to: AT + to, watts };
}

/** What is known of the plug, by the milliseconds of the moments. */
function plugOf(history: PowerHistory): Record<number, number | null> {
  const watts = history.duplicates.find(({ id }) => id === face.id)?.watts ?? [];
  return Object.fromEntries(history.at.map((at, i) => [at - AT, watts[i] ?? null]));
}

describe('beats of half a second, beside a plug that is read every second and told late', () => {
  test('its line has the power that it told of each moment, and ends where its newest reading does', () => {
    const history = new PowerHistory();
    history.take(beat(500, null));
    history.take(beat(1000, [0, 700, 90]));
    expect(plugOf(history)).toEqual({ 500: 90, 1000: null });
    history.take(beat(1500, [0, 700, 90]));
    history.take(beat(2000, [700, 1700, 94]));
    expect(plugOf(history)).toEqual({ 500: 90, 1000: 94, 1500: 94, 2000: null });
    history.take(beat(2500, [1700, 2700, 96]));
    expect(plugOf(history)).toEqual({ 500: 90, 1000: 94, 1500: 94, 2000: 96, 2500: 96 });
    expect(history.newest(face.id)).toBe(96);
  });

  test('a reading ahead of the beats waits for theirs', () => {
    const history = new PowerHistory();
    history.take(beat(500, [0, 1200, 90]));
    history.take(beat(1000, [1200, 2200, 94]));
    history.take(beat(1500, [1200, 2200, 94]));
    history.take(beat(2000, [2200, 3200, 96]));
    expect(plugOf(history)).toEqual({ 500: 90, 1000: 90, 1500: 94, 2000: 94 });
  });

  test('a reading that comes while time stands still is drawn', () => {
    const history = new PowerHistory();
    history.take(beat(500, null));
    history.take(beat(500, [0, 1000, 90]));
    expect(plugOf(history)).toEqual({ 500: 90 });
  });

  test('what it did not tell, and a reading that never arrived, is a gap', () => {
    const history = new PowerHistory();
    history.take(beat(1000, [0, 1000, 90]));
    history.take(beat(2000, [1000, 2000, null]));
    // The beat that told of the time from 2 s to 3 s was lost.
    history.take(beat(3000, [3000, 4000, 94]));
    history.take(beat(4000, [3000, 4000, 94]));
    history.take(beat(5000, null));
    expect(plugOf(history)).toEqual({ 1000: 90, 2000: null, 3000: null, 4000: 94, 5000: null });
    expect(history.newest(face.id)).toBeNull();
  });

  test('gone, it is unknown; the hole of a page that was hidden stays a hole', () => {
    const history = new PowerHistory();
    history.take(beat(1000, [0, 1500, 90]));
    history.take(beat(61_000, [59_000, 61_000, 94]));
    history.take(beat(62_000, 'absent'));
    expect(plugOf(history)).toEqual({ 1000: 90, 1001: null, 61000: 94, 62000: null });
    expect(history.newest(face.id)).toBeNull();
  });

  test('a meter that speaks once a minute is drawn for the whole minute of which it told', () => {
    const history = new PowerHistory();
    for (let ms = 500; ms <= 60_000; ms += 500) history.take(beat(ms, null));
    history.take(beat(60_500, [0, 60_000, 90]));
    const known = Object.values(plugOf(history)).filter((watts) => watts === 90);
    expect(known).toHaveLength(120);
    expect(plugOf(history)[60_500]).toBeNull();
  });
});

test('it is in no column of what counts', () => {
  const history = new PowerHistory();
  history.take(beat(500, [0, 500, 90]));
  history.fill({ stepMs: 400, at: [AT + 400], series: [series(TOTAL, [100])], duplicates: [told([90])] });
  expect(history.columns.map(({ id }) => id)).toEqual([TOTAL, 'machine']);
  expect(history.columns.map(({ watts }) => watts.at(-1))).toEqual([100, 100]);
  expect(history.duplicates.map(({ id, of }) => [id, of])).toEqual([[face.id, 'machine']]);
});

test('the server’s past fills what was not seen; readings that came meanwhile are not lost', () => {
  const history = new PowerHistory();
  history.take(beat(5000, [3000, 4200, 94]));
  history.take(beat(5500, [4200, 5200, 96]));
  // Answered before the plug had told of the time from 4.2 s to 5.2 s.
  const at = [2000, 3000, 4000, 5000].map((ms) => AT + ms);
  const power = { stepMs: 1000, at, series: [series(TOTAL, [100, 100, 100, 100])] };
  history.fill({ ...power, duplicates: [told([null, 90, 94, null])] });
  expect(plugOf(history)).toEqual({ 2000: null, 3000: 90, 4000: 94, 5000: 96, 5500: null });
  history.take(beat(6000, [5200, 6200, 98]));
  expect(plugOf(history)).toMatchObject({ 5000: 96, 5500: 98, 6000: 98 });
});

describe('the line beside which it stands', () => {
  const column = (id: string, parent: string | null = null, of: string | null = null): Column => {
    return { id, parent, label: id, rest: false, basis: 'measured', of, watts: [] };
  };
  test.each([
    ['the only root: the total', [column(TOTAL), column('a'), column('a/b', 'a')], 'a', [TOTAL]],
    ['a part', [column(TOTAL), column('a'), column('a/b', 'a')], 'a/b', ['a/b']],
    ['one of several roots', [column(TOTAL), column('a'), column('b')], 'b', ['b']],
    ['none, of a part not drawn', [column(TOTAL), column('a'), column('b'), column('b/c', 'b')], 'b/c', []],
    ['none, of a part that is not there', [column(TOTAL), column('a')], 'gone', []],
    ['none, where there is nothing', [], 'a', []],
  ])('%s', (_, columns, of, ids) => {
    const { beside } = linesOf(columns, [column('plug', null, of)]);
    expect(beside.map(({ line }) => line.id)).toEqual(ids);
  });
});

function series(id: string, watts: (number | null)[]) {
  return { id, parent: null, label: '', rest: false, basis: 'measured' as const, watts };
}

function told(watts: (number | null)[]): DuplicateSeries {
  return { ...face, watts };
}
