// A budget is told of once: in joules, watt-hours and grams, over a reload, and anew for another budget or opening.

import type { Carbon } from '@jupyter-energy/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BudgetWatch, type Spender } from './budget.ts';
import type { Keep, Since } from './openings.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function memory(): Keep {
  let text: string | null = null;
  return {
    read: () => text,
    write: (written) => {
      text = written;
    },
  };
}

const since = (joules: number | null, openedAt = 1_000): Since => ({
  openedAt,
  elapsedSeconds: 60,
  coveredSeconds: 60,
  joules,
  estimated: false,
});

const spender = (computer: number, own: number | null = null, openedAt = 1_000): Spender => ({
  path: 'work.ipynb',
  openedAs: 'work.ipynb',
  kernel: 'k',
  computer: since(computer, openedAt),
  own: since(own, openedAt),
});

function carbonOf(grams: number, kernelGrams: number | null = null): Carbon {
  return {
    ...{ grams, kernelGrams, knownJoules: 1, mixJoules: 1, renewableJoules: 0, lowCarbonJoules: 0 },
    kinds: ['yearly'],
    factors: ['life-cycle'],
  };
}

const never = () => Promise.reject(new Error('not asked for here'));

test('100 Wh are 360 kJ, told of once', async () => {
  const watch = new BudgetWatch(memory(), never);
  const budget = { amount: 100, unit: 'Wh' } as const;
  expect(await watch.check(spender(359_999), budget)).toBeNull();
  expect(await watch.check(spender(360_001), budget)).toMatchObject({ spent: 360_001, whose: 'computer' });
  expect(await watch.check(spender(400_000), budget)).toBeNull();
});

test('the notebook’s own part counts where it is known', async () => {
  const watch = new BudgetWatch(memory(), never);
  const budget = { amount: 1_000, unit: 'J' } as const;
  expect(await watch.check(spender(50_000, 999), budget)).toBeNull();
  expect(await watch.check(spender(50_000, 1_001), budget)).toMatchObject({
    spent: 1_001,
    whose: 'notebook',
  });
});

test('after a reload nothing is said again; another opening or another budget is another matter', async () => {
  const keep = memory();
  const budget = { amount: 10, unit: 'J' } as const;
  expect(await new BudgetWatch(keep, never).check(spender(11), budget)).not.toBeNull();
  const reloaded = new BudgetWatch(keep, never);
  expect(await reloaded.check(spender(12), budget)).toBeNull();
  expect(await reloaded.check(spender(21), { amount: 20, unit: 'J' })).not.toBeNull();
  expect(await reloaded.check(spender(12, null, 2_000), budget)).not.toBeNull();
});

test('a new name is no new opening, over a reload neither', async () => {
  const keep = memory();
  const budget = { amount: 10, unit: 'J' } as const;
  const watch = new BudgetWatch(keep, never);
  expect(await watch.check(spender(11), budget)).not.toBeNull();
  const renamed = { ...spender(12), path: 'better.ipynb' };
  expect(await watch.check(renamed, budget)).toBeNull();
  const reloaded = new BudgetWatch(keep, never);
  expect(await reloaded.check({ ...renamed, openedAs: 'better.ipynb' }, budget)).toBeNull();
});

test('no budget, or no known energy: nothing', async () => {
  const watch = new BudgetWatch(memory(), never);
  expect(await watch.check(spender(1e9), { amount: 0, unit: 'J' })).toBeNull();
  expect(await watch.check({ ...spender(1), computer: since(null) }, { amount: 1, unit: 'J' })).toBeNull();
});

test('grams are asked for only when they can have been reached, and once a minute at most', async () => {
  let grams = 2;
  const asked: unknown[] = [];
  const watch = new BudgetWatch(memory(), async (from, kernel) => {
    asked.push([from, kernel]);
    return carbonOf(grams);
  });
  // 11 g at 1100 g/kWh are 0.01 kWh, 36 kJ.
  const budget = { amount: 11, unit: 'gCO2e' } as const;
  expect(await watch.check(spender(35_999), budget)).toBeNull();
  expect(asked).toEqual([]);
  expect(await watch.check(spender(36_000), budget)).toBeNull();
  expect(asked).toEqual([[1_000, 'k']]);
  vi.advanceTimersByTime(60_000);
  // The other 9 g take 29.5 kJ at least.
  await watch.check(spender(60_000), budget);
  expect(asked).toHaveLength(1);
  grams = 12;
  expect(await watch.check(spender(66_000), budget)).toMatchObject({ spent: 12, estimated: true });
  expect(asked).toHaveLength(2);
});

test('grams that nobody knows are no grams', async () => {
  const watch = new BudgetWatch(memory(), async () => null);
  expect(await watch.check(spender(1e9), { amount: 1, unit: 'gCO2e' })).toBeNull();
  const failing = new BudgetWatch(memory(), never);
  expect(await failing.check(spender(1e9), { amount: 1, unit: 'gCO2e' })).toBeNull();
});

test('what others wrote into the storage is no history of ours', async () => {
  const keep = memory();
  keep.write('{broken');
  expect(await new BudgetWatch(keep, never).check(spender(2), { amount: 1, unit: 'J' })).not.toBeNull();
});
