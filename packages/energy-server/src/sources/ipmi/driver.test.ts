// The driver through real FFI against a library with the kernel's own structures: bytes in, watts out, and every refusal.

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../../test/fakes/fake-host.ts';
import {
  buildFakeIpmi,
  cannotBuild,
  namedWithReason,
  powerReading,
} from '../../../test/fakes/ipmi/fake-ipmi.ts';
import { type Host, HostError } from '../../host/host.ts';
import { createIpmiDevices } from '../../host/ipmi.ts';
import type { EnergySource, Finding } from '../source.ts';
import { parsePowerReading } from './dcmi.ts';
import { createIpmiDriver } from './driver.ts';

const library = cannotBuild === null ? buildFakeIpmi() : null;
let fake: FakeHost;
let host: Host;
beforeEach(() => {
  fake = createFakeHost();
  host = { ...fake, ipmi: createIpmiDevices(`${fake.machine.root}/dev`, library) };
});
afterEach(() => fake[Symbol.dispose]());

const script = (text: string) => fake.machine.write('dev/ipmi0', text);

async function find(driver = createIpmiDriver(), settings: object = {}): Promise<readonly Finding[]> {
  return driver.discover(driver.options.parse(settings), host);
}

async function open(driver = createIpmiDriver()): Promise<EnergySource> {
  const [finding] = await find(driver);
  if (finding?.status !== 'ready') throw new Error('not ready');
  return finding.open();
}

async function wattsOf(source: EnergySource): Promise<readonly unknown[]> {
  return (await source.read()).map((reading) => (reading.kind === 'gauge' ? reading.watts : reading));
}

describe('found', () => {
  test('nothing without a device, or when switched off', async () => {
    expect(await find()).toEqual([]);
    script('silent');
    expect(await find(createIpmiDriver(), { enabled: false })).toEqual([]);
  });

  test('at any of its usual places', async () => {
    fake.machine.write('dev/ipmidev/0', 'silent');
    expect(await find()).toMatchObject([{ id: 'ipmi', status: 'ready' }]);
  });

  test('blocked with the way out, and its danger, where the user may not', async () => {
    script('silent');
    const check = () => {
      throw new HostError('EACCES', '/dev/ipmi0');
    };
    host = { ...host, ipmi: { ...host.ipmi, check } };
    expect(await find()).toMatchObject([
      {
        status: 'blocked',
        remedy: {
          command: 'sudo chown 1000 /dev/ipmi0',
          text: expect.stringContaining('switch the machine off'),
        },
      },
    ]);
  });

  test('a configured device that is not there is told', async () => {
    const found = await find(createIpmiDriver(), { device: 'ipmi7' });
    expect(found).toMatchObject([{ status: 'blocked', reason: 'There is no ipmi7.' }]);
  });
});

describe.skipIf(library === null)(namedWithReason('through the calls of the kernel'), () => {
  test.each([
    ['at once', powerReading(217)],
    ['late', `late 5 ${powerReading(217)}`],
    ['after an answer to another question', `stray ${powerReading(217)}`],
    ['with bytes that nobody knows', `${powerReading(217)} 01 02 03`],
  ])('217 W, %s', async (_, told) => {
    script(told);
    await using source = await open();
    expect(source.channels).toMatchObject([{ id: 'ipmi:power', domain: 'machine', maxGapMs: 5000 }]);
    expect(await wattsOf(source)).toEqual([217]);
  });

  test.each([
    ['no answer', 'silent', 'retry', 'ETIMEDOUT'],
    ['the driver refuses', 'refuse 5', 'retry', 'EIO'],
    ['busy', 'reply C0', 'retry', '0xc0'],
    ['no privilege', 'reply D4', 'give-up', 'does not let'],
    ['not measuring', powerReading(217, { measuring: false }), 'retry', 'measures no power'],
    ['0 W', powerReading(0), 'retry', 'measures no power'],
    ['another group', 'reply 00 DD 01 00', 'retry', 'strange'],
    ['cut short', 'reply 00 DC D9 00', 'retry', 'strange'],
    ['nothing', 'reply', 'retry', '0xff'],
  ])('%s', async (_, told, recovery, says) => {
    script(told);
    await expect(open()).rejects.toMatchObject({ recovery, message: expect.stringContaining(says) });
  });

  test('a controller that knows no DCMI is left alone from then on', async () => {
    script('reply C1');
    const driver = createIpmiDriver();
    await expect(open(driver)).rejects.toMatchObject({ recovery: 'give-up' });
    expect(await find(driver)).toEqual([]);
  });

  test('disposing closes it, twice is safe', async () => {
    script(powerReading(217));
    const source = await open();
    await source[Symbol.asyncDispose]();
    await source[Symbol.asyncDispose]();
    using device = host.ipmi.open('ipmi0');
    device[Symbol.dispose]();
    await expect(device.ask({ netFn: 0, command: 0, data: new Uint8Array() }, 10)).rejects.toMatchObject({
      code: 'EBADF',
    });
  });
});

describe('parsePowerReading', () => {
  // The example of the ipmitool manual's kind: completion 00, group DC, 344 W, then statistics, 60 s, measuring.
  test('bytes by hand', () => {
    const bytes = [0x00, 0xdc, 0x58, 0x01, 0x02, 0x00, 0x5e, 0x02, 0x2c, 0x01];
    const tail = [0x00, 0x5c, 0x22, 0x69, 0x60, 0xea, 0x00, 0x00, 0x40];
    expect(parsePowerReading(Uint8Array.from([...bytes, ...tail]))).toEqual({ kind: 'power', watts: 344 });
  });

  test('never fails, and a power is one that was sent', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const answer = parsePowerReading(bytes);
        if (answer.kind !== 'power') return true;
        return (
          bytes[0] === 0 && bytes[1] === 0xdc && answer.watts === (bytes[2] ?? 0) + 256 * (bytes[3] ?? 0)
        );
      }),
      { examples: [[Uint8Array.from([0, 0xdc, ...new Array(16).fill(7), 0x40])]], numRuns: 2000 },
    );
  });
});
