// Kernels over a real Unix socket: what is told of them, what is answered about them, and every kind of bad word.

import {
  Beat,
  Energy,
  Interval,
  Kernel,
  KernelMark,
  Kernels,
  Power,
  Problem,
  Runs,
} from '@jupyter-energy/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, openStream } from '../../test/fakes/http-client.ts';
import { putProcess, setLastPid } from '../../test/fakes/processes.ts';
import { CPU_WATTS, RunningServer } from '../../test/fakes/running-server.ts';
import { ALL } from './kernels-view.ts';

let server: RunningServer;
beforeEach(async () => {
  server = await new RunningServer().start();
  burn(0);
  putProcess(server.machine, { pid: 1, parent: 0 });
  putProcess(server.machine, { pid: 500 });
  setLastPid(server.machine, 700);
});
afterEach(async () => {
  expect(server.faults).toEqual([]);
  await server[Symbol.asyncDispose]();
});

/** So many ticks of the kernel's process, of twice as many that the machine was busy. */
function burn(ticks: number): void {
  server.machine.write('proc/stat', `cpu  ${2 * ticks} 0 0 100000 0 0 0 0 0 0\n`);
  putProcess(server.machine, { pid: 600, parent: 500, session: 600, own: [ticks, 0] });
}

function tell(method: string, path: string, body?: unknown, type = 'application/json') {
  return ask(server, path, {
    method,
    headers: { 'Content-Type': type },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

async function kernels() {
  return Kernels.parse((await ask(server, '/v1/kernels')).json());
}

async function interval(from: number, to?: number, kernel = 'k') {
  const until = to === undefined ? '' : `&to=${to}`;
  return Interval.parse((await ask(server, `/v1/intervals?kernel=${kernel}&from=${from}${until}`)).json());
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 60));

describe('a kernel', () => {
  test('is told, works, is asked for, and ends', async () => {
    expect(await kernels()).toMatchObject({ kernels: [], split: null, basis: null });
    const told = { pid: 600, path: 'a/b.ipynb', name: 'Python 3' };
    const kernel = Kernel.parse((await tell('PUT', '/v1/kernels/k', told)).json());
    expect(kernel).toMatchObject({ ...told, state: 'found', foundBy: 'bridge', joules: null, processes: 1 });
    expect(kernel.reason).toMatch(/^Including idle/);
    await pause();
    await tell('POST', '/v1/kernels/k/state', { state: 'busy', at: Date.now() });
    burn(50);
    const { kernels: list } = await kernels();
    expect(list[0]).toMatchObject({ activity: 'busy', cpuSeconds: 0 });
    const ended = Kernel.parse((await tell('DELETE', '/v1/kernels/k')).json());
    expect(ended).toMatchObject({
      state: 'gone',
      reason: 'The Jupyter server has ended it.',
      cpuSeconds: 0.5,
    });
    expect(Kernel.parse((await tell('DELETE', '/v1/kernels/k')).json())).toMatchObject({ state: 'gone' });
  });

  test.each([
    [{ elsewhere: true }, 'elsewhere', 'another machine'],
    [{}, 'unknown', 'does not know its process'],
    [{ pid: 4321 }, 'unknown', 'hidden from us (hidepid)'],
  ])('told with %j is %s', async (told, state, reason) => {
    const kernel = Kernel.parse((await tell('PUT', '/v1/kernels/k', told)).json());
    expect(kernel).toMatchObject({
      state,
      reason: expect.stringContaining(reason),
      watts: null,
      joules: null,
    });
  });

  test('whose process ends is gone at the next beat', async () => {
    await tell('PUT', '/v1/kernels/k', { pid: 600 });
    server.machine.remove('proc/600');
    await server.station.mark();
    expect((await kernels()).kernels[0]).toMatchObject({ state: 'gone', reason: 'Its process has ended.' });
  });

  test('that becomes busy causes a reading, and the answer comes when it is taken', async () => {
    await tell('PUT', '/v1/kernels/k', { pid: 600 });
    const before = server.source.reads;
    const answer = await tell('POST', '/v1/kernels/k/state', { state: 'busy', at: Date.now() });
    expect(server.source.reads).toBe(before + 1);
    expect(Math.abs(KernelMark.parse(answer.json()).at - Date.now())).toBeLessThan(5_000);
  });
});

describe('an interval', () => {
  test('has its part of what is above idle, and the parts sum to the computer’s energy', async () => {
    await using learnt = await new RunningServer(10, 8).start();
    const say = (path: string, method: string, told: object) =>
      ask(learnt, path, {
        method,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(told),
      });
    const work = (ticks: number) => {
      learnt.machine.write('proc/stat', `cpu  ${2 * ticks} 0 0 0 0 0 0 0 0 0\n`);
      putProcess(learnt.machine, { pid: 600, parent: 500, session: 600, own: [ticks, 0] });
    };
    work(0);
    await say('/v1/kernels/k', 'PUT', { pid: 600 });
    await pause();
    const from = Date.now();
    await say('/v1/kernels/k/state', 'POST', { state: 'busy', at: from });
    work(100);
    await pause();
    await learnt.station.mark();
    const to =
      learnt.station.now().wallMs -
      learnt.station.now().timelineMs +
      (learnt.station.history.latest()?.atMs ?? 0);
    const answer = Interval.parse((await ask(learnt, `/v1/intervals?kernel=k&from=${from}&to=${to}`)).json());
    const { joules, computer, split, flags } = answer;
    // Half of the CPU time, so half of the 12 W above the idle 8 W.
    expect((joules ?? 0) / answer.coveredSeconds).toBeCloseTo((CPU_WATTS - 8) / 2, 0);
    expect(answer.basis).toEqual({ total: 'measured', share: 'attributed' });
    expect(Object.values(split ?? {}).reduce((a, b) => a + b, 0)).toBeCloseTo(
      computer?.joules ?? Number.NaN,
      6,
    );
    expect(answer.parts).toEqual([expect.objectContaining({ id: 'machine/platform/cpu-0', joules })]);
    expect(flags).toMatchObject({ shared: false, overlap: false, incomplete: false });
    const {
      split: now,
      idleBaseline,
      kernels: list,
    } = Kernels.parse((await ask(learnt, '/v1/kernels')).json());
    expect(idleBaseline).toEqual({ watts: 8, moments: 1, estimated: false });
    expect(now?.kernels.joules).toBeCloseTo(list[0]?.joules ?? Number.NaN, 9);
    expect(now?.idle.watts).toBeCloseTo(8, 6);
  });

  test('without an idle baseline has the computer’s energy, and says why it has no other', async () => {
    await tell('PUT', '/v1/kernels/k', { pid: 600 });
    await server.station.mark();
    const answer = await interval(Date.now() - 30);
    expect(answer).toMatchObject({ joules: null, split: null, basis: null });
    expect(answer.computer?.basis).toBe('measured');
    expect(answer.reason).toMatch(/^Including idle/);
  });

  test('of a kernel that does not exist is unknown', async () => {
    expect(await interval(Date.now() - 1000, undefined, 'nobody')).toMatchObject({
      joules: null,
      reason: 'No kernel nobody is known.',
    });
  });

  test.each([
    ['/v1/intervals?from=0', 'kernel'],
    ['/v1/intervals?kernel=a%2Fb&from=0', 'kernel'],
    ['/v1/intervals?kernel=k&kernel=l&from=0', 'kernel'],
    ['/v1/intervals?kernel=k', 'from'],
    ['/v1/intervals?kernel=k&from=5&to=5', 'to'],
    ['/v1/intervals?kernel=k&from=x', 'from'],
  ])('%s → 400', async (path, field) => {
    expect(Problem.parse((await ask(server, path)).json())).toMatchObject({ status: 400, field });
  });
});

describe('whose energy it was', () => {
  const headers = { 'Content-Type': 'application/json' };
  const sum = (values: readonly (number | null)[]) =>
    values.reduce<number>((all, value) => all + (value ?? Number.NaN), 0);

  test('seen from a notebook, sums to the total in every bucket and every step', async () => {
    await using learnt = await new RunningServer(10, 8).start();
    const work = (ticks: number) => {
      learnt.machine.write('proc/stat', `cpu  ${2 * ticks} 0 0 0 0 0 0 0 0 0\n`);
      putProcess(learnt.machine, { pid: 600, parent: 500, session: 600, own: [ticks, 0] });
    };
    work(0);
    const body = JSON.stringify({ pid: 600, notebook: 'n' });
    await ask(learnt, '/v1/kernels/k', { method: 'PUT', headers, body });
    const from = Date.now();
    for (const ticks of [10, 20]) {
      await pause();
      work(ticks);
      await learnt.station.mark();
    }
    const { buckets } = Energy.parse(
      (await ask(learnt, `/v1/energy?from=${from}&step=0.05&kernel=k`)).json(),
    );
    expect(buckets.some(({ split }) => (split?.kernel ?? 0) > 0)).toBe(true);
    for (const { total, split } of buckets)
      expect(sum(Object.values(split ?? {}))).toBeCloseTo(total?.joules ?? 0, 9);
    const { series } = Power.parse((await ask(learnt, '/v1/power?seconds=0.2&step=0.05&kernel=k')).json());
    const shares = series.filter(({ id }) => id.startsWith('split/'));
    expect(shares.map(({ id, parent, basis }) => [id, parent, basis])).toEqual(
      ['kernel', 'otherKernels', 'others', 'idle', 'undivided'].map((key) => [
        `split/${key}`,
        null,
        'attributed',
      ]),
    );
    for (const [step, watts] of series[0]?.watts.entries() ?? [])
      if (watts === null) expect(shares.map((one) => one.watts[step])).toEqual(Array(5).fill(null));
      else expect(sum(shares.map((one) => one.watts[step] ?? null))).toBeCloseTo(watts, 9);
  });

  test('seen from a kernel that nobody knows is unknown, not nothing', async () => {
    await server.station.mark();
    const asked = `from=${Date.now() - 100}&kernel=nobody`;
    const { buckets } = Energy.parse((await ask(server, `/v1/energy?${asked}`)).json());
    expect(buckets[0]).toMatchObject({ total: { basis: 'measured' }, split: null });
    const { series } = Power.parse((await ask(server, '/v1/power?seconds=0.1&kernel=nobody')).json());
    expect(series.filter(({ id }) => id.startsWith('split/'))).toEqual([]);
  });

  test('without a baseline nothing is divided', async () => {
    await server.station.mark();
    const { buckets } = Energy.parse((await ask(server, `/v1/energy?from=${Date.now() - 100}`)).json());
    const { total, split } = buckets[0] ?? {};
    expect(split).toMatchObject({ kernel: 0, idle: 0, undivided: total?.joules });
  });
});

describe('runs', () => {
  const run = (state: string, id: string, count?: number) =>
    tell('POST', '/v1/kernels/k/state', { state, at: Date.now(), run: id, ...(count ? { count } : {}) });
  const asked = async (query: string) => Runs.parse((await ask(server, `/v1/runs?${query}`)).json());

  test('are told with their begin, their end and their count', async () => {
    await tell('PUT', '/v1/kernels/k', { pid: 600 });
    const from = Date.now() - 5;
    await run('busy', 'a_1', 1);
    await run('busy', 'b_2', 2);
    await pause();
    await run('idle', 'a_1');
    const { runs, reason } = await asked(`kernel=k&from=${from}`);
    expect(reason).toBeNull();
    expect(runs.map(({ id, count, running }) => [id, count, running])).toEqual([
      ['a_1', 1, false],
      ['b_2', 2, true],
    ]);
    expect(runs[0]?.energy).toMatchObject({ kernel: 'k', computer: { basis: 'measured' } });
    expect(runs[0]?.energy.reason).toMatch(/^Including idle/);
    expect(runs[0]?.energy.seconds).toBeGreaterThan(0.05);
    expect((await asked(`kernel=k&from=0&to=${from}`)).runs).toEqual([]);
  });

  test('of a kernel that does not exist are unknown', async () => {
    const nobody = { kernel: 'nobody', runs: [], reason: 'No kernel nobody is known.' };
    expect(await asked('kernel=nobody&from=0')).toEqual(nobody);
  });

  test('that outlived an earlier energy server are told as they were kept', async () => {
    await tell('PUT', '/v1/kernels/k', { pid: 600 });
    await run('busy', 'a', 1);
    await pause();
    await run('idle', 'a');
    await pause();
    await server.station.mark();
    const [before] = server.keptRuns;
    await using later = await new RunningServer().start();
    later.keptRuns.push(...server.keptRuns);
    const told = Runs.parse((await ask(later, '/v1/runs?kernel=k&from=0')).json());
    expect(told).toEqual({ kernel: 'k', runs: [before?.run], reason: null });
  });

  test.each(['kernel=k', 'from=0', 'kernel=k&from=x', 'kernel=k&from=5&to=5'])('?%s → 400', async (query) => {
    expect((await ask(server, `/v1/runs?${query}`)).status).toBe(400);
  });
});

test('the beat of the stream carries the kernels that are here, and the split', async () => {
  await using learnt = await new RunningServer(10, 8).start();
  putProcess(learnt.machine, { pid: 600, parent: 500, session: 600 });
  learnt.machine.write('proc/stat', 'cpu  100 0 0 0 0 0 0 0 0 0\n');
  const headers = { 'Content-Type': 'application/json' };
  for (const [id, told] of Object.entries({ k: { pid: 600 }, away: { elsewhere: true } }))
    await ask(learnt, `/v1/kernels/${id}`, { method: 'PUT', headers, body: JSON.stringify(told) });
  await pause();
  await learnt.station.mark();
  const stream = await openStream(learnt);
  const { kernels: list, split, total } = Beat.parse(await stream.next('beat'));
  stream.abort();
  expect(list).toEqual([{ id: 'k', watts: 0, joules: 0, coveredSeconds: expect.any(Number) }]);
  const watts = Object.values(split ?? {}).reduce((sum, part) => sum + (part.watts ?? Number.NaN), 0);
  expect(watts).toBeCloseTo(total?.watts ?? Number.NaN, 6);
});

describe('bad words', () => {
  test.each([
    ['PUT', '/v1/kernels/k', '{', 400],
    ['PUT', '/v1/kernels/k', '', 400],
    ['PUT', '/v1/kernels/k', [], 400],
    ['PUT', '/v1/kernels/k', { pid: '600' }, 400],
    ['PUT', '/v1/kernels/k', { pid: 1 }, 400],
    ['PUT', '/v1/kernels/k', { pid: -600 }, 400],
    ['PUT', '/v1/kernels/k', { pid: 600.5 }, 400],
    ['PUT', '/v1/kernels/k', { pid: 600, uid: 0 }, 400],
    ['PUT', '/v1/kernels/k', { path: 'x'.repeat(1_001) }, 400],
    ['PUT', '/v1/kernels/k', { elsewhere: false }, 400],
    ['PUT', '/v1/kernels/k', { path: 'x'.repeat(100_000) }, 413],
    ['PUT', '/v1/kernels/a%20b', {}, 400],
    ['PUT', `/v1/kernels/${'k'.repeat(101)}`, {}, 400],
    ['PUT', '/v1/kernels/', {}, 404],
    ['POST', '/v1/kernels/k', {}, 405],
    ['GET', '/v1/kernels/k', undefined, 405],
    ['PUT', '/v1/kernels/k/state', {}, 405],
    ['POST', '/v1/kernels/k/state', { state: 'dead', at: 1 }, 400],
    ['POST', '/v1/kernels/k/state', { state: 'busy' }, 400],
    ['POST', '/v1/kernels/k/state', { state: 'busy', at: 0 }, 400],
    ['POST', '/v1/kernels/k/state', { state: 'busy', at: null }, 400],
    ['POST', '/v1/kernels/k/state', { state: 'busy', at: 1, run: 'a b' }, 400],
    ['POST', '/v1/kernels/k/state', { state: 'busy', at: 1, run: 'a', count: 1.5 }, 400],
    ['POST', '/v1/kernels/nobody/state', { state: 'busy', at: Date.now() }, 404],
    ['DELETE', '/v1/kernels/nobody', undefined, 404],
    ['PUT', '/v1/kernels/k/x', {}, 404],
  ])('%s %s %j → %d', async (method, path, body, status) => {
    const answer = await tell(method, path, body);
    expect([answer.status, Problem.parse(answer.json()).status]).toEqual([status, status]);
    expect((await kernels()).kernels).toEqual([]);
  });

  test('what is no JSON is refused before it is read', async () => {
    expect((await tell('PUT', '/v1/kernels/k', '{}', 'text/plain')).status).toBe(415);
  });

  test('more kernels than fit: those that ended make room, those that live do not', async () => {
    for (let n = 0; n < 200; n += 1) await tell('PUT', `/v1/kernels/k${n}`, { elsewhere: true });
    expect((await tell('PUT', '/v1/kernels/one-more', { pid: 600 })).status).toBe(200);
    const ids = (await kernels()).kernels.map(({ id }) => id);
    expect([ids.length, ids.includes('k0'), ids.includes('one-more')]).toEqual([200, false, true]);
  });
});

describe('a socket that is shared with a group', () => {
  const headers = { 'Content-Type': 'application/json' };
  const told = { method: 'PUT', headers, body: JSON.stringify({ pid: 600 }) };

  async function shared(peer: { pid: number; uid: number } | null): Promise<RunningServer> {
    const made = new RunningServer();
    putProcess(made.machine, { pid: 600, parent: 500, session: 600, uid: 1000 });
    const group = String(process.getgid?.() ?? 0);
    const socket = { file: made.socketPath, group, ownFolder: false, uid: 1000 };
    return await made.start({ socket, peerOf: () => peer });
  }

  test('takes no word and shows no kernel where the system does not tell who asks', async () => {
    await using strict = await shared(null);
    expect((await ask(strict, '/v1/kernels/k', told)).status).toBe(403);
    strict.station.kernelsFor(ALL).register('k', { pid: 600 });
    expect(Kernels.parse((await ask(strict, '/v1/kernels')).json()).kernels).toEqual([]);
  });

  test.each([
    ['our own user', 1000],
    ['root', 0],
  ])('tells everything to %s', async (_, uid) => {
    await using open = await shared({ pid: 1, uid });
    expect((await ask(open, '/v1/kernels/k', told)).status).toBe(200);
    expect(Kernels.parse((await ask(open, '/v1/kernels')).json()).kernels).toHaveLength(1);
  });

  test('follows for a user his own processes only, also where it is not root’s', async () => {
    await using open = await shared({ pid: 1, uid: 1001 });
    putProcess(open.machine, { pid: 700, parent: 500, session: 700, uid: 1001 });
    const answer = async (id: string, pid: number) => {
      const asked = { ...told, body: JSON.stringify({ pid }) };
      return Kernel.parse((await ask(open, `/v1/kernels/${id}`, asked)).json());
    };
    expect(await answer('own', 700)).toMatchObject({ state: 'found' });
    expect(await answer('other', 600)).toMatchObject({
      state: 'unknown',
      reason: 'Process 600 belongs to another user.',
    });
  });

  test('knows of a user in a container which of our processes he means', async () => {
    await using open = await shared({ pid: 450, uid: 1001 });
    const { machine } = open;
    const inside = [
      [450, 1],
      [617, 17],
    ] as const;
    for (const [pid, there] of inside) {
      putProcess(machine, { pid, parent: pid === 450 ? 1 : 450, session: pid });
      machine.write(`proc/${pid}/status`, `Uid:\t1001\t1001\t1001\t1001\nNSpid:\t${pid}\t${there}\n`);
    }
    putProcess(machine, { pid: 17, uid: 1001 });
    await ask(open, '/v1/kernels/k', { ...told, body: JSON.stringify({ pid: 17 }) });
    putProcess(machine, { pid: 17, own: [500, 0] });
    await open.station.mark();
    const [kernel] = Kernels.parse((await ask(open, '/v1/kernels')).json()).kernels;
    expect(kernel).toMatchObject({ state: 'found', processes: 1, cpuSeconds: 0 });
  });
});
