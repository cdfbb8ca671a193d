// Where only some of the meters that make the total are known, what those tell is not divided: idle power is known of all together.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../test/fakes/fake-host.ts';
import { procStat } from '../../test/fakes/proc-stat.ts';
import { putProcess, setLastPid } from '../../test/fakes/processes.ts';
import { counter, gauge } from '../energy/channel.fixture.ts';
import type { ReadChannel } from '../energy/channel.ts';
import type { Reading } from '../energy/reading.ts';
import { History } from '../history/history.ts';
import { ALL } from './asker.ts';
import { KernelEnergy } from './kernel-energy.ts';
import { SeenKernels } from './seen-kernels.ts';

const cpu = counter({ id: 'cpu', domain: 'machine/platform/cpu-0' });
const memory = gauge({ id: 'memory', domain: 'machine/platform/memory-0' });
const card = gauge({ id: 'card', domain: 'machine/gpu-1' });
let host: FakeHost;
beforeEach(() => {
  host = createFakeHost();
  putProcess(host.machine, { pid: 500 });
  setLastPid(host.machine, 1000);
});
afterEach(() => host[Symbol.dispose]());

/** Twenty seconds in which a kernel has all CPU time that is used; `idle`: by the make-up of the total. */
function twentySeconds(
  channels: readonly ReadChannel[],
  idle: Readonly<Record<string, number>>,
  read: (second: number) => readonly Reading[],
  become: (second: number) => readonly ReadChannel[] | null = () => null,
): { readonly energy: KernelEnergy; readonly history: History } {
  const history = new History();
  const means = Object.fromEntries(Object.entries(idle).map(([key, watts]) => [key, [watts]]));
  const energy = new KernelEnergy({
    host,
    history,
    baselines: { load: () => ({ version: 1, means }), save: () => {} },
  });
  energy.become(history.roster(channels));
  for (let second = 0; second <= 20; second += 1) {
    putProcess(host.machine, { pid: 600, parent: 500, session: 600, own: [second * 100, 0], start: 10 });
    for (const [path, text] of Object.entries(procStat(1, second * 100, 0))) host.machine.write(path, text);
    if (second === 0) new SeenKernels(energy, ALL).register('k', { pid: 600 });
    const others = become(second);
    if (others !== null) energy.become(history.roster(others));
    history.take(read(second));
    energy.beat(history.settle(second * 1000));
    host.clock.pass(1000);
  }
  return { energy, history };
}

test('a card that sleeps makes nobody’s idle power a kernel’s', () => {
  const idle = { 'machine/platform/cpu-0=cpu': 10, 'machine/gpu-1=card': 5 };
  const { energy } = twentySeconds([cpu, card], idle, (second) => [
    cpu.says(second, 30 * second),
    ...(second <= 5 ? [card.says(second, 5)] : []),
  ]);
  const told = new SeenKernels(energy, ALL).energySplit('k', 10_000, 15_000, 150);
  expect(told).toMatchObject({ kernel: expect.closeTo(100, 6), idle: expect.closeTo(50, 6) });
});

test('without one of the meters that its idle power is of, the rest is not divided', () => {
  const idle = { 'machine/platform/cpu-0=cpu + machine/platform/memory-0=memory': 15 };
  const { energy } = twentySeconds([cpu, memory], idle, (second) => [
    cpu.says(second, 30 * second),
    ...(second <= 5 ? [memory.says(second, 5)] : []),
  ]);
  const told = new SeenKernels(energy, ALL).energySplit('k', 10_000, 15_000, 150);
  expect(told).toMatchObject({ kernel: 0, others: 0, idle: 0, undivided: expect.closeTo(150, 6) });
});

test('a meter that comes and goes around another leaves no time behind that was counted already', () => {
  const wall = gauge({ id: 'wall', domain: 'machine' });
  const idle = { 'machine/platform/cpu-0=cpu': 10, 'machine=wall': 40 };
  const { energy } = twentySeconds(
    [cpu],
    idle,
    (second) => [cpu.says(second, 30 * second), wall.says(second, 70)],
    (second) => (second === 5 ? [cpu, wall] : second === 15 ? [cpu] : null),
  );
  const amount = new SeenKernels(energy, ALL).kernel('k')?.amount;
  expect(amount?.coveredMs).toBeLessThanOrEqual(20_000);
  const told = new SeenKernels(energy, ALL).energySplit('k', 16_000, 20_000, 120);
  expect(told).toMatchObject({ kernel: expect.closeTo(80, 6), idle: expect.closeTo(40, 6) });
});
