// Whoever listens is told when meters begin and cease to contradict each other, and at every rescan how far two of the same are apart.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Reading } from '../src/energy/reading.ts';
import { sourcesReply } from '../src/http/sources-reply.ts';
import { Station } from '../src/station.ts';
import { createFakeHost } from './fakes/fake-host.ts';
import { counterFor, ready, ScriptedDriver, ScriptedSource } from './fakes/scripted-source.ts';
import { pass, TimerClock } from './fakes/timer-clock.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Counters of these watts by their ids, on a station that beats every 5 s. */
function stationOf(domains: Readonly<Record<string, string>>, watts: Readonly<Record<string, () => number>>) {
  const parts = new AsyncDisposableStack();
  const clock = new TimerClock();
  const host = parts.use(createFakeHost());
  const source = new ScriptedSource(
    Object.entries(domains).map(([id, domain]) => counterFor(domain, { id, label: id })),
  );
  const joules = new Map<string, number>();
  let beforeMs = 0;
  source.script = () => {
    const at = clock.now();
    const seconds = (at.timelineMs - beforeMs) / 1_000;
    beforeMs = at.timelineMs;
    return source.channels.map(({ id }): Reading => {
      joules.set(id, (joules.get(id) ?? 0) + seconds * (watts[id]?.() ?? 0));
      return { kind: 'counter', channel: id, at, joules: joules.get(id) ?? 0 };
    });
  };
  const driver = new ScriptedDriver('scripted', () => [ready('scripted', source)]);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const setup = { drivers: [driver], options: {}, simulated: null, finestMs: 10, log };
  const station = parts.use(new Station({ ...setup, host: { ...host, clock } }));
  return { station, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

test('a processor above its board: told after a minute, taken back when it fits again', async () => {
  let boardWatts = 20;
  await using bench = stationOf(
    { board: 'machine/platform', cpu: 'machine/platform/cpu-0' },
    { board: () => boardWatts, cpu: () => 30 },
  );
  const { station } = bench;
  await station.start();
  const told: string[][] = [];
  station.onSources(() => told.push(sourcesReply(station).sources[0]?.notes ?? []));
  await pass(55_000);
  expect(told.flat()).toEqual([]);
  await pass(20_000);
  expect(told.at(-1)).toEqual([
    expect.stringMatching(/^Impossible .* cpu \(cpu\) told 30\.0 W, board \(board\)/),
  ]);
  boardWatts = 40;
  await pass(30_000);
  expect(told.at(-1)).toEqual([]);
});

test('two meters of the same: the deviation is told anew at every rescan, every 30 s', async () => {
  await using bench = stationOf({ wall: 'machine', plug: 'machine' }, { wall: () => 100, plug: () => 95 });
  const { station } = bench;
  await station.start();
  const told: (string | null | undefined)[] = [];
  station.onSources(() => told.push(sourcesReply(station).sources[0]?.channels[1]?.because));
  await pass(130_000);
  expect(told.filter((because) => because?.endsWith(' s this one told 5.0 % less.'))).toHaveLength(4);
  expect(told.at(-1)).toBe(
    'wall (wall) covers the same part: it was found first. Over the last 60 s this one told 5.0 % less.',
  );
});
