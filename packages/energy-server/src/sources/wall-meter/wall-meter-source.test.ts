// What an opened meter hands over, through real pseudo-terminals.

import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, collect, FAST, failureOf, outlets, wattsOf } from '../../../test/fakes/mcp39f511n/bench.ts';
import { constant, sine, square, type Trace } from '../../../test/fakes/mcp39f511n/trace.ts';
import type { GaugeChannel, ReadChannel } from '../../energy/channel.ts';
import { createMeter } from '../../energy/meter.ts';
import type { Reading } from '../../energy/reading.ts';
import { intervalMsOf, paceMsOf } from './registers.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench[Symbol.asyncDispose]());

describe('readings', () => {
  test('of the outlet that is supposed to feed this computer count, the other is shown beside it', async () => {
    bench.plugIn({ ...FAST, traces: [constant(123.45), constant(67.89)] });
    const source = await bench.openFirst();
    expect(source.channels).toMatchObject([
      {
        id: 'wall-meter:0003:outlet-1',
        domain: 'machine',
        kind: 'gauge',
        basis: 'measured',
        relativeError: 0.005,
      },
      { domain: 'elsewhere/wall-meter:0003:outlet-2' },
    ]);
    expect((source.channels[0] as GaugeChannel).maxGapMs).toBeCloseTo(3 * 40, 0);
    expect(source.notes.join()).toContain('Nobody said');
    const readings = await collect(source, 4);
    expect(wattsOf(readings, 'wall-meter:0003:outlet-1')[0]).toBeCloseTo(123.45, 9);
    expect(wattsOf(readings, 'wall-meter:0003:outlet-2')[0]).toBeCloseTo(67.89, 9);
  });

  test('of two power supplies are one sum', async () => {
    bench.plugIn({ ...FAST, traces: [constant(100), constant(50)] });
    const source = await bench.openFirst({
      boards: [{ outlets: outlets('this computer', 'this computer') }],
    });
    expect(source.channels).toMatchObject([{ id: 'wall-meter:0003:both', domain: 'machine' }]);
    expect(wattsOf(await collect(source, 2), 'wall-meter:0003:both')).toEqual([150, 150]);
    expect(source.notes).toEqual([]);
  });

  test('of an outlet that feeds nothing are left out; names are taken over', async () => {
    bench.plugIn();
    const given = { 1: { feeds: 'nothing' }, 2: { feeds: 'something else', name: 'Lamp' } };
    const source = await bench.openFirst({ boards: [{ serial: '0003', outlets: given }] });
    expect(source.channels.map(({ label }) => label)).toEqual(['Lamp']);
  });

  test('at range 6 are 50.00 W, not 409 600', async () => {
    bench.plugIn({ ...FAST, ranges: [6, 6] });
    const source = await bench.openFirst();
    expect(wattsOf(await collect(source, 2), 'wall-meter:0003:outlet-1')[0]).toBeCloseTo(50, 6);
  });

  test.each([
    [50, 19, 6],
    [50, 6, 19],
    [15, 19, 20],
    [8, 19, 18],
    [4, 6, 19],
    [3, 19, 20],
  ])('of %i W follow the range from %i to %i after a gap, and none is wrong', async (load, before, after) => {
    const traces = [constant(load), constant(0)] as const;
    const board = bench.plugIn({ ...FAST, ranges: [before, before], traces });
    const source = await bench.openFirst();
    const first = await collect(source, 4);
    board.meter.setup.ranges = [after, after];
    const second = await collect(source, 6);
    const values = wattsOf([...first, ...second], 'wall-meter:0003:outlet-1');
    for (const watts of values) expect(watts).toBeCloseTo(load, 3);
    expect(source.notes.join()).toContain('changed the meter');
    const times = [...first, ...second].map(({ at }) => at.timelineMs);
    const longest = Math.max(...times.slice(1).map((at, i) => at - (times[i] ?? 0)));
    expect(longest).toBeGreaterThan((source.channels[0] as GaugeChannel).maxGapMs);
  });

  test('follow a change of one outlet’s range that comes after the other’s', async () => {
    const board = bench.plugIn({ ...FAST, traces: [constant(100), constant(60)] });
    const source = await bench.openFirst();
    const readings = [...(await collect(source, 4))];
    board.meter.setup.ranges = [20, 19];
    // The other one is written while the meter is silent about the first.
    while (!source.notes.join().includes('changed the meter')) {
      readings.push(...(await source.read()));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    board.meter.setup.ranges = [20, 20];
    readings.push(...(await collect(source, 40)));
    expect(new Set(wattsOf(readings, 'wall-meter:0003:outlet-1'))).toEqual(new Set([100]));
    expect(new Set(wattsOf(readings, 'wall-meter:0003:outlet-2'))).toEqual(new Set([60]));
  });

  test('that fill their register are not believed', async () => {
    bench.plugIn({ ...FAST, ranges: [0, 0], traces: [constant(100), constant(0)] });
    const failure = await failureOf(await bench.openFirst());
    expect(failure).toMatchObject({
      recovery: 'reopen',
      message: expect.stringContaining('register is full'),
    });
  });

  test('at one cycle come with a warning, and never a negative one', async () => {
    bench.plugIn({ n: 0, status: 1 });
    const source = await bench.openFirst();
    const readings = await collect(source, 3);
    expect(source.notes.join()).toContain('too short to be reliable');
    expect(wattsOf(readings, 'wall-meter:0003:outlet-1')).toEqual([]);
  });

  test('with the sign bit set are flagged and left out, unless the bit is said to mean import', async () => {
    const board = bench.plugIn({ ...FAST, status: 1, traces: [constant(50), constant(7)] });
    const source = await bench.openFirst();
    const readings = await collect(source, 2);
    expect(wattsOf(readings, 'wall-meter:0003:outlet-1')).toEqual([]);
    expect(wattsOf(readings, 'wall-meter:0003:outlet-2')).toEqual([7, 7]);
    expect(source.notes.join()).toContain('flowing back');
    await source[Symbol.asyncDispose]();
    board.meter.setup.status = 3;
    const turned = await bench.openFirst({ boards: [{ 'sign-bit-means': 'import' }] });
    expect(wattsOf(await collect(turned, 2), 'wall-meter:0003:outlet-1')).toEqual([50]);
  });

  test('beyond what a socket carries are refused', async () => {
    bench.plugIn({ ...FAST, traces: [constant(6000), constant(0)] });
    expect(await failureOf(await bench.openFirst())).toMatchObject({ recovery: 'reopen' });
  });

  test('come no more often than the meter has new values, and no command changes it for good', async () => {
    const board = bench.plugIn();
    const source = await bench.openFirst();
    const asked = board.meter.requests;
    const fromMs = board.nowMs();
    await collect(source, 20);
    const intervals = (board.nowMs() - fromMs) / (2000 / 50.012);
    expect(board.meter.requests - asked).toBeLessThanOrEqual(Math.ceil(intervals) + 1);
    expect(board.meter.forbidden).toEqual([]);
  });
});

test('an unplugged line is let go at once, though nobody reads', async () => {
  const board = bench.plugIn();
  const path = realpathSync(board.path);
  const isHeld = () =>
    readdirSync('/proc/self/fd').some((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(path);
      } catch {
        return false; // The descriptor of the listing itself.
      }
    });
  await bench.openFirst();
  expect(isHeld()).toBe(true);
  bench.pullOut(board);
  await expect.poll(isHeld).toBe(false);
});

