// Whatever happens to kernels, meters and users: whoever asks, the parts sum to what the computer used, and nothing is negative.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFakeHost } from '../../test/fakes/fake-host.ts';
import { endProcess, putProcess, setLastPid } from '../../test/fakes/processes.ts';
import { counter, gauge } from '../energy/channel.fixture.ts';
import { History } from '../history/history.ts';
import { ALL, type Asker } from './asker.ts';
import { KernelEnergy } from './kernel-energy.ts';
import { SeenKernels } from './seen-kernels.ts';

const IDS = ['a', 'b', 'c'];
const USERS = [1001, 1002];
const domain = 'machine/gpu-1';
const cpu = counter();
const card = gauge({ id: 'card', domain });

const step = fc.record({
  what: fc.constantFrom('nothing', 'start', 'restart', 'kill', 'end', 'busy', 'idle', 'other meters'),
  kernel: fc.integer({ min: 0, max: 2 }),
  user: fc.integer({ min: 0, max: 1 }),
  notebook: fc.constantFrom('n', 'm', undefined),
  joules: fc.double({ min: 0, max: 200, noNaN: true }),
  watts: fc.double({ min: 0, max: 300, noNaN: true }),
  used: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 3, maxLength: 3 }),
  others: fc.integer({ min: 0, max: 300 }),
  isRead: fc.boolean(),
  onGpu: fc.constantFrom('nobody', 'one', 'several', 'unknown'),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class Computer implements Disposable {
  readonly #host = { ...createFakeHost(), identity: { uid: 0, capabilities: new Set<string>() } };
  readonly history = new History();
  readonly energy: KernelEnergy;
  readonly #pids = new Map<string, number>();
  readonly #ticks = new Map<number, number>();
  #seconds = 0;
  #joules = 0;
  #busy = 0;
  #pid = 1000;
  #withCard = true;

  constructor(idle: number | null) {
    const means =
      idle === null ? {} : { 'machine/platform/cpu-0=test:cpu-0': [idle], [`${domain}=card`]: [idle] };
    const baselines = { load: () => ({ version: 1, means }), save: () => {} };
    this.energy = new KernelEnergy({ host: this.#host, history: this.history, baselines });
    this.#become();
  }

  [Symbol.dispose](): void {
    this.#host[Symbol.dispose]();
  }

  take(told: Step): void {
    this.#change(told, IDS[told.kernel] ?? 'a', { ...ALL, user: USERS[told.user] ?? 0 });
    this.#work(told);
    this.#seconds += 1;
    this.#joules += told.joules;
    this.#host.clock.pass(1_000);
    const readings = told.isRead ? [cpu.says(this.#seconds, this.#joules)] : [];
    this.history.take([...readings, ...(this.#withCard ? [card.says(this.#seconds, told.watts)] : [])]);
    this.energy.beat(this.history.settle(this.#seconds * 1_000), [{ domain, processes: this.#onGpu(told) }]);
  }

  #change({ what, notebook }: Step, id: string, asker: Asker): void {
    const seen = new SeenKernels(this.energy, asker);
    const pid = this.#pids.get(id);
    const atMs = this.#host.clock.now().timelineMs;
    if (what === 'other meters') {
      this.#withCard = !this.#withCard;
      this.#become();
    } else if (what === 'start' || what === 'restart') {
      if (what === 'restart' && pid !== undefined) endProcess(this.#host.machine, pid);
      this.#start(seen, id, notebook, Number(asker.user));
    } else if (what === 'kill' && pid !== undefined) endProcess(this.#host.machine, pid);
    else if (what === 'end') seen.remove(id);
    else if (what === 'busy' || what === 'idle') seen.note(id, { state: what, atMs, run: 'r' });
  }

  #start(seen: SeenKernels, id: string, notebook: string | undefined, uid: number): void {
    this.#pid += 1;
    this.#pids.set(id, this.#pid);
    this.#put(this.#pid, uid);
    if (seen.mayTell(id))
      seen.register(id, { pid: this.#pid, ...(notebook === undefined ? {} : { notebook }) });
  }

  #work({ used, others }: Step): void {
    for (const [index, id] of IDS.entries()) {
      const pid = this.#pids.get(id);
      const owner = this.energy.book.entry(id)?.owner ?? null;
      if (pid === undefined || owner === null || this.energy.book.entry(id)?.state !== 'found') continue;
      this.#ticks.set(pid, (this.#ticks.get(pid) ?? 0) + (used[index] ?? 0));
      this.#put(pid, owner);
      this.#busy += used[index] ?? 0;
    }
    this.#busy += others;
    this.#host.machine.write('proc/stat', `cpu  ${this.#busy} 0 0 ${this.#seconds * 100} 0 0 0 0 0 0\n`);
    setLastPid(this.#host.machine, this.#pid);
  }

  #put(pid: number, uid: number): void {
    const own = [this.#ticks.get(pid) ?? 0, 0] as const;
    putProcess(this.#host.machine, { pid, parent: 500, session: pid, start: pid, own, uid });
  }

  #onGpu({ onGpu, used, others }: Step) {
    const pids = [...this.#pids.values()];
    if (onGpu === 'unknown') return null;
    if (onGpu === 'nobody') return [];
    if (onGpu === 'one') return pids.slice(0, 1).map((pid) => ({ pid, amount: null }));
    return [...pids.map((pid, index) => ({ pid, amount: used[index] ?? 0 })), { pid: 4711, amount: others }];
  }

  #become(): void {
    this.energy.become(this.history.roster(this.#withCard ? [cpu, card] : [cpu]));
  }
}

function sumOf(parts: object): number {
  const values = Object.values(parts) as number[];
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  return values.reduce((sum, value) => sum + value, 0);
}

function check(computer: Computer, asker: Asker, fromMs: number, toMs: number): void {
  const seen = new SeenKernels(computer.energy, asker);
  const total = computer.history.energy(fromMs, toMs).total?.joules ?? 0;
  for (const id of [...IDS, null]) {
    expect(sumOf(seen.energySplit(id, fromMs, toMs, total))).toBeCloseTo(total, 6);
    const interval = id === null ? null : seen.interval(id, fromMs, toMs);
    if (interval?.split == null) continue;
    expect(sumOf(interval.split)).toBeCloseTo(interval.computer?.joules ?? Number.NaN, 6);
    expect(interval.joules).toBe(interval.split.kernel);
    const ofParts = interval.parts.reduce((sum, { joules }) => sum + joules, 0);
    if (interval.parts.length > 0) expect(ofParts).toBeCloseTo(interval.joules ?? Number.NaN, 6);
  }
  const { split } = seen;
  if (split === null) return;
  const soFar = Object.values(split).reduce((sum, { amount }) => sum + amount.joules, 0);
  expect(soFar).toBeCloseTo(computer.history.latest()?.total?.joules ?? 0, 6);
}

test('over anything that kernels, users, meters and graphics cards do', () => {
  const steps = fc.array(step, { minLength: 3, maxLength: 25 });
  const moment = fc.double({ min: 0, max: 1, noNaN: true });
  const idle = fc.option(fc.double({ min: 0, max: 100, noNaN: true }));
  const property = fc.property(idle, steps, moment, moment, (watts, told, a, b) => {
    using computer = new Computer(watts);
    for (const one of told) computer.take(one);
    const [fromMs = 0, toMs = 0] = [a, b].map((part) => part * told.length * 1_000).sort((x, y) => x - y);
    const askers: Asker[] = [ALL, { ...ALL, user: 'none' }, ...USERS.map((user) => ({ ...ALL, user }))];
    for (const asker of askers) check(computer, asker, fromMs, toMs);
    const shares = computer.energy.shares(0, told.length * 1_000);
    const all = shares.reduce((sum, { amount }) => sum + amount.joules, 0);
    expect(all).toBeCloseTo(computer.history.latest()?.total?.joules ?? 0, 6);
  });
  fc.assert(property, { numRuns: 60 });
}, 120_000);
