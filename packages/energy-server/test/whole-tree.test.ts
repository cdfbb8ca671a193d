// One tree over meters of every kind, as their drivers describe them: what counts, what is shown beside it, what cannot be.

import {
  elsewhereDomain,
  gpuDomain,
  MACHINE,
  memoryDomain,
  PLATFORM,
  type Sources,
} from '@jupyter-energy/contract';
import { describe, expect, test } from 'vitest';
import { counter, gauge } from '../src/energy/channel.fixture.ts';
import type { Channel } from '../src/energy/channel.ts';
import type { Reading } from '../src/energy/reading.ts';
import { History, type Settled } from '../src/history/history.ts';
import { sourcesReply } from '../src/http/sources-reply.ts';
import type { EnergyView } from '../src/http/view.ts';

const CPU = `${PLATFORM}/cpu-0`;

const wall = gauge({
  id: 'wall-meter:0003:outlet-1',
  label: 'Wall outlet 1',
  domain: MACHINE,
  relativeError: 0.005,
});
const plug = gauge({ id: 'plug:desk:power', label: 'Desk plug', domain: MACHINE, lateMs: 3_000 });
const battery = gauge({
  id: 'battery:discharge',
  label: 'Battery',
  domain: MACHINE,
  soleFeed: 'the computer runs on its battery.',
});
const controller = gauge({ id: 'ipmi:power', label: 'Management controller', domain: MACHINE });
const psys = counter({ id: 'rapl:psys', label: 'Main board', domain: PLATFORM, relativeError: 0.23 });
const rail = gauge({ id: 'hwmon:ina226:1', label: 'Board rail', domain: PLATFORM });
const cpu = counter({ id: 'rapl:cpu-0', label: 'Processor 0', domain: CPU });
const cores = counter({ id: 'rapl:cpu-0/cores', label: 'Cores', domain: `${CPU}/cores` });
const uncore = counter({ id: 'rapl:cpu-0/uncore', label: 'Integrated graphics', domain: `${CPU}/uncore` });
const memory = counter({ id: 'rapl:memory-0', label: 'Memory 0', domain: memoryDomain(0) });
const apu = gauge({
  id: 'hwmon:amdgpu',
  label: 'Processor with graphics',
  domain: CPU,
  distrusted: 'RAPL tells it.',
});
const nvidia = counter({ id: 'nvml:GPU-a', label: 'NVIDIA A', domain: gpuDomain('a') });
const amd = gauge({ id: 'hwmon:amdgpu:b', label: 'AMD B', domain: gpuDomain('b') });
const screen = gauge({ id: 'plug:screen:power', label: 'Screen', domain: elsewhereDomain('screen') });
const estimate = counter({
  id: 'estimate:platform',
  domain: PLATFORM,
  basis: 'estimated',
  relativeError: 0.2,
});

interface Meter {
  readonly id: string;
  readonly kind: 'counter' | 'gauge';
  says(seconds: number, value: number): Reading;
}
type Told = readonly (readonly [Channel & Meter, number | ((seconds: number) => number)])[];

/** All meters at these watts, read every second. */
function live(
  told: Told,
  seconds: number,
  history = new History(),
  from = 0,
): { settled: Settled; reply: Sources } {
  const channels = told.map(([channel]) => channel);
  const tree = history.roster(channels);
  const counted = new Map<string, number>();
  let settled = history.settle(from * 1000);
  for (let now = from; now <= from + seconds; now++) {
    const readings = told.map(([channel, watts]) => {
      const value = typeof watts === 'number' ? watts : watts(now);
      if (channel.kind === 'gauge') return channel.says(now, value);
      const joules = (counted.get(channel.id) ?? 0) + (now === from ? 0 : value);
      counted.set(channel.id, joules);
      return channel.says(now, joules);
    });
    history.take(readings);
    settled = history.settle(now * 1000);
  }
  const source = {
    id: 'all',
    kind: 'all',
    title: 'All',
    status: 'ready',
    reason: null,
    remedy: null,
  } as const;
  const sources = [{ ...source, notes: [], notCovered: [], channels }];
  const view: Pick<EnergyView, 'sources' | 'tree' | 'history'> = { sources, tree, history };
  return { settled, reply: sourcesReply(view as EnergyView) };
}

function wattsOfNodes({ nodes }: Settled): Record<string, number | null> {
  return Object.fromEntries(
    nodes.map(({ id, watts }) => [id, watts === null ? null : Math.round(watts * 1e6) / 1e6]),
  );
}

function channelOf({ sources }: Sources, id: string) {
  return sources.flatMap(({ channels }) => channels).find((channel) => channel.id === id);
}

