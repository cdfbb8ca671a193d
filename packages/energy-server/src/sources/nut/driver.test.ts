// The driver against a NUT server on loopback: what it tells, what it refuses, and what is no answer at all.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../../test/fakes/fake-host.ts';
import { NutServer } from '../../../test/fakes/nut-server.ts';
import type { EnergySource } from '../source.ts';
import { nutDriver } from './driver.ts';

let host: FakeHost;
let server: NutServer;
beforeEach(async () => {
  host = createFakeHost();
  server = await new NutServer().start();
});
afterEach(async () => {
  host[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

async function open(more: object = {}): Promise<EnergySource> {
  const ups = { name: 'desk', host: '127.0.0.1', port: server.port, ...more };
  const [finding] = await nutDriver.discover(nutDriver.options.parse({ ups: [ups] }), host);
  if (finding?.status !== 'ready') throw new Error('not ready');
  return finding.open();
}

async function wattsOf(source: EnergySource): Promise<readonly unknown[]> {
  return (await source.read()).map((reading) => (reading.kind === 'gauge' ? reading.watts : reading));
}

test('nothing is asked that nobody configured', async () => {
  expect(await nutDriver.discover(nutDriver.options.parse({}), host)).toEqual([]);
});

describe('load', () => {
  test('in watts', async () => {
    server.variables.set('ups.realpower', '123').set('ups.load', '99');
    await using source = await open({ label: 'Desk' });
    expect(source.channels).toMatchObject([{ label: 'Desk', domain: 'machine', maxGapMs: 5000 }]);
    expect([await wattsOf(source), source.notes]).toEqual([[123], []]);
  });

  test('in percent of the nominal power, and said so', async () => {
    server.variables.set('ups.load', '14').set('ups.realpower.nominal', '900');
    await using source = await open();
    expect(await wattsOf(source)).toEqual([126]);
    expect(source.notes.join()).toContain('percent');
  });

  test('of something else: shown, not counted', async () => {
    server.variables.set('ups.realpower', '0');
    await using source = await open({ feeds: 'something else' });
    expect(source.channels[0]?.domain).toMatch(/^elsewhere\//);
    expect(source.channels[0]?.distrusted).toContain('something else');
    expect(await wattsOf(source)).toEqual([0]);
  });

  test('neither: blocked, with the way out', async () => {
    server.variables.set('ups.load', '14');
    await expect(open()).rejects.toMatchObject({
      recovery: 'give-up',
      remedy: { text: expect.stringContaining('override.ups.realpower.nominal') },
    });
  });
});

describe('refusals', () => {
  test.each([
    ['UNKNOWN-UPS', 'give-up', 'knows no UPS "desk"'],
    ['ACCESS-DENIED', 'give-up', 'wrong user or password for desk@127.0.0.1'],
    ['DATA-STALE', 'retry', 'lost touch'],
    ['DRIVER-NOT-CONNECTED', 'retry', 'lost touch'],
    ['FEATURE-NOT-CONFIGURED', 'retry', 'refuses (FEATURE-NOT-CONFIGURED)'],
  ])('%s', async (error, recovery, says) => {
    server.error = error;
    await expect(open()).rejects.toMatchObject({ recovery, message: expect.stringContaining(says) });
  });

  test('P16: a wrong password is blocked, and betrayed to nobody', async () => {
    server.answer = (line) => (line.startsWith('PASSWORD') ? 'ERR INVALID-PASSWORD\n' : 'OK\n');
    const failure = await open({ user: 'reader', password: 'hunter2' }).catch((error) => error);
    expect(failure.message).toMatch(/^wrong user or password for desk@127\.0\.0\.1:\d+$/);
    expect(JSON.stringify([failure.remedy, String(failure.stack)])).not.toContain('hunter2');
  });

  test('a password that would be another command stays one line', async () => {
    server.variables.set('ups.realpower', '5');
    await using source = await open({ user: 'a"b', password: 'c\\d\nFSD desk' });
    expect(await wattsOf(source)).toEqual([5]);
    expect(server.heard.slice(0, 2)).toEqual(['USERNAME "a\\"b"', 'PASSWORD "c\\\\dFSD desk"']);
  });
});

describe('answers that are none', () => {
  test.each([
    ['another variable', 'VAR desk ups.load "1"\n'],
    ['a negative power', 'VAR desk ups.realpower "-4"\n'],
    ['no number', 'VAR desk ups.realpower "n/a"\n'],
    ['more than any UPS', 'VAR desk ups.realpower "4294967295"\n'],
    ['noise', '\u0000\u0001\n'],
    ['a web server', 'HTTP/1.1 400 Bad Request\n'],
    ['an endless line', 'x'.repeat(5000)],
    ['hanging up', 'hang up'],
  ])('%s', async (_, answer) => {
    server.answer = () => answer;
    await expect(open()).rejects.toMatchObject({ name: 'SourceError', recovery: 'retry' });
  });

  test('silence', async () => {
    server.answer = () => null;
    await expect(open()).rejects.toMatchObject({ message: expect.stringContaining('no answer within 2 s') });
  });

  test('nobody listens', async () => {
    await using other = await new NutServer().start();
    const { port } = other;
    await other[Symbol.asyncDispose]();
    await expect(open({ port })).rejects.toMatchObject({ message: expect.stringContaining('ECONNREFUSED') });
  });
});

test.each([{ name: 'desk ups.load\nFSD' }, { name: '' }, { name: 'desk', port: 0 }, {}])(
  'refused settings: %j',
  (settings) => {
    expect(nutDriver.options.safeParse({ ups: [settings] }).success).toBe(false);
  },
);
