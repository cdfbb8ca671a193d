// A computer whose counter any number of energy servers can read: its power changes from second to second, its energy is known.

import type { ManualClock } from '../../test/fakes/manual-clock.ts';
import { counter } from '../energy/channel.fixture.ts';
import type { Recorder } from './ledger.fixture.ts';

const DOMAIN = 'machine/platform';

export const cpu = counter({ id: 'test:platform', label: 'Main board', domain: DOMAIN });

/** 20 W that swing by 10 W: the joules used up to a moment of the timeline. */
export function joulesAt(ms: number): number {
  const seconds = ms / 1000;
  return 20 * seconds + 10 * (1 - Math.cos(seconds / 7)) * 7;
}

/** Beats of five seconds for so long; each of these energy servers reads at each of them. */
export function live(clock: ManualClock, seconds: number, ...recorders: readonly Recorder[]): void {
  for (let passed = 0; passed < seconds; passed += 5) {
    clock.pass(5_000);
    for (const recorder of recorders) beat(recorder);
  }
}

export function beat(recorder: Recorder): void {
  const ms = recorder.clock.now().timelineMs;
  recorder.beat([cpu.says(ms / 1000, 1_000 + joulesAt(ms))]);
}
