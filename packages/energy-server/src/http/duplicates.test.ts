// What replies tell of a second meter of the same: in the beat, in the past, and nowhere in a sum.

import { Beat, Power } from '@jupyter-energy/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ask, openStream } from '../../test/fakes/http-client.ts';
import { CPU_WATTS, RunningServer } from '../../test/fakes/running-server.ts';
import { counterFor } from '../../test/fakes/scripted-source.ts';
import type { ReadChannel } from '../energy/channel.ts';
import type { Reading } from '../energy/reading.ts';

const CPU = 'machine/platform/cpu-0';
const OTHER_WATTS = 18;

let server: RunningServer;
beforeEach(() => {
  server = new RunningServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

/** Starts with counters that cover the same as the processor's: of another meter, and of the same one. */
async function start(
  beside: readonly Partial<ReadChannel>[],
  more: readonly Partial<ReadChannel>[] = [],
): Promise<void> {
  const [theirs, own] = [beside, more].map((all) =>
    all.map((one) => ({ ...counterFor(CPU), ...one }) as ReadChannel),
  ) as [ReadChannel[], ReadChannel[]];
  const said = (channels: readonly ReadChannel[]) => {
    const at = server.clock.now();
    const joules = (OTHER_WATTS * at.timelineMs) / 1000;
    return channels.map(({ id }): Reading => ({ kind: 'counter', channel: id, at, joules }));
  };
  const { script } = server.source;
  server.beside.channels = theirs;
  server.beside.script = () => said(theirs);
  server.source.channels = [...server.source.channels, ...own];
  server.source.script = async () => [...(await script()), ...said(own)];
  await server.start();
}

async function nextBeat(): Promise<Beat> {
  const stream = await openStream(server);
  try {
    await stream.next('beat');
    await stream.next('beat');
    return Beat.parse(await stream.next('beat'));
  } finally {
    stream.abort();
  }
}

test('where nothing is measured twice, no reply says a word of it', async () => {
  await start([]);
  expect(await nextBeat()).not.toHaveProperty('duplicates');
  expect((await ask(server, '/v1/power?seconds=1&step=0.1')).json()).not.toHaveProperty('duplicates');
});

test('a second meter is told of with the node that it measures too, and is in no node and no total', async () => {
  await start([{ id: 'beside:other', label: 'Other meter', relativeError: 0.3 }]);
  // The one that states its error speaks now.
  const beat = await nextBeat();
  expect(beat.duplicates).toEqual([
    {
      id: 'scripted:cpu-0',
      of: CPU,
      label: `Meter of ${CPU}`,
      basis: 'measured',
      reading: { from: expect.any(Number), to: expect.any(Number), watts: expect.closeTo(CPU_WATTS, 6) },
    },
  ]);
  const { from = 0, to = 0 } = beat.duplicates?.[0]?.reading ?? {};
  expect(to).toBeGreaterThan(from);
  expect(Math.abs(to - beat.at)).toBeLessThan(60_000);
  expect(beat.nodes.map(({ id }) => id)).toEqual([CPU, `${CPU}/cores`, `${CPU}/rest`]);
  expect(beat.total?.watts).toBeCloseTo(OTHER_WATTS, 6);
});

test('its past is beside the series, step for step', async () => {
  await start([{ id: 'beside:other', label: 'Other meter' }]);
  await nextBeat();
  const power = Power.parse((await ask(server, '/v1/power?seconds=2&step=0.1')).json());
  const [other] = power.duplicates ?? [];
  expect(power.duplicates).toHaveLength(1);
  expect(other).toMatchObject({ id: 'beside:other', of: CPU, label: 'Other meter', basis: 'measured' });
  expect(other?.watts).toHaveLength(power.at.length);
  const known = other?.watts.filter((watts) => watts !== null) ?? [];
  expect(known.length).toBeGreaterThan(0);
  for (const watts of known) expect(watts).toBeCloseTo(OTHER_WATTS, 6);
  expect(power.series.map(({ id }) => id)).toEqual(['total', CPU, `${CPU}/cores`, `${CPU}/rest`]);
});

test('of one source the first is told of; what is called as its part is told apart by the source', async () => {
  await start([
    { id: 'beside:a', label: 'Processor 0' },
    { id: 'beside:b', label: 'Its own count' },
  ]);
  const { duplicates } = await nextBeat();
  expect(duplicates?.map(({ id, label }) => [id, label])).toEqual([['beside:a', 'Source beside']]);
});

test('what the meter that speaks tells of the same part in another way is no second meter', async () => {
  await start([], [{ id: 'scripted:count', label: 'Its own count' }]);
  expect(await nextBeat()).not.toHaveProperty('duplicates');
});
