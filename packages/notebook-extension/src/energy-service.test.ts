// What the service makes of the stream's events: connection, beat, history, and the reason when something is wrong.

import type { Beat, Power, Sources, Status } from '@jupyter-energy/contract';
import { nullTranslator } from '@jupyterlab/translation';
import { expect, test } from 'vitest';
import { EnergyService } from './energy-service.ts';
import { type EnergyApi, Refused, type Schema } from './stream/api.ts';
import { Format } from './words/format.ts';
import { reasonFor } from './words/headline.ts';

const AT = 1_700_000_000_000;
const beat = (seconds: number, watts: number | null): Beat => ({
  at: AT + seconds * 1000,
  startedAt: AT,
  total: {
    basis: 'measured',
    relativeError: null,
    joules: seconds * 10,
    joulesBasis: 'measured',
    coveredSeconds: seconds,
    watts,
  },
  nodes: [],
  kernels: [],
  split: null,
});
const status: Status = {
  apiVersion: 1,
  version: '0.1.0',
  pid: 7,
  startedAt: AT,
  now: AT + 20_000,
  simulated: 'laptop',
  beat: { periodMs: 500, reason: 'watched' },
  finestMs: 100,
  record: null,
  streams: 1,
  self: { cpuSeconds: 0.1, residentBytes: 6e7 },
};
const sources: Sources = {
  sources: [],
  total: { basis: null, watts: null, domains: [], made: '', notCovered: [] },
};
const power: Power = {
  stepMs: 1000,
  at: [AT + 1000, AT + 2000],
  series: [{ id: 'total', parent: null, label: '', rest: false, basis: 'measured', watts: [5, 6] }],
};

const nowhere = { read: () => null, write: () => undefined };

function setUp(
  replies: Record<string, unknown> = { 'v1/status': status, 'v1/sources': sources, 'v1/power': power },
) {
  const asked: string[] = [];
  let stream: ReadableStreamDefaultController<Uint8Array> | null = null;
  const api: EnergyApi = {
    async open() {
      return new ReadableStream<Uint8Array>({
        start(controller) {
          stream = controller;
        },
      });
    },
    async get<T>(path: string, schema: Schema<T>) {
      asked.push(path);
      const reply = replies[path.replace(/[?].*/, '')];
      if (reply === undefined) throw new Refused(503, 'not now');
      return schema.parse(reply);
    },
    put: () => Promise.reject(new Refused(405, 'not asked for here')),
  };
  const service = new EnergyService(
    api,
    { visible: true, watch: () => () => undefined },
    { openings: nowhere, runs: nowhere, cells: nowhere, shares: nowhere },
  );
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return {
    service,
    asked,
    settled,
    async say(name: string, data: unknown) {
      const text = typeof data === 'string' ? data : JSON.stringify(data);
      stream?.enqueue(new TextEncoder().encode(`event: ${name}\ndata: ${text}\n\n`));
      await settled();
    },
  };
}

test('opened, it asks for status, sources and the past; with the first beat it is live', async () => {
  const { service, asked, settled, say } = setUp();
  service.start();
  await settled();
  expect(asked.toSorted()).toEqual(['v1/power?seconds=600', 'v1/sources', 'v1/status']);
  expect(service.connection).toEqual({ kind: 'connecting' });
  expect(service.status?.simulated).toBe('laptop');
  await say('beat', beat(3, 12));
  expect(service.connection).toEqual({ kind: 'live' });
  expect(service.beat?.total?.watts).toBe(12);
  expect(service.history.columns[0]?.watts).toEqual([5, 6, 12]);
  expect(Math.abs(service.now() - (AT + 3000))).toBeLessThan(1000);
  service.dispose();
});

test('a beat asks for nothing', async () => {
  const { service, asked, settled, say } = setUp();
  service.start();
  await settled();
  const before = asked.length;
  for (let i = 3; i < 20; i++) await say('beat', beat(i, i));
  expect(asked.length).toBe(before);
  service.dispose();
});

test('the energy server goes, says why, and comes back with its past', async () => {
  const { service, asked, settled, say } = setUp();
  service.start();
  await settled();
  await say('beat', beat(3, 12));
  await say('gone', {
    type: 'about:blank',
    title: 'No energy server',
    status: 503,
    detail: 'It was killed.',
  });
  expect(service.connection).toEqual({ kind: 'lost', reason: 'It was killed.' });
  expect(service.beat).toBeNull();
  const before = asked.length;
  await say('back', {});
  expect(asked.length).toBe(before + 3);
  await say('beat', beat(9, 14));
  expect(service.beat?.total?.watts).toBe(14);
  service.dispose();
});

test.each([
  ['no JSON', 'beat', '{"at":'],
  ['of another version', 'beat', { at: 'yesterday' }],
  ['another shape', 'sources', []],
])('an event that is %s ends the numbers and says so', async (_, name, data) => {
  const { service, settled, say } = setUp();
  service.start();
  await settled();
  await say('beat', beat(3, 12));
  await say(name, data);
  expect(service.connection).toEqual({ kind: 'foreign' });
  expect(service.beat).toBeNull();
  service.dispose();
});

test('events of unknown names are for later versions', async () => {
  const { service, settled, say } = setUp();
  service.start();
  await settled();
  await say('beat', beat(3, 12));
  await say('grid', { anything: 1 });
  expect(service.connection.kind).toBe('live');
  service.dispose();
});

test('refused questions leave the stream’s own word alone', async () => {
  const { service, settled, say } = setUp({});
  service.start();
  await settled();
  await say('beat', beat(3, 12));
  expect(service.connection.kind).toBe('live');
  expect(service.status).toBeNull();
  service.dispose();
});

test('each state has its reason in words', async () => {
  const { service, settled, say } = setUp();
  const language = { trans: nullTranslator.load('jupyter_energy'), format: new Format('en') };
  service.start();
  await settled();
  expect(reasonFor(service, language)).toMatch(/Connecting/);
  await say('beat', { ...beat(3, null), total: null });
  expect(reasonFor(service, language)).toMatch(/can be read/);
  await say('beat', beat(4, null));
  expect(reasonFor(service, language)).toMatch(/last moments/);
  service.dispose();
});
