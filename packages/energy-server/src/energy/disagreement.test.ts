// Disagreements: worked out by hand, in slices of ten seconds.

import { describe, expect, test } from 'vitest';
import { counter } from './channel.fixture.ts';
import { Disagreements } from './disagreement.ts';
import { makeTree } from './tree.ts';

const board = (relativeError: number | null = null) =>
  counter({ id: 'psys', label: 'Main board', domain: 'machine/platform', relativeError });
const cpu = (n: number, relativeError: number | null = null) =>
  counter({ id: `cpu-${n}`, domain: `machine/platform/cpu-${n}`, relativeError });

/** Watts of each channel in a slice; one that is missing was unknown. */
type Slice = Readonly<Record<string, number>>;

/** After each slice: what disagrees, with both means rounded to milliwatts. */
function lastingAfter(channels: Parameters<typeof makeTree>[0], slices: readonly Slice[]): string[] {
  const watching = new Disagreements(makeTree(channels));
  return slices.map((slice) => {
    watching.take(10_000, (id) => {
      const watts = slice[id];
      return watts === undefined ? { joules: 0, coveredMs: 0 } : { joules: watts * 10, coveredMs: 10_000 };
    });
    return watching.lasting
      .map(
        ({ outer, inner, outerWatts, innerWatts }) =>
          `${inner.map(({ id }) => id).join('+')} ${innerWatts.toFixed(3)} > ${outer.id} ${outerWatts.toFixed(3)}`,
      )
      .join('; ');
  });
}

const times = (count: number, slice: Slice): Slice[] => Array.from({ length: count }, () => slice);

describe('a part above what contains it', () => {
  test('is told after a minute with the means of that minute, and not any more when it is over', () => {
    // 30 W for half a minute, 36 W for the other half, in a board of 20 W: 33 W; ten seconds later (6 · 33 + 36) / 7.
    const slices = [
      ...times(3, { psys: 20, 'cpu-0': 30 }),
      ...times(4, { psys: 20, 'cpu-0': 36 }),
      { psys: 40, 'cpu-0': 36 },
    ];
    expect(lastingAfter([board(), cpu(0)], slices)).toEqual([
      ...['', '', '', '', ''],
      'cpu-0 33.000 > psys 20.000',
      'cpu-0 33.429 > psys 20.000',
      '',
    ]);
  });

  test('parts count together', () => {
    const slices = times(6, { psys: 20, 'cpu-0': 12, 'cpu-1': 13 });
    expect(lastingAfter([board(), cpu(0), cpu(1)], slices).at(-1)).toBe('cpu-0+cpu-1 25.000 > psys 20.000');
  });

  test.each([
    ['2 % are tolerated', 100, 102, null, ''],
    ['more are not', 100, 102.1, null, 'cpu-0 102.100 > psys 100.000'],
    ['both errors are: 0.1 · 20 + 0.1 · 24 = 4.4 W', 20, 24, 0.1, ''],
    ['more are not: 0.1 · 20 + 0.1 · 25 = 4.5 W', 20, 25, 0.1, 'cpu-0 25.000 > psys 20.000'],
    ['half a step of a meter that tells whole watts is', 0, 0.5, null, ''],
    ['a meter that stands still at 0 is not', 0, 0.6, null, 'cpu-0 0.600 > psys 0.000'],
  ])('%s', (_name, outer, inner, error, told) => {
    const slices = times(6, { psys: outer, 'cpu-0': inner });
    expect(lastingAfter([board(error), cpu(0, error)], slices).at(-1)).toBe(told);
  });

  test.each<[string, Slice]>([
    ['a moment in which it fits', { psys: 20, 'cpu-0': 19 }],
    ['a gap of the part', { psys: 20 }],
    ['a gap of what contains it', { 'cpu-0': 30 }],
  ])('%s ends it, and the minute begins anew', (_name, between) => {
    const above = times(5, { psys: 20, 'cpu-0': 30 });
    const told = lastingAfter([board(), cpu(0)], [...above, between, ...above, { psys: 20, 'cpu-0': 30 }]);
    expect(told.slice(0, -1).join('')).toBe('');
    expect(told.at(-1)).toBe('cpu-0 30.000 > psys 20.000');
  });

  test('one leap, however high, is none', () => {
    const slices = [...times(5, { psys: 20, 'cpu-0': 15 }), { psys: 20, 'cpu-0': 5000 }];
    expect(lastingAfter([board(), cpu(0)], [...slices, ...slices]).join('')).toBe('');
  });

  test('parts that are known for less than half of the time say nothing', () => {
    const watching = new Disagreements(makeTree([board(), cpu(0)]));
    for (let slice = 0; slice < 12; slice++)
      watching.take(10_000, (id) =>
        id === 'psys' ? { joules: 200, coveredMs: 10_000 } : { joules: 200, coveredMs: 4_999 },
      );
    expect(watching.lasting).toEqual([]);
  });

  test('meters beside each other never disagree', () => {
    const gpu = counter({ id: 'gpu', domain: 'machine/gpu-a' });
    expect(lastingAfter([board(), gpu], times(12, { psys: 20, gpu: 300 })).join('')).toBe('');
  });

  test('goes with the part that made it', () => {
    const watching = new Disagreements(makeTree([board(), cpu(0)]));
    const spent = (id: string) => ({ joules: id === 'psys' ? 200 : 300, coveredMs: 10_000 });
    for (let slice = 0; slice < 6; slice++) watching.take(10_000, spent);
    expect(watching.lasting).toHaveLength(1);
    watching.become(makeTree([board()]));
    watching.take(10_000, spent);
    expect(watching.lasting).toEqual([]);
  });
});
