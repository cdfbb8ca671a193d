// Plugs of every firmware, asked through the driver over real HTTP: what they say, and what is in the way.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MACHINE } from '@jupyter-energy/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PlugBench, told } from '../../../test/fakes/plugs/plug-bench.ts';
import { ShellyGen1 } from '../../../test/fakes/plugs/shelly-gen1.ts';
import { ShellyGen2 } from '../../../test/fakes/plugs/shelly-gen2.ts';
import { Tasmota } from '../../../test/fakes/plugs/tasmota.ts';
import { makeTree } from '../../energy/tree.ts';
import { plugDriver } from './driver.ts';

let bench: PlugBench;
beforeEach(() => {
  bench = new PlugBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

describe('42.5 W and 72,000 J', () => {
  const expected = [
    ['power', 42.5],
    ['count', 72_000],
  ];

  test('P1, P3: of a Shelly Plug S, which counts watt-minutes and tells no generation', async () => {
    const source = await bench.open(await bench.plug(new ShellyGen1()));
    expect(told(await source.read())).toEqual(expected);
    expect(source.notes[0]).toBe('Firmware: Shelly (generation 1).');
  });

  test('of the first clamp of a Shelly EM, which counts watt-hours', async () => {
    const plug = await bench.plug(new ShellyGen1());
    plug.model = 'em';
    expect(told(await (await bench.open(plug, { channel: 0 })).read())).toEqual(expected);
  });

  test.each(['Switch', 'PM1', 'EM1'] as const)(
    'P2: of a Shelly of generation 2 with %s',
    async (component) => {
      const plug = await bench.plug(new ShellyGen2());
      plug.component = component;
      expect(told(await (await bench.open(plug)).read())).toEqual(expected);
    },
  );

  test('of the first phase of a Shelly of generation 2 with EM', async () => {
    const plug = await bench.plug(new ShellyGen2());
    plug.component = 'EM';
    expect(told(await (await bench.open(plug, { channel: 0 })).read())).toEqual(expected);
  });

  test('of a Tasmota, whichever Status it answers', async () => {
    const plug = await bench.plug(new Tasmota());
    expect(told(await (await bench.open(plug)).read())).toEqual(expected);
    plug.answersStatus8 = false;
    expect(told(await (await bench.open(plug, { kind: 'tasmota' })).read())).toEqual(expected);
  });
});

describe('the channels', () => {
  test('of a plug that feeds this computer cover all of it; power speaks before a coarse count', async () => {
    const source = await bench.open(await bench.plug(new ShellyGen1()), { name: 'Desk' });
    expect(source.channels).toMatchObject([
      { kind: 'gauge', label: 'Desk', domain: MACHINE, basis: 'measured', relativeError: null },
      { kind: 'counter', domain: MACHINE, wrapsAt: null, distrusted: expect.stringContaining('60 J') },
    ]);
    expect(source.channels[0]).not.toHaveProperty('distrusted');
  });

  test('of a plug that feeds something else are outside of the machine and not counted', async () => {
    const plug = await bench.plug(new ShellyGen1());
    const source = await bench.open(plug, { feeds: 'something else' });
    const members = [...makeTree(source.channels).members.values()];
    expect(members.map(({ role }) => role)).toEqual(['elsewhere', 'elsewhere']);
    expect(members[0]?.because).toContain('not counted');
  });

  test('P4: of a device with two outlets are shown until somebody picks one', async () => {
    const plug = await bench.plug(new Tasmota());
    plug.watts = [10, 20];
    plug.kilowattHours = [1, 2];
    const all = await bench.open(plug);
    expect(all.channels.map(({ distrusted }) => distrusted?.includes('Set channel'))).toEqual(
      Array(4).fill(true),
    );
    expect(new Set(all.channels.map(({ id }) => id)).size).toBe(4);
    expect(told(await all.read()).map(([, value]) => value)).toEqual([10, 3.6e6, 20, 7.2e6]);
    const picked = await bench.open(plug, { channel: 1 });
    expect(picked.channels[0]).not.toHaveProperty('distrusted');
    expect(told(await picked.read())).toEqual([
      ['power', 20],
      ['count', 7.2e6],
    ]);
  });

  test('of outlets with one total for both have no count', async () => {
    const plug = await bench.plug(new Tasmota());
    plug.watts = [10, 20];
    expect(told(await (await bench.open(plug, { channel: 0 })).read())).toEqual([['power', 10]]);
  });

  test('of four outlets of a Shelly are four', async () => {
    const plug = await bench.plug(new ShellyGen2());
    plug.loads = [1, 2, 3, 4].map((watts) => ({ watts, wattHours: 0 }));
    const source = await bench.open(plug, { channel: 3 });
    expect(told(await source.read())[0]).toEqual(['power', 4]);
    await expect(bench.open(plug, { channel: 4 })).rejects.toMatchObject({
      recovery: 'give-up',
      message: `the plug at ${plug.address} has 4 channels, 0 to 3, and not 4`,
    });
  });
});

describe('a value that the device does not know is a gap', () => {
  test('of a first-generation meter that says it is not valid', async () => {
    const plug = await bench.plug(new ShellyGen1());
    const source = await bench.open(plug);
    await source.read();
    plug.valid = false;
    await bench.second();
    expect(await source.read()).toEqual([]);
  });

  test('of a second-generation meter with an error', async () => {
    const plug = await bench.plug(new ShellyGen2());
    const source = await bench.open(plug);
    await source.read();
    plug.broken = true;
    await bench.second();
    expect(told(await source.read())).toEqual([['count', 72_000]]);
  });

  test('of a clamp the wrong way round, with a note', async () => {
    const plug = await bench.plug(new ShellyGen2());
    plug.component = 'EM1';
    plug.loads = [{ watts: -30, wattHours: 0 }];
    const source = await bench.open(plug);
    expect(told(await source.read())).toEqual([['count', 0]]);
    expect(source.notes.join()).toContain('flowing back');
  });

  test.each([new ShellyGen1(), new ShellyGen2(), new Tasmota()])(
    'and a model without a meter is no zero: %o',
    async (device) => {
      const plug = await bench.plug(device);
      if (plug instanceof ShellyGen1) plug.model = 'shelly-1';
      else plug.metered = false;
      await expect(bench.open(plug)).rejects.toMatchObject({
        recovery: 'give-up',
        message: expect.stringContaining('does not measure power'),
      });
    },
  );
});

describe('nothing is asked but what people configured', () => {
  test('without settings there is nothing', async () => {
    expect(await plugDriver.discover(plugDriver.options.parse({}), bench.host)).toEqual([]);
  });

  test('looking for it asks nothing; being open asks once a second', async () => {
    const plug = await bench.plug(new ShellyGen1());
    await plugDriver.discover(
      {
        plugs: plugDriver.options.parse({ plugs: [{ address: plug.address, feeds: 'this computer' }] }).plugs,
      },
      bench.host,
    );
    expect(plug.asked).toEqual([]);
    await bench.open(plug);
    plug.asked.length = 0;
    await bench.second();
    await bench.second();
    expect(plug.asked).toEqual(['/status', '/status']);
  });

  test('a password file is read at each opening; without it there is advice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plug-'));
    try {
      const file = join(folder, 'password');
      const plug = await bench.plug(new ShellyGen2());
      plug.password = 'pass word';
      await expect(bench.open(plug, { 'password-file': file })).rejects.toMatchObject({
        recovery: 'give-up',
        message: expect.stringContaining('cannot be read (ENOENT)'),
      });
      writeFileSync(file, 'pass word\n');
      expect(await (await bench.open(plug, { 'password-file': file })).read()).toHaveLength(2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('settings', () => {
  const plug = { address: '192.168.1.20', feeds: 'this computer' };
  test.each<[object[], boolean]>([
    [[plug], true],
    [[{ ...plug, address: 'desk.local:8080' }], true],
    [[{ ...plug, address: '[fe80::1]' }], true],
    [[plug, { ...plug, channel: 1 }], true],
    [[plug, plug], false],
    [[{ address: plug.address }], false],
    [[{ ...plug, feeds: 'the fridge' }], false],
    [[{ ...plug, channel: -1 }], false],
    [[{ ...plug, password: 'a', 'password-file': '/b' }], false],
    [[{ ...plug, pasword: 'a' }], false],
    ...['', 'http://a', 'a/b', 'a/', 'u:p@a', 'a?b', 'a#b', 'a b', 'a:99999'].map(
      (address): [object[], boolean] => [[{ ...plug, address }], false],
    ),
  ])('%j: %s', (plugs, good) => {
    expect(plugDriver.options.safeParse({ plugs }).success).toBe(good);
  });
});
