// The driver against a controller on loopback: both ways of telling power, logins, certificates, and everything that answers wrongly.

import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeHost, type FakeHost } from '../../../test/fakes/fake-host.ts';
import { ownCertificate, RedfishServer } from '../../../test/fakes/redfish-server.ts';
import type { EnergySource } from '../source.ts';
import { wattsIn } from './chassis.ts';
import { redfishDriver } from './driver.ts';

let host: FakeHost;
let server: RedfishServer;
beforeEach(async () => {
  host = createFakeHost();
  server = await new RedfishServer().start();
});
afterEach(async () => {
  vi.useRealTimers();
  host[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const SECRET = 'hunter2';
const KEY = `Basic ${Buffer.from(`reader:${SECRET}`).toString('base64')}`;

async function open(more: object = {}): Promise<EnergySource> {
  const options = redfishDriver.options.parse({ hosts: [{ url: server.url, ...more }] });
  const [finding] = await redfishDriver.discover(options, host);
  if (finding?.status !== 'ready') throw new Error('not ready');
  return finding.open();
}

async function wattsOf(source: EnergySource): Promise<readonly unknown[]> {
  return (await source.read()).map((reading) => (reading.kind === 'gauge' ? reading.watts : reading));
}

test('nothing is asked that nobody configured', async () => {
  expect(await redfishDriver.discover(redfishDriver.options.parse({}), host)).toEqual([]);
});

describe('power', () => {
  test.each([
    ['the older way', { older: 344 }, 344],
    ['the newer way', { newer: 351.5 }, 351.5],
    ['both: the newer one', { older: 344, newer: 351.5 }, 351.5],
    ['both, of which the newer is empty', { older: 344, newer: null }, 344],
  ])('told %s', async (_, told, watts) => {
    server.chassis('1', told);
    await using source = await open();
    expect(source.channels).toMatchObject([{ domain: 'machine', basis: 'measured', maxGapMs: 12_500 }]);
    expect(await wattsOf(source)).toEqual([watts]);
  });

  test('asked every 5 s; where it vanishes there is a gap, not a zero, and then the end', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    server.chassis('1', { older: 344 });
    await using source = await open();
    const answered = async () => {
      const { length } = server.asked;
      vi.advanceTimersByTime(5000);
      while (server.asked.length === length) await setImmediate();
    };
    expect(await wattsOf(source)).toEqual([344]);
    await answered();
    await vi.waitUntil(async () => (await wattsOf(source)).length === 1);
    server.resources.set('/redfish/v1/Chassis/1/Power', { PowerControl: [{ PowerConsumedWatts: 0 }] });
    const told: unknown[] = [];
    const lost = vi.waitUntil(async () => {
      try {
        told.push(...(await wattsOf(source)));
        vi.advanceTimersByTime(5000);
        return null;
      } catch (error) {
        return error;
      }
    });
    await expect(lost).resolves.toMatchObject({ recovery: 'reopen' });
    expect(told).toEqual([]);
  });

  test('of the first chassis that tells it, with a note where there are more', async () => {
    server.chassis('Enclosure', {});
    server.chassis('Node1', { older: 300 });
    server.chassis('Node2', { older: 400 });
    await using source = await open();
    expect(await wattsOf(source)).toEqual([300]);
    expect(source.notes.join()).toContain('Several chassis tell power (Node1, Node2); Node1 is taken');
    await using other = await open({ chassis: 'Node2' });
    expect([await wattsOf(other), other.notes]).toEqual([[400], []]);
    await expect(open({ chassis: 'Node3' })).rejects.toMatchObject({
      recovery: 'give-up',
      remedy: { text: 'Set chassis to one of Enclosure, Node1, Node2.' },
    });
  });

  test.each([
    [{ PowerControl: [{ PowerConsumedWatts: null }, { PowerConsumedWatts: 12 }] }, 12],
    [{ PowerControl: [] }, null],
    [{ PowerControl: [{ PowerConsumedWatts: 0 }] }, null],
    [{ PowerControl: [{ PowerConsumedWatts: '344' }] }, null],
    [{ PowerWatts: { Reading: -5 } }, null],
    [{ PowerWatts: { Reading: 1e9 } }, null],
    [{ PowerWatts: 5 }, null],
    [null, null],
    ['text', null],
  ])('in %j', (resource, watts) => expect(wattsIn(resource)).toBe(watts));
});

describe('logins', () => {
  beforeEach(() => {
    server.key = KEY;
    server.chassis('1', { older: 344 });
  });

  test('the right one is let in, and sees a note where it goes unencrypted', async () => {
    await using source = await open({ user: 'reader', password: SECRET });
    expect(await wattsOf(source)).toEqual([344]);
    expect(source.notes.join()).toContain('unencrypted');
  });

  test('P16: a wrong one is blocked, with one question, and betrays nothing', async () => {
    const failure = await open({ user: 'reader', password: 'wrong-secret' }).catch((error) => error);
    expect(failure).toMatchObject({
      message: `wrong user or password for ${server.host}`,
      recovery: 'give-up',
    });
    expect(server.asked).toHaveLength(1);
    expect(JSON.stringify([failure, failure.remedy, String(failure.stack)])).not.toContain('wrong-secret');
  });

  test('none, where one is needed', async () => {
    await expect(open()).rejects.toThrow('asks for a user and a password');
  });

  test('a password file that is not there', async () => {
    const settings = { user: 'reader', 'password-file': '/nonexistent/secret' };
    await expect(open(settings)).rejects.toMatchObject({
      message: expect.stringContaining('/nonexistent/secret'),
      remedy: { command: 'ls -l /nonexistent/secret' },
    });
  });

  test('go to no other address, whatever links say', async () => {
    server.resources.set('/redfish/v1/Chassis/1', {
      Id: '1',
      Power: { '@odata.id': 'http://127.0.0.2:9/x' },
    });
    await expect(open({ user: 'reader', password: SECRET })).rejects.toThrow('points to another place');
  });
});

test('a certificate of its own is refused, and accepted on request (needs openssl)', async () => {
  await using tls = await new RedfishServer(ownCertificate()).start();
  tls.chassis('1', { newer: 200 });
  await expect(open({ url: tls.url })).rejects.toMatchObject({
    recovery: 'give-up',
    remedy: { text: expect.stringContaining('verify-tls = false') },
  });
  expect(tls.asked).toEqual([]);
  await using source = await open({ url: tls.url, 'verify-tls': false });
  expect(await wattsOf(source)).toEqual([200]);
});

describe('answers that are none', () => {
  test.each([
    ['nothing there', 'give-up', () => server.resources.delete('/redfish/v1/Chassis')],
    ['no power anywhere', 'give-up', () => server.chassis('1', {})],
    ['no JSON', 'retry', () => server.resources.set('/redfish/v1/Chassis', (to) => to.end('<html>'))],
    ['an error', 'retry', () => server.resources.set('/redfish/v1/Chassis', (to) => to.writeHead(503).end())],
    [
      'a redirect',
      'retry',
      () => server.resources.set('/redfish/v1/Chassis', (to) => to.writeHead(302, { location: '/' }).end()),
    ],
    [
      'a torn connection',
      'retry',
      () => server.resources.set('/redfish/v1/Chassis', (to) => to.socket?.destroy()),
    ],
    [
      'more than anybody needs',
      'retry',
      () => server.resources.set('/redfish/v1/Chassis', (to) => to.end('x'.repeat(2 ** 21))),
    ],
  ])('%s', async (_, recovery, arrange) => {
    arrange();
    await expect(open()).rejects.toMatchObject({ name: 'SourceError', recovery });
  });

  test('nobody listens', async () => {
    const gone = await new RedfishServer().start();
    const { url } = gone;
    await gone[Symbol.asyncDispose]();
    await expect(open({ url })).rejects.toMatchObject({
      recovery: 'retry',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

test.each([
  { url: 'bmc.example.org' },
  { url: 'https://reader:hunter2@bmc.example.org' },
  { url: 'https://bmc.example.org/redfish/v1' },
  { url: 'ftp://bmc.example.org' },
  { url: 'https://bmc.example.org', 'interval-seconds': 1 },
])('refused settings: %j', (settings) => {
  expect(redfishDriver.options.safeParse({ hosts: [settings] }).success).toBe(false);
});
