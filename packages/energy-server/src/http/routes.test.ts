// The routes over a real Unix socket: every reply keeps the contract, every wrong request gets a problem.

import { Beat, Energy, Power, Problem, Sources, Status } from '@jupyter-energy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ask, openStream } from '../../test/fakes/http-client.ts';
import { CORES_WATTS, CPU_WATTS, RunningServer } from '../../test/fakes/running-server.ts';
import { endpoints } from './endpoints.ts';
import { GRID_CHOICE_PATH } from './grid-changes.ts';
import { kernelPaths } from './kernel-changes.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await new RunningServer().start();
});
afterAll(async () => {
  expect(server.faults).toEqual([]);
  await server[Symbol.asyncDispose]();
});

/** Takes two readings, so that there is an interval. */
async function interval(): Promise<void> {
  await server.station.mark();
  await server.station.mark();
}

describe('replies', () => {
  test('/v1/status', async () => {
    const status = Status.parse((await ask(server, endpoints.status.path)).json());
    expect(status).toMatchObject({ pid: process.pid, simulated: null, finestMs: 10, streams: 0 });
    expect(status.beat).toEqual({ periodMs: 5_000, reason: 'idle' });
    expect(status.self.residentBytes).toBeGreaterThan(1e6);
  });

  test('/v1/sources: what was found, what is blocked, what the total is made of', async () => {
    await interval();
    const { sources, total } = Sources.parse((await ask(server, endpoints.sources.path)).json());
    expect(sources.map(({ id, status }) => [id, status])).toEqual([
      ['scripted', 'ready'],
      ['locked', 'blocked'],
    ]);
    expect(sources[0]?.channels[0]?.watts).toBeCloseTo(CPU_WATTS, 6);
    expect(sources[1]).toMatchObject({ reason: 'no permission', remedy: { command: 'sudo allow' } });
    expect(total).toEqual({
      basis: 'measured',
      watts: expect.closeTo(CPU_WATTS, 6),
      domains: ['machine/platform/cpu-0'],
      made: 'Meter of machine/platform/cpu-0 (Source scripted)',
      notCovered: ['the fans'],
    });
  });

  test('/v1/power: columns of one length, the power that the meter has', async () => {
    await interval();
    const { at, series, stepMs } = Power.parse((await ask(server, '/v1/power?seconds=0.1&step=0.01')).json());
    expect(stepMs).toBe(10);
    expect(at).toHaveLength(10);
    expect(series.map(({ id }) => id)).toContain('machine/platform/cpu-0/rest');
    for (const { watts } of series) expect(watts).toHaveLength(10);
    expect(series.find(({ id }) => id === 'total')?.watts.at(-1)).toBeCloseTo(CPU_WATTS, 6);
    expect(series.find(({ id }) => id.endsWith('cores'))?.watts.at(-1)).toBeCloseTo(CORES_WATTS, 6);
  });

  test('/v1/energy up to now takes a reading at once, and tells how much of the span is known', async () => {
    await interval();
    const before = server.source.reads;
    const { buckets } = Energy.parse((await ask(server, '/v1/energy?from=0')).json());
    expect(server.source.reads).toBe(before + 1);
    expect(buckets).toHaveLength(1);
    const { total, parts } = buckets[0] ?? { total: null, parts: [] };
    expect(total?.joules).toBeCloseTo(CPU_WATTS * (total?.coveredSeconds ?? 0), 6);
    expect(parts.find(({ rest }) => rest)?.joules).toBeCloseTo(
      (CPU_WATTS - CORES_WATTS) * (total?.coveredSeconds ?? 0),
      6,
    );
  });

  test('/v1/energy in buckets: they meet, and their sum is the whole', async () => {
    await interval();
    const now = Date.now();
    const path = `/v1/energy?from=${now - 1_000}&to=${now}`;
    const whole = Energy.parse((await ask(server, path)).json()).buckets;
    const { buckets } = Energy.parse((await ask(server, `${path}&step=0.3`)).json());
    expect(buckets.map(({ from, to }) => to - from)).toEqual([300, 300, 300, 100]);
    expect(buckets.map(({ from }) => from).slice(1)).toEqual(buckets.map(({ to }) => to).slice(0, -1));
    const sum = buckets.reduce((joules, { total }) => joules + (total?.joules ?? 0), 0);
    expect(sum).toBeCloseTo(whole[0]?.total?.joules ?? Number.NaN, 6);
  });

  test('/v1/energy of a time before the start is unknown, not zero', async () => {
    const { buckets } = Energy.parse((await ask(server, '/v1/energy?from=0&to=1000')).json());
    expect(buckets).toEqual([{ from: 0, to: 1_000, total: null, parts: [], split: null, carbon: null }]);
  });

  test('/metrics', async () => {
    await interval();
    const { text, headers } = await ask(server, endpoints.metrics.path);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toMatch(
      /^jupyter_energy_joules_total\{source="scripted",channel="scripted:cpu-0",domain="machine\/platform\/cpu-0",basis="measured"\} [\d.e+-]+$/m,
    );
    expect(text).toContain('jupyter_energy_source_up{source="scripted",kind="scripted"} 1\n');
    expect(text).toContain('jupyter_energy_source_blocked{source="locked",kind="scripted"} 1\n');
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('wrong requests', () => {
  test.each([
    ['/v1/power?seconds=ten', 400, 'seconds'],
    ['/v1/power?seconds=315576000', 400, 'seconds'],
    ['/v1/energy', 400, 'from'],
    ['/v1/energy?from=5&to=4', 400, 'to'],
    ['/v1/energy?from=0&step=0.1', 400, 'step'],
    ['/v1/power?seconds=%00', 400, 'seconds'],
    ['/', 404, undefined],
    ['/v1', 404, undefined],
    ['/v1/status/', 404, undefined],
    ['/v2/status', 404, undefined],
    ['/../../etc/passwd', 404, undefined],
    ['/%E0%A4%A', 404, undefined],
  ])('%s → %d', async (path, status, field) => {
    const answer = await ask(server, path);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    const problem = Problem.parse(answer.json());
    expect([answer.status, problem.status, problem.field]).toEqual([status, status, field]);
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
    '%s → 405 with what is allowed',
    async (method) => {
      for (const { path } of Object.values(endpoints)) {
        const answer = await ask(server, path, { method });
        expect(Problem.parse(answer.json()).status).toBe(405);
        expect(answer.headers.allow).toBe('GET, HEAD');
      }
    },
  );

  test('HEAD answers without a body, and opens no stream', async () => {
    for (const { path } of Object.values(endpoints)) {
      const { status, text } = await ask(server, `${path}?from=0&kernel=k`, { method: 'HEAD' });
      expect([path, status, text]).toEqual([path, 200, '']);
    }
    expect(Status.parse((await ask(server, '/v1/status')).json()).streams).toBe(0);
  });

  test('no reply lets other origins in', async () => {
    const { headers } = await ask(server, '/v1/status', { headers: { Origin: 'https://example.org' } });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('the OpenAPI document', () => {
  type Document = {
    paths: Record<
      string,
      { get: { responses: Record<string, { content: Record<string, { schema: object }> }> } }
    >;
    components: { schemas: Record<string, object> };
  };
  const load = async () => (await ask(server, endpoints.openapi.path)).json() as Document;

  test('has every path, and every reference leads somewhere', async () => {
    const document = await load();
    const fixed = Object.values(endpoints).map(({ path }) => path);
    expect(Object.keys(document.paths)).toEqual([...fixed, ...Object.values(kernelPaths), GRID_CHOICE_PATH]);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(5);
    for (const [, name] of references) expect(Object.keys(document.components.schemas)).toContain(name);
  });

  test.each([
    ['/v1/status', ''],
    ['/v1/sources', ''],
    ['/v1/power', '?seconds=1'],
    ['/v1/energy', '?from=0'],
    ['/v1/intervals', '?kernel=k&from=0'],
  ])('describes what %s answers', async (path, query) => {
    await interval();
    const document = await load();
    const reference = document.paths[path]?.get.responses['200']?.content['application/json']?.schema;
    const name = JSON.stringify(reference).match(/schemas\/(\w+)/)?.[1] ?? '';
    const schema = z.fromJSONSchema(
      document.components.schemas[name] as Parameters<typeof z.fromJSONSchema>[0],
    );
    const reply = (await ask(server, `${path}${query}`)).json() as Record<string, unknown>;
    expect(schema.safeParse(reply).error).toBeUndefined();
    expect(schema.safeParse({ ...reply, unheardOf: 1 }).success).toBe(false);
  });
});

test('a stream begins with status, sources and beat, and follows with beats that only grow', async () => {
  const stream = await openStream(server);
  expect(stream.headers).toMatchObject({ 'cache-control': 'no-cache', 'x-accel-buffering': 'no' });
  expect(Status.parse(await stream.next('status')).beat.reason).toBe('watched');
  Sources.parse(await stream.next('sources'));
  const first = Beat.parse(await stream.next('beat'));
  const second = Beat.parse(await stream.next('beat'));
  expect(second.at).toBeGreaterThan(first.at);
  expect(second.total?.joules).toBeGreaterThan(first.total?.joules ?? Number.NaN);
  stream.abort();
});
