// A card that sleeps tells nothing: as long as it stays among the channels nobody knows the total, so it leaves them.

import { expect, test } from 'vitest';
import { counter, gauge } from '../energy/channel.fixture.ts';
import { History } from './history.ts';

const cpu = counter();
const card = gauge({ id: 'card', domain: 'machine/gpu-1' });

/** Beats a second apart: a processor of 30 W, a card of 50 W while it is awake. */
function pass(history: History, fromSeconds: number, toSeconds: number, awake: boolean): void {
  for (let s = fromSeconds; s <= toSeconds; s += 1) {
    history.take([cpu.says(s, 30 * s), ...(awake ? [card.says(s, 50)] : [])]);
    history.settle(s * 1000);
  }
}

test('the total is what the others tell while it is away, and has it back when it wakes', () => {
  const history = new History();
  history.roster([cpu, card]);
  pass(history, 0, 10, true);
  expect(history.latest()?.total).toMatchObject({ joules: 800, coveredSeconds: 10, watts: 80 });
  pass(history, 11, 60, false);
  expect(history.latest()?.total?.watts).toBeNull();
  history.roster([cpu]);
  pass(history, 61, 90, false);
  expect(history.latest()?.total).toMatchObject({ watts: 30 });
  const asleep = history.latest()?.total;
  history.roster([cpu, card]);
  pass(history, 91, 100, true);
  expect(history.latest()?.total?.watts).toBe(80);
  // Of its first second only its end was read.
  expect((history.latest()?.total?.joules ?? 0) - (asleep?.joules ?? 0)).toBe(10 * 30 + 9 * 50);
});
