// TP-Link plugs with their old firmware, asked through the driver over real TCP.

import { MACHINE } from '@jupyter-energy/contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Kasa, type KasaMisbehaviour } from '../../../test/fakes/plugs/kasa.ts';
import { PlugBench, told } from '../../../test/fakes/plugs/plug-bench.ts';
import type { ReadChannel } from '../../energy/channel.ts';
import { createMeter } from '../../energy/meter.ts';
import { openKasa } from './kasa.ts';
import { KasaConnection } from './kasa-connection.ts';

const KASA = { kind: 'kasa' };
const DESCRIBE = '{"system":{"get_sysinfo":null}}';
const MEASURE = '{"emeter":{"get_realtime":null}}';

let bench: PlugBench;
beforeEach(() => {
  bench = new PlugBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

describe('P5: 42.5 W and 72,000 J', () => {
  const expected = [
    ['power', 42.5],
    ['count', 72_000],
  ];

  test.each(['milli', 'kilo'] as const)('in %s-units', async (units) => {
    const plug = await bench.plug(new Kasa());
    plug.units = units;
    const source = await bench.open(plug, KASA);
    expect(told(await source.read())).toEqual(expected);
    expect(source.notes[0]).toBe('Firmware: TP-Link Kasa (old protocol).');
  });

  test('when the units change, as after an update', async () => {
    const plug = await bench.plug(new Kasa());
    const source = await bench.open(plug, KASA);
    plug.units = 'kilo';
    await bench.second();
    expect(told(await source.read())).toEqual([...expected, ...expected]);
  });

  test('in packets of one byte', async () => {
    const plug = await bench.plug(new Kasa());
    plug.packetBytes = 1;
    expect(told(await (await bench.open(plug, KASA)).read())).toEqual(expected);
  });
});

test('the question is the published one, and the password is told to nobody', async () => {
  const plug = await bench.plug(new Kasa());
  await bench.open(plug, { ...KASA, user: 'me', password: 'sesame-open' });
  expect(plug.heard.at(-1)?.toString('hex')).toBe(
    '00000020d0f297fa9feb8efcdee49fbddabfcb94e683e28efa93fe9bb983ed98f498e598',
  );
  expect(new Set(plug.asked)).toEqual(new Set([DESCRIBE, MEASURE]));
});

test('one question a second, and no connection is left open', async () => {
  const plug = await bench.plug(new Kasa());
  const source = await bench.open(plug, KASA);
  plug.asked.length = 0;
  await bench.second();
  await bench.second();
  expect(plug.asked).toEqual([MEASURE, MEASURE]);
  await expect.poll(() => plug.open).toBe(0);
  plug.misbehaviour = 'silence';
  await vi.advanceTimersByTimeAsync(1_000);
  await expect.poll(() => plug.open).toBe(1);
  await source[Symbol.asyncDispose]();
  await expect.poll(() => plug.open).toBe(0);
});

test('power speaks, the count of whole watt-hours does not', async () => {
  const source = await bench.open(await bench.plug(new Kasa()), { ...KASA, name: 'Desk' });
  expect(source.channels).toMatchObject([
    { kind: 'gauge', label: 'Desk', domain: MACHINE, basis: 'measured', relativeError: null },
    { kind: 'counter', domain: MACHINE, distrusted: expect.stringContaining('3600 J') },
  ]);
  expect(source.channels[0]).not.toHaveProperty('distrusted');
});

describe('no meter', () => {
  test('is no zero, and blocks it', async () => {
    const plug = await bench.plug(new Kasa());
    plug.metered = false;
    await expect(bench.open(plug, KASA)).rejects.toMatchObject({
      recovery: 'give-up',
      message: `the TP-Link device at ${plug.address} does not measure power`,
    });
    expect(plug.asked).toEqual([DESCRIBE, MEASURE]);
  });

  test('of a plug that has measured is a gap at first', async () => {
    const plug = await bench.plug(new Kasa());
    const source = await bench.open(plug, KASA);
    await source.read();
    plug.metered = false;
    await bench.second();
    expect(await source.read()).toEqual([]);
    expect(await bench.failure(source)).toMatchObject({
      recovery: 'reopen',
      message: `The plug at ${plug.address} gives a strange answer: err_code -1.`,
    });
  });
});

describe('a strip', () => {
  const loads = [10, 20, 30].map((watts) => ({ watts, wattHours: watts }));

  test.each([false, true])(
    'is shown outlet by outlet until somebody picks one; short ids: %s',
    async (short) => {
      const strip = await bench.plug(new Kasa());
      Object.assign(strip, { loads, shortIds: short });
      const all = await bench.open(strip, KASA);
      expect(all.channels.every(({ distrusted }) => distrusted?.includes('Set channel'))).toBe(true);
      expect(told(await all.read()).map(([, value]) => value)).toEqual([10, 36_000, 20, 72_000, 30, 108_000]);
      const picked = await bench.open(strip, { ...KASA, channel: 1 });
      expect(picked.channels[0]).not.toHaveProperty('distrusted');
      expect(told(await picked.read())).toEqual([
        ['power', 20],
        ['count', 72_000],
      ]);
    },
  );

  test('is asked for the picked outlet alone', async () => {
    const strip = await bench.plug(new Kasa());
    strip.loads = loads;
    await bench.open(strip, { ...KASA, channel: 2 });
    strip.asked.length = 0;
    await bench.second();
    expect(strip.asked).toEqual([
      '{"context":{"child_ids":["8006A1B2C3D4E5F60718293A4B5C6D7E8F90123402"]},"emeter":{"get_realtime":null}}',
    ]);
  });

  test('that answers for another outlet is not believed', async () => {
    const strip = await bench.plug(new Kasa());
    Object.assign(strip, { loads, heedsContext: false });
    await expect(bench.open(strip, { ...KASA, channel: 2 })).rejects.toMatchObject({
      recovery: 'retry',
      message: `The plug at ${strip.address} gives a strange answer: outlet 0 in the place of 2.`,
    });
  });

  test('has no outlet beyond its last', async () => {
    const strip = await bench.plug(new Kasa());
    strip.loads = loads;
    await expect(bench.open(strip, { ...KASA, channel: 3 })).rejects.toMatchObject({
      recovery: 'give-up',
      message: `the plug at ${strip.address} has 3 channels, 0 to 2, and not 3`,
    });
  });

  test('without a meter', async () => {
    const strip = await bench.plug(new Kasa());
    Object.assign(strip, { loads, metered: false });
    await expect(bench.open(strip, KASA)).rejects.toMatchObject({ recovery: 'give-up' });
  });
});

const STRANGE: readonly KasaMisbehaviour[] = [
  'html',
  'garbage',
  'not JSON',
  'empty',
  'huge',
  'half',
  'too short',
  'too long',
  'no power',
  'error',
];

describe('no answer of this firmware', () => {
  test.each([...STRANGE, 'hang-up', 'drip', 'silence'] as const)(
    'once is a gap: %s',
    async (misbehaviour) => {
      const plug = await bench.plug(new Kasa());
      const source = await bench.open(plug, KASA);
      await source.read();
      plug.misbehaviour = misbehaviour;
      await bench.second();
      expect(await source.read()).toEqual([]);
      plug.misbehaviour = null;
      await bench.second();
      expect(told(await source.read())[0]).toEqual(['power', 42.5]);
    },
  );

  test.each([...STRANGE, 'hang-up', 'silence'] as const)(
    'at the beginning opens nothing, after one question: %s',
    async (misbehaviour) => {
      const plug = await bench.plug(new Kasa());
      plug.misbehaviour = misbehaviour;
      await expect(bench.open(plug, KASA)).rejects.toMatchObject({
        name: 'SourceError',
        recovery: 'retry',
        message: expect.stringContaining(`The plug at ${plug.address} gives`),
      });
      expect(plug.asked).toEqual([DESCRIBE]);
    },
  );

  test('three in a row: looked for again, with a reason', async () => {
    const plug = await bench.plug(new Kasa());
    const first = await bench.open(plug, KASA);
    plug.misbehaviour = 'hang-up';
    expect(await bench.failure(first)).toMatchObject({
      recovery: 'reopen',
      message: `The plug at ${plug.address} gives no answer: ECONNRESET.`,
    });
    plug.misbehaviour = null;
    const second = await bench.open(plug, KASA);
    plug.misbehaviour = 'huge';
    expect(await bench.failure(second)).toMatchObject({
      recovery: 'reopen',
      message: expect.stringMatching(/a strange answer: it announces 2\d{5} bytes\.$/),
    });
  });

  test('silence: a reason', async () => {
    const plug = await bench.plug(new Kasa());
    plug.misbehaviour = 'silence';
    await expect(bench.open(plug, KASA)).rejects.toMatchObject({
      message: `The plug at ${plug.address} gives no answer: no whole answer within 2 s.`,
    });
  });

  test('nobody there: a reason, and the port in the advice', async () => {
    const plug = await bench.plug(new Kasa());
    const { address } = plug;
    await plug[Symbol.asyncDispose]();
    await expect(bench.open({ address }, KASA)).rejects.toMatchObject({
      recovery: 'retry',
      message: `The plug at ${address} gives no answer: ECONNREFUSED.`,
      remedy: { command: `nc -vz 127.0.0.1 ${address.split(':')[1]}` },
    });
  });

  test('whoever asked may give up', async () => {
    const plug = await bench.plug(new Kasa());
    const firmware = await openKasa(new KasaConnection(plug.address), null, new AbortController().signal);
    plug.misbehaviour = 'silence';
    const end = new AbortController();
    const asking = firmware.ask(end.signal);
    await expect.poll(() => plug.asked.length).toBe(3);
    end.abort();
    await expect(asking).rejects.toMatchObject({ name: 'SourceError' });
    await expect.poll(() => plug.open).toBe(0);
  });
});

test('P13: a count that falls from 20 to 0 is a reset, and a new beginning', async () => {
  const plug = await bench.plug(new Kasa());
  const source = await bench.open(plug, KASA);
  const meter = createMeter(source.channels[1] as ReadChannel);
  const outcomes: string[] = [];
  for (const wattHours of [0, 1, 1]) {
    for (const reading of await source.read()) {
      const step = meter.take(reading);
      if (step !== null) outcomes.push(`${step.outcome} ${step.joules}`);
    }
    plug.loads = [{ watts: 42.5, wattHours }];
    await bench.second();
  }
  expect(outcomes).toEqual(['first 0', 'reset 0', 'advanced 3600']);
});

test('a value that stands still is believed: no answer tells when it was measured', async () => {
  const source = await bench.open(await bench.plug(new Kasa()), KASA);
  for (let second = 0; second < 8; second += 1) {
    expect(await source.read()).toHaveLength(2);
    await bench.second();
  }
});
