// Whose energy it was, over a real Unix socket: in buckets, in steps, in the stream, and run by run.

import { Beat, Energy, Power, Runs } from '@jupyter-energy/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, openStream } from '../../test/fakes/http-client.ts';
import { putProcess, setLastPid } from '../../test/fakes/processes.ts';
import { RunningServer } from '../../test/fakes/running-server.ts';

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

const pause = () => new Promise((resolve) => setTimeout(resolve, 60));

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

  test('without a baseline nobody knows what of the grams was a notebook’s', async () => {
    server.machine.link('etc/localtime', '/usr/share/zoneinfo/Europe/Berlin');
    await tell('PUT', '/v1/kernels/k', { pid: 600 });
    await server.station.mark();
    const asked = `from=${Date.now() - 100}&kernel=k`;
    const { buckets } = Energy.parse((await ask(server, `/v1/energy?${asked}`)).json());
    expect(buckets[0]?.carbon?.grams).toBeGreaterThan(0);
    expect(buckets[0]?.carbon?.kernelGrams).toBeNull();
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

  test('that began hours before this energy server did are told, and that not all of their time is known', async () => {
    await tell('PUT', '/v1/kernels/k', { pid: 600 });
    const at = Date.now() - 3 * 3_600_000;
    const began = await tell('POST', '/v1/kernels/k/state', { state: 'busy', at, run: 'long', count: 7 });
    expect(began.status).toBe(200);
    await run('idle', 'long');
    const { runs } = await asked(`kernel=k&from=${at}`);
    expect(runs).toMatchObject([
      { id: 'long', count: 7, running: false, energy: { flags: { incomplete: true } } },
    ]);
    expect(runs[0]?.energy.seconds).toBeGreaterThanOrEqual(3 * 3_600);
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
