// A server with two power supplies, each on a meter of its own, around a processor: worked out by hand.

import { describe, expect, test } from 'vitest';
import { counter, gauge } from '../energy/channel.fixture.ts';
import type { Channel } from '../energy/channel.ts';
import { withSupplies } from '../energy/supplies.ts';
import { History } from './history.ts';

const cpu = counter();
const left = gauge({ id: 'left', label: 'Left', domain: 'machine', supply: { number: 1, of: 2 } });
const right = gauge({ id: 'right', label: 'Right', domain: 'machine', supply: { number: 2, of: 2 } });

/** Left 100 W, right 80 W, processor 60 W, every second; `silent` seconds have nothing from the right one. */
function played(seconds: number, silent: readonly number[] = []) {
  const history = new History();
  const { channels } = withSupplies([left, right, cpu]);
  const tree = history.roster(channels);
  for (let second = 0; second <= seconds; second += 1) {
    const right80 = silent.includes(second) ? [] : [right.says(second, 80)];
    history.take([left.says(second, 100), ...right80, cpu.says(second, 60 * second)]);
    history.settle(second * 1000);
  }
  return { history, tree, nodes: history.latest()?.nodes ?? [], total: history.latest()?.total ?? null };
}

const joulesOf = (nodes: ReturnType<typeof played>['nodes'], id: string) =>
  nodes.find((node) => node.id === id)?.joules;

test('they are added: 10 s of 180 W; the processor lies inside, and the rest is what it leaves', () => {
  const { tree, nodes, total } = played(10);
  expect(tree.roots.map(({ domain, channel }) => [domain, channel.id])).toEqual([
    ['machine', 'supplies:sum'],
  ]);
  expect([total?.joules, total?.coveredSeconds, total?.watts]).toEqual([1800, 10, 180]);
  expect(joulesOf(nodes, cpu.domain)).toBe(600);
  expect(joulesOf(nodes, 'machine/rest')).toBe(1200);
});

test('each is shown, says which it is, and is in no total by itself', () => {
  const { tree, history } = played(10);
  expect(['left', 'right'].map((id) => tree.members.get(id))).toMatchObject([
    { role: 'summed', because: expect.stringContaining('power supply 1 of 2: counted in Left + Right') },
    { role: 'summed', because: expect.stringContaining('power supply 2 of 2') },
  ]);
  expect([history.channelWatts('left'), history.channelWatts('right')]).toEqual([100, 80]);
});

test('five seconds without one of them: the sum has that gap, and nothing is made up', () => {
  // Readings at 3 and at 9 s, more than 3 s apart: 6 s are a gap. Known: 0 to 3 s and 9 to 20 s, 14 s of 180 W.
  const { total, history } = played(20, [4, 5, 6, 7, 8]);
  expect(total?.coveredSeconds).toBe(14);
  expect(total?.joules).toBeCloseTo(14 * 180, 9);
  expect(history.energy(3000, 9000).total?.coveredSeconds ?? 0).toBe(0);
});

describe('the sum', () => {
  const standing = (...channels: Channel[]) => {
    const { source, channels: all } = withSupplies(channels);
    return [source?.status ?? null, all.length - channels.length, source?.reason ?? null];
  };

  test('is not there without supplies', () => expect(standing(cpu)).toEqual([null, 0, null]));

  test('is not made of one of two: that is said, and neither counts', () => {
    expect(standing(left, cpu)).toEqual(['failing', 0, expect.stringContaining('power supply 2 of 2')]);
    const { channels } = withSupplies([left, cpu]);
    const tree = new History().roster(channels);
    expect(tree.members.get('left')?.role).toBe('distrusted');
    expect(tree.roots.map(({ domain }) => domain)).toEqual([cpu.domain]);
  });

  test('is not made where settings contradict each other', () => {
    const third = gauge({ id: 'third', domain: 'machine', supply: { number: 3, of: 3 } });
    expect(standing(left, right, third)).toEqual(['failing', 0, expect.stringContaining('disagree')]);
  });

  test('takes the better of two meters of one supply; the other is a duplicate', () => {
    const exact = gauge({ ...right, id: 'exact', relativeError: 0.005 });
    const { channels } = withSupplies([left, right, exact]);
    const tree = new History().roster(channels);
    expect(channels.at(-1)).toMatchObject({ kind: 'sum', members: ['left', 'exact'] });
    expect(tree.members.get('right')?.role).toBe('duplicate');
  });

  test('errs as its worst part at most, and unknown where one is unknown', () => {
    const errors = (a: number | null, b: number | null) =>
      withSupplies([
        { ...left, relativeError: a },
        { ...right, relativeError: b },
      ]).channels.at(-1)?.relativeError;
    expect([errors(0.005, 0.02), errors(0.005, null)]).toEqual([0.02, null]);
  });
});
