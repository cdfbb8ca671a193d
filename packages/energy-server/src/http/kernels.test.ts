// Kernels over a real Unix socket: what is told of them, what is answered about them, and every kind of bad word.

import { Interval, Kernel, KernelMark, Kernels, Problem } from '@jupyter-energy/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask } from '../../test/fakes/http-client.ts';
import { putProcess, setLastPid } from '../../test/fakes/processes.ts';
import { CPU_WATTS, RunningServer } from '../../test/fakes/running-server.ts';

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
    expect(answer.parts).toEqual([
      expect.objectContaining({ id: 'machine/platform/cpu-0', joules: expect.closeTo(joules ?? 0, 9) }),
    ]);
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