test('meters on one mains keep one pace, however it wavers; none is asked faster than it measures', () => {
  for (const [nominal, n] of [50, 60].flatMap((hertz) => [1, 2, 3, 4, 5].map((n) => [hertz, n] as const))) {
    const paces = [-0.14, -0.05, 0, 0.012, 0.1].map((off) => Math.ceil(paceMsOf(n, nominal + off)));
    expect(new Set(paces).size).toBe(1);
  }
  for (let hertz = 45; hertz < 65; hertz += 0.37)
    expect(paceMsOf(4, hertz)).toBeGreaterThanOrEqual(intervalMsOf(4, hertz));
});

describe('the interval', () => {
  test('is set as configured and put back', async () => {
    const board = bench.plugIn({ n: 4 });
    const source = await bench.openFirst({ boards: [{ 'interval-cycles': 4 }] });
    expect(board.meter.setup.n).toBe(2);
    expect((source.channels[0] as GaugeChannel).maxGapMs).toBeCloseTo(240, 0);
    await source[Symbol.asyncDispose]();
    await source[Symbol.asyncDispose]();
    expect(board.meter.setup.n).toBe(4);
  });

  test('that another program has changed since is left alone, and followed', async () => {
    const board = bench.plugIn({ n: 4 });
    const source = await bench.openFirst({ boards: [{ 'interval-cycles': 2 }] });
    board.meter.setup.n = 3;
    await source[Symbol.asyncDispose]();
    expect(board.meter.setup.n).toBe(3);
  });

  test('is left alone where nothing is configured', async () => {
    const board = bench.plugIn({ n: 2 });
    const source = await bench.openFirst();
    await source[Symbol.asyncDispose]();
    expect(board.meter.setup.n).toBe(2);
  });
});

/** What the meter of energy/ makes of the readings, and what the trace truly took between the first and the last of them. */
function integrated(channel: ReadChannel, readings: readonly Reading[], trace: Trace, startMs: number) {
  const meter = createMeter(channel);
  let joules = 0;
  for (const reading of readings) joules += meter.take(reading)?.joules ?? 0;
  const times = readings.map(({ at }) => at.timelineMs - startMs);
  const truth = trace.joules(times.at(-1) ?? 0) - trace.joules(times[0] ?? 0);
  return { joules, truth };
}

describe('energy over some seconds equals the closed form', () => {
  test.each([
    ['constant', constant(50), 0],
    ['square', square(20, 80, 800), 60],
    ['sine', sine(60, 40, 1000), 80],
  ])('%s', async (_, trace, swingWatts) => {
    const board = bench.plugIn({ ...FAST, traces: [trace, constant(0)] });
    const startMs = bench.host.clock.now().timelineMs - board.nowMs();
    const source = await bench.openFirst({ boards: [{ outlets: outlets('this computer', 'nothing') }] });
    const channel = source.channels[0] as GaugeChannel;
    // A gap on a busy machine must not spoil the arithmetic: silence is another test's subject.
    const patient = { ...channel, maxGapMs: Number.POSITIVE_INFINITY };
    const { joules, truth } = integrated(patient, await collect(source, 60), trace, startMs);
    // A reading is the mean over an interval that ended up to one interval ago: the two ends may be off by that much of the swing.
    const lagSeconds = (1.5 * channel.maxGapMs) / 3 / 1000;
    expect(Math.abs(joules - truth)).toBeLessThanOrEqual(1e-3 + 2 * lagSeconds * swingWatts);
  });
});
