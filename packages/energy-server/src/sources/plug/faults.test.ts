// Plugs that misbehave, stand still or come back: gaps and reasons, never a number that nobody measured.

import { MACHINE } from '@jupyter-energy/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FakePlug, Misbehaviour } from '../../../test/fakes/plugs/fake-plug.ts';
import { PlugBench, told } from '../../../test/fakes/plugs/plug-bench.ts';
import { ShellyGen1 } from '../../../test/fakes/plugs/shelly-gen1.ts';
import { ShellyGen2 } from '../../../test/fakes/plugs/shelly-gen2.ts';
import { Tasmota } from '../../../test/fakes/plugs/tasmota.ts';
import type { ReadChannel } from '../../energy/channel.ts';
import { createMeter } from '../../energy/meter.ts';
import { makeTree } from '../../energy/tree.ts';

let bench: PlugBench;
beforeEach(() => {
  bench = new PlugBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

const QUICK: readonly Misbehaviour[] = ['html', 'garbage', 'huge', 'half', 'hang-up', 'busy'];
const FIRMWARES: readonly (() => FakePlug)[] = [
  () => new ShellyGen1(),
  () => new ShellyGen2(),
  () => new Tasmota(),
];

describe('no answer of this firmware', () => {
  test.each([...QUICK, 'drip'] as const)('once is a gap: %s', async (misbehaviour) => {
    const plug = await bench.plug(new ShellyGen1());
    const source = await bench.open(plug);
    await source.read();
    plug.misbehaviour = misbehaviour;
    await bench.second();
    expect(await source.read()).toEqual([]);
    plug.misbehaviour = null;
    await bench.second();
    expect(told(await source.read())[0]).toEqual(['power', 42.5]);
  });

  test.each([...QUICK, 'silence'] as const)(
    'at the beginning opens nothing, after few questions: %s',
    async (misbehaviour) => {
      const plugs = await Promise.all(FIRMWARES.map((create) => bench.plug(create())));
      const opening = plugs.map((plug) => {
        plug.misbehaviour = misbehaviour;
        return bench.open(plug);
      });
      for (const [index, { reason }] of (await Promise.allSettled(opening)).map(rejected).entries()) {
        expect(reason).toMatchObject({
          name: 'SourceError',
          message: expect.stringContaining(plugs[index]?.address ?? ''),
        });
        expect(plugs[index]?.asked.length).toBeLessThanOrEqual(2);
      }
    },
  );
});

function rejected(result: PromiseSettledResult<unknown>): PromiseRejectedResult {
  if (result.status === 'rejected') return result;
  throw new Error('opened, although it misbehaves');
}

test('three answers in a row that are none: looked for again, with a reason', async () => {
  for (const create of FIRMWARES) {
    const plug = await bench.plug(create());
    const first = await bench.open(plug);
    plug.misbehaviour = 'hang-up';
    expect(await bench.failure(first)).toMatchObject({
      recovery: 'reopen',
      message: `The plug at ${plug.address} gives no answer: ECONNRESET.`,
    });
    plug.misbehaviour = null;
    const second = await bench.open(plug);
    plug.misbehaviour = 'html';
    expect(await bench.failure(second)).toMatchObject({
      recovery: 'reopen',
      message: expect.stringContaining('strange answer'),
    });
  }
});

test('a redirection is not followed, and ends it', async () => {
  for (const create of FIRMWARES) {
    const plug = await bench.plug(create());
    const source = await bench.open(plug);
    plug.misbehaviour = 'redirect';
    expect(await bench.failure(source)).toMatchObject({ recovery: 'give-up' });
    await expect(bench.open(plug)).rejects.toMatchObject({ recovery: 'give-up' });
  }
});

test('nobody there: a reason, and another try later', async () => {
  const plug = await bench.plug(new ShellyGen1());
  const { address } = plug;
  await plug[Symbol.asyncDispose]();
  await expect(bench.open({ address })).rejects.toMatchObject({
    recovery: 'retry',
    message: `The plug at ${address} gives no answer: ECONNREFUSED.`,
  });
});

describe('P14: a value that stands still', () => {
  test('is told for three seconds, then a gap, while the stamp stays', async () => {
    const plug = await bench.plug(new ShellyGen1());
    const source = await bench.open(plug);
    const heard: number[] = [];
    for (let second = 0; second < 8; second += 1) {
      heard.push((await source.read()).length);
      await bench.second();
    }
    // At 0, 1, 2 and 3 s; each telling has power and count.
    expect(heard).toEqual([2, 2, 2, 2, 0, 0, 0, 0]);
    plug.seconds += 8;
    await bench.second();
    expect(await source.read()).toHaveLength(2);
  });

  test('is news when it moves, though the stamp does not', async () => {
    const plug = await bench.plug(new ShellyGen1());
    const source = await bench.open(plug);
    for (let second = 0; second < 6; second += 1) {
      expect(await source.read()).toHaveLength(2);
      plug.load.watts += 0.1;
      await bench.second();
    }
  });

  test('is news while the stamp moves, or where the device does not know the time', async () => {
    for (const [start, step] of [
      [1_795_435_200, 1],
      [0, 0],
    ] as const) {
      const plug = await bench.plug(new ShellyGen1());
      plug.seconds = start;
      const source = await bench.open(plug);
      for (let second = 0; second < 6; second += 1) {
        expect(await source.read()).toHaveLength(2);
        plug.seconds += step;
        await bench.second();
      }
      await source[Symbol.asyncDispose]();
    }
  });

  test('of generation 2 is old when its minute does not end', async () => {
    const plug = await bench.plug(new ShellyGen2());
    const source = await bench.open(plug);
    for (let second = 0; second < 63; second += 1) await bench.second();
    expect(await source.read()).toHaveLength(2 * 64);
    await bench.second();
    expect(await source.read()).toEqual([]);
    plug.minute = 1_795_435_260;
    await bench.second();
    expect(await source.read()).toHaveLength(2);
  });

  test('of Tasmota is old when its clock stands still', async () => {
    const plug = await bench.plug(new Tasmota());
    const source = await bench.open(plug);
    for (let second = 0; second < 4; second += 1) await bench.second();
    expect(await source.read()).toHaveLength(2 * 4);
    plug.time = '2026-11-23T12:00:04';
    await bench.second();
    expect(await source.read()).toHaveLength(2);
  });
});

test('P11: a step at 10.0 s that is seen at 11.5 s is entered at 10.0 s', async () => {
  bench.host.clock.pass(11_500);
  const source = await bench.open(await bench.plug(new ShellyGen1()));
  const stamps = new Set((await source.read()).map(({ at }) => at.timelineMs));
  expect([...stamps]).toEqual([10_000]);
  expect(source.notes.join()).toContain('1 to 2 s ago');
  // The other half of P11, that a cell from 9 to 13 s is too short: kernels/resolution.test.ts.
  expect(source.channels.map(({ resolvesMs }) => resolvesMs)).toEqual(source.channels.map(() => 5_000));
});

test('P13: a count that falls from 1200 to 0 is a reset, and a new beginning', async () => {
  const plug = await bench.plug(new ShellyGen1());
  const source = await bench.open(plug);
  const meter = createMeter(source.channels[1] as ReadChannel);
  const outcomes: string[] = [];
  for (const wattHours of [0, 1, 1]) {
    for (const reading of await source.read()) {
      const step = meter.take(reading);
      if (step !== null) outcomes.push(`${step.outcome} ${step.joules}`);
    }
    plug.load.wattHours = wattHours;
    plug.seconds += 1;
    await bench.second();
  }
  expect(outcomes).toEqual(['first 0', 'reset 0', 'advanced 3600']);
});

test('P12: beside a wall meter of a known error the plug is shown, and not added', async () => {
  const source = await bench.open(await bench.plug(new ShellyGen1()));
  const wall = { kind: 'gauge', id: 'wall', label: 'Wall', domain: MACHINE, maxGapMs: 1000 } as const;
  const tree = makeTree([...source.channels, { ...wall, basis: 'measured', relativeError: 0.005 }]);
  expect([...tree.members.values()].map(({ channel, role }) => [channel.id === 'wall', role])).toEqual([
    [false, 'duplicate'],
    [false, 'distrusted'],
    [true, 'speaks'],
  ]);
});