describe('every kind of meter at once', () => {
  const told: Told = [
    [screen, 25],
    [cores, 20],
    [nvidia, 100],
    [psys, 60],
    [wall, 200],
    [uncore, 3],
    [amd, 10],
    [memory, 5],
    [cpu, 30],
    [apu, 31],
    [estimate, 70],
  ];

  test('wall ⊃ board ⊃ processor and memory ⊃ cores; GPUs in the wall meter’s, outside the board; each thing once', () => {
    const { settled, reply } = live(told, 10);
    expect(wattsOfNodes(settled)).toEqual({
      machine: 200,
      [PLATFORM]: 60,
      [CPU]: 30,
      [`${CPU}/cores`]: 20,
      [`${CPU}/uncore`]: 3,
      [`${CPU}/rest`]: 7,
      [memoryDomain(0)]: 5,
      [`${PLATFORM}/rest`]: 25,
      [gpuDomain('a')]: 100,
      [gpuDomain('b')]: 10,
      'machine/rest': 30,
    });
    expect(settled.total).toMatchObject({ watts: 200, basis: 'measured', relativeError: 0.005 });
    expect(reply.total.domains).toEqual([MACHINE]);
    expect(channelOf(reply, screen.id)).toMatchObject({ role: 'elsewhere', watts: 25 });
    expect(channelOf(reply, apu.id)).toMatchObject({ role: 'distrusted' });
    expect(channelOf(reply, estimate.id)).toMatchObject({ role: 'duplicate' });
    expect(reply.sources[0]?.notes).toEqual([]);
  });

  test('without the wall meter the board and the GPUs beside it make the total', () => {
    const { settled, reply } = live(
      told.filter(([channel]) => channel !== wall),
      10,
    );
    expect(settled.total?.watts).toBeCloseTo(60 + 100 + 10, 9);
    expect(reply.total.domains.toSorted()).toEqual([gpuDomain('a'), gpuDomain('b'), PLATFORM]);
  });

  test('the order in which meters are found changes no sum', () => {
    const backwards = live([...told].reverse(), 10).settled;
    expect(wattsOfNodes(backwards)).toEqual(wattsOfNodes(live(told, 10).settled));
  });
});

describe('two meters of the same', () => {
  test('P12 a plug at 100 W and a wall meter at 101 W: 101 W, and the plug is 1.0 % below it', () => {
    const { settled, reply } = live(
      [
        [plug, 100],
        [wall, 101],
      ],
      70,
    );
    expect(settled.total?.watts).toBeCloseTo(101, 9);
    expect(channelOf(reply, plug.id)).toMatchObject({
      role: 'duplicate',
      watts: 100,
      because:
        'Wall outlet 1 (wall-meter:0003:outlet-1) covers the same part: its error is smaller. ' +
        'Over the last 60 s this one told 1.0 % less.',
    });
  });

  test('the deviation is of the last minute only, and of what both have told', () => {
    // 50 W more for the first 70 s, then 10 % less.
    const { reply } = live(
      [
        [plug, (now) => (now <= 70 ? 150 : 90)],
        [wall, 100],
      ],
      140,
    );
    expect(channelOf(reply, plug.id)?.because).toMatch(/ 60 s this one told 10\.0 % less\.$/);
    const young = live(
      [
        [plug, 120],
        [wall, 100],
      ],
      25,
    ).reply;
    expect(channelOf(young, plug.id)?.because).toMatch(/ 20 s this one told 20\.0 % more\.$/);
  });

  test('before ten seconds have passed, and beside a meter that tells nothing, there is no deviation', () => {
    const early = live(
      [
        [plug, 120],
        [wall, 100],
      ],
      8,
    ).reply;
    expect(channelOf(early, plug.id)?.because).toMatch(/its error is smaller\.$/);
    const dead = live(
      [
        [plug, 120],
        [wall, 0],
      ],
      70,
    ).reply;
    expect(channelOf(dead, plug.id)?.because).toMatch(/its error is smaller\.$/);
  });

  test('a controller, a plug and a rail double; none is added', () => {
    const { settled, reply } = live(
      [
        [controller, 210],
        [plug, 205],
        [wall, 200],
        [rail, 61],
        [psys, 60],
      ],
      70,
    );
    expect(settled.total?.watts).toBeCloseTo(200, 9);
    expect(channelOf(reply, controller.id)?.because).toMatch(/5\.0 % more\.$/);
    expect(channelOf(reply, plug.id)?.because).toMatch(/2\.5 % more\.$/);
    expect(channelOf(reply, rail.id)?.because).toMatch(/1\.7 % more\.$/);
  });

  test('a battery that feeds the computer alone speaks before the meter in the wall', () => {
    const { settled, reply } = live(
      [
        [wall, 0.3],
        [battery, 15],
        [psys, 12],
      ],
      70,
    );
    expect(settled.total?.watts).toBeCloseTo(15, 9);
    expect(channelOf(reply, wall.id)?.because).toContain('the computer runs on its battery.');
    const { settled: onMains } = live(
      [
        [wall, 30],
        [psys, 12],
      ],
      10,
    );
    expect(onMains.total?.watts).toBeCloseTo(30, 9);
  });
});

describe('what cannot be', () => {
  const broken: Told = [
    [wall, 20],
    [cpu, 18],
    [nvidia, 12],
  ];

  test('parts above their whole for a minute are told at the whole’s source, and parts are cut to fit meanwhile', () => {
    expect(live(broken, 59).reply.sources[0]?.notes).toEqual([]);
    const { settled, reply } = live(broken, 61);
    expect(reply.sources[0]?.notes).toEqual([
      'Impossible for a minute or longer: Processor 0 (rapl:cpu-0) and NVIDIA A (nvml:GPU-a) together told 30.0 W, ' +
        'Wall outlet 1 (wall-meter:0003:outlet-1), which contains them, only 20.0 W. One of the meters is wrong, ' +
        'or it feeds something else; parts are shown cut down to what contains them.',
    ]);
    expect(settled.total?.watts).toBeCloseTo(20, 9);
  });

  test('and not any more when it is over', () => {
    const { reply } = live(
      [
        [wall, (now) => (now <= 80 ? 20 : 35)],
        [cpu, 18],
        [nvidia, 12],
      ],
      100,
    );
    expect(reply.sources[0]?.notes).toEqual([]);
  });

  test('a step of the load that a slow meter sees later is none', () => {
    const late = (now: number) => (now <= 33 ? 20 : 200);
    const { reply } = live(
      [
        [plug, late],
        [cpu, (now) => (now <= 30 ? 10 : 150)],
      ],
      90,
    );
    expect(reply.sources[0]?.notes).toEqual([]);
  });
});
