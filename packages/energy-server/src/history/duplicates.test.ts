// Two meters of one computer: the better one counts, the other is kept beside it, by its own readings, and in no sum.

import { describe, expect, test } from 'vitest';
import { counter, gauge } from '../energy/channel.fixture.ts';
import { History } from './history.ts';

const wall = counter({ id: 'wall', domain: 'machine', label: 'Wall meter', relativeError: 0.005 });
const plug = gauge({ id: 'plug', domain: 'machine', label: 'Plug', maxGapMs: 3000 });
const cpu = counter();

/** The wall meter at 100 W every second; the plug 90 W every two seconds, from 1 s on, silent from 5 s to 11 s. */
function twelveSeconds(): History {
  const history = new History();
  history.roster([plug, wall, cpu]);
  for (let second = 0; second <= 12; second += 1) {
    const plugSays = second % 2 === 1 && (second <= 5 || second >= 11) ? [plug.says(second, 90)] : [];
    history.take([wall.says(second, 100 * second), cpu.says(second, 40 * second), ...plugSays]);
    history.settle(second * 1000);
  }
  return history;
}

test('its power is known where two of its readings tell it, a gap elsewhere, and nothing after its newest', () => {
  const at = Array.from({ length: 12 }, (_, index) => (index + 1) * 1000);
  const unknown = Array.from({ length: 6 }, () => null);
  // Its first reading, at 1 s, tells of no span; after six seconds of silence its reading at 11 s is a first one again.
  expect(twelveSeconds().duplicatePower('plug', 0, at)).toEqual([null, 90, 90, 90, 90, ...unknown, null]);
  expect(twelveSeconds().duplicatePower('nobody', 0, [1000, 2000])).toEqual([null, null]);
});

test('a reading between two steps is divided between them', () => {
  const history = new History();
  history.roster([wall, plug]);
  // 80 W at first, 100 W from 2 s on: 90 W on average in between, then 100 W.
  history.take([plug.says(0, 80), plug.says(2, 100), plug.says(4, 100)]);
  expect(history.duplicatePower('plug', 0, [1000, 3000, 4000, 5000])).toEqual([90, 95, 100, null]);
});

test('nothing of it is in the total or in any part, and nobody waits for it', () => {
  const { atMs, total, nodes } = twelveSeconds().settle(12_000);
  expect(atMs).toBe(12_000);
  expect(total).toMatchObject({ joules: 1200, watts: 100, coveredSeconds: 12 });
  expect(nodes.map(({ id, joules }) => [id, joules])).toEqual([
    ['machine', 1200],
    ['machine/platform/cpu-0', 480],
    ['machine/rest', 720],
  ]);
  const ids = twelveSeconds()
    .power(0, 12_000, 1000)
    .series.map(({ id }) => id);
  expect(ids).toEqual(['total', 'machine', 'machine/platform/cpu-0', 'machine/rest']);
});

describe('the newest reading', () => {
  test('is told with its span, and no longer once the meter has fallen silent', () => {
    const history = new History();
    history.roster([wall, plug]);
    const say = (second: number, ...more: ReturnType<typeof plug.says>[]) => {
      history.take([wall.says(second, 100 * second), ...more]);
      history.settle(second * 1000);
      return history.duplicates().map(({ channel, told }) => [channel.id, told]);
    };
    expect(say(0)).toEqual([['plug', null]]);
    expect(say(1, plug.says(0.9, 90))).toEqual([['plug', { fromMs: 900, toMs: 900, watts: null }]]);
    expect(say(2, plug.says(1.9, 94))).toEqual([['plug', { fromMs: 900, toMs: 1900, watts: 92 }]]);
    expect(say(3)).toEqual([['plug', { fromMs: 900, toMs: 1900, watts: 92 }]]);
    expect(say(4)).toEqual([['plug', null]]);
  });

  test('is of the whole part only: neither what lies elsewhere nor one of several power supplies', () => {
    const history = new History();
    const screen = gauge({ id: 'screen', domain: 'elsewhere/screen' });
    const left = gauge({ id: 'left', domain: 'machine', supply: { number: 1, of: 2 } });
    const doubted = gauge({ id: 'doubted', domain: 'machine', distrusted: 'It is wrong.' });
    history.roster([wall, screen, left, doubted, plug]);
    expect(history.duplicates().map(({ channel }) => channel.id)).toEqual(['plug']);
    history.roster([plug]);
    expect(history.duplicates()).toEqual([]);
  });
});

test('one that speaks for a while goes on afterwards, with a gap for the time in which it spoke', () => {
  const history = new History();
  const steady = counter({ id: 'plug', domain: 'machine' });
  history.roster([wall, steady]);
  const say = (second: number, isBoth: boolean) => {
    history.take([...(isBoth ? [wall.says(second, 0)] : []), steady.says(second, 50 * second)]);
    history.settle(second * 1000);
  };
  for (const second of [0, 1, 2]) say(second, true);
  history.roster([steady]);
  for (const second of [3, 4]) say(second, false);
  history.roster([wall, steady]);
  for (const second of [5, 6]) say(second, true);
  const at = [1000, 2000, 3000, 4000, 5000, 6000];
  expect(history.duplicatePower('plug', 0, at)).toEqual([50, 50, null, null, 50, 50]);
});

test('it is kept for as long as the chart of the last minutes reaches back, and no longer than two hours', () => {
  const history = new History();
  const steady = counter({ id: 'plug', domain: 'machine' });
  history.roster([wall, steady]);
  const end = 3 * 3600;
  for (let half = 0; half <= 2 * end; half += 1) history.take([steady.says(half / 2, half * 25)]);
  const watts = (agoSeconds: number) =>
    history.duplicatePower('plug', (end - agoSeconds - 5) * 1000, [(end - agoSeconds) * 1000])[0];
  expect(watts(0)).toBeCloseTo(50, 9);
  expect(watts(600)).toBeCloseTo(50, 9);
  expect(watts(7200)).toBeNull();
});
