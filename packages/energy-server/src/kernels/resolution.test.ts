// Cells behind a meter that averages or lags: shorter ones are too short to tell, however many readings it gave.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../test/fakes/fake-host.ts';
import { procStat } from '../../test/fakes/proc-stat.ts';
import { putProcess, setLastPid } from '../../test/fakes/processes.ts';
import { counter, gauge } from '../energy/channel.fixture.ts';
import type { ReadChannel } from '../energy/channel.ts';
import { History } from '../history/history.ts';
import { ALL } from './asker.ts';
import { KernelEnergy } from './kernel-energy.ts';
import { SeenKernels } from './seen-kernels.ts';

const cpu = counter({ id: 'cpu', domain: 'machine/platform/cpu-0' });
const plug = gauge({ id: 'plug', domain: 'machine', resolvesMs: 5_000 });
const card = gauge({ id: 'card', domain: 'machine/gpu-1', resolvesMs: 1_000 });

let host: FakeHost;
beforeEach(() => {
  host = createFakeHost();
  putProcess(host.machine, { pid: 500 });
  setLastPid(host.machine, 1000);
});
afterEach(() => host[Symbol.dispose]());

/** Twenty seconds, read twice a second, in which a kernel has all CPU time; `onCard`: it computes on the card as well. */
function isTooShort(channels: readonly ReadChannel[], onCard: boolean) {
  const history = new History();
  const means = {
    'machine/platform/cpu-0=cpu': [10],
    'machine/platform/cpu-0=cpu + machine/gpu-1=card': [15],
    'machine/gpu-1=card': [5],
    'machine=plug': [20],
  };
  const store = { load: () => ({ version: 1 as const, means }), save: () => {} };
  const energy = new KernelEnergy({ host, history, baselines: store });
  energy.become(history.roster(channels));
  for (let beat = 0; beat <= 40; beat += 1) {
    const second = beat / 2;
    putProcess(host.machine, { pid: 600, parent: 500, session: 600, own: [second * 100, 0], start: 10 });
    for (const [path, text] of Object.entries(procStat(1, second * 100, 0))) host.machine.write(path, text);
    if (beat === 0) new SeenKernels(energy, ALL).register('k', { pid: 600 });
    history.take([cpu.says(second, 30 * second), card.says(second, 50), plug.says(second, 100)]);
    const processes = onCard ? [{ pid: 600, amount: 1 }] : [];
    energy.beat(history.settle(second * 1000), [{ domain: 'machine/gpu-1', processes }]);
    host.clock.pass(500);
  }
  return (fromMs: number, toMs: number) => energy.interval(ALL, 'k', fromMs, toMs).flags.tooShort;
}

test('P11: behind a plug, five seconds are the least', () => {
  const tooShort = isTooShort([cpu, plug], false);
  expect([tooShort(9_000, 13_000), tooShort(9_000, 13_990), tooShort(9_000, 14_000)]).toEqual([
    true,
    true,
    false,
  ]);
});

test('N13: on a card that tells a mean over a second, one second', () => {
  const tooShort = isTooShort([cpu, card], true);
  expect([tooShort(9_000, 9_500), tooShort(9_000, 9_990), tooShort(9_000, 10_000)]).toEqual([
    true,
    true,
    false,
  ]);
});

test('that a kernel does not use, it does not matter', () => {
  expect(isTooShort([cpu, card], false)(9_000, 9_500)).toBe(false);
});

test('meters without such a limit set none', () => {
  expect(isTooShort([cpu], false)(9_000, 9_500)).toBe(false);
});
