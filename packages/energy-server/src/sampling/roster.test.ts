// Who is here: sources that fail, hang, come and go; fallbacks that stand in. Time is Vitest's fake timers.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeHost } from '../../test/fakes/fake-host.ts';
import { counterFor, ready, ScriptedDriver, ScriptedSource } from '../../test/fakes/scripted-source.ts';
import { fakeTimers, pass, TimerClock } from '../../test/fakes/timer-clock.ts';
import { type EnergySource, type Finding, SourceError } from '../sources/source.ts';
import { Roster } from './roster.ts';

const CPU = 'machine/platform/cpu-0';
const PLUG_IT_IN = { text: 'Plug it in.', command: null };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const never = () => new Promise<never>(() => {});

let logged: string[] = [];
let stack: AsyncDisposableStack;
let clock: TimerClock;

beforeEach(() => {
  fakeTimers();
  logged = [];
  stack = new AsyncDisposableStack();
});
afterEach(async () => {
  vi.useRealTimers();
  await stack.disposeAsync();
});

function rosterOf(...drivers: ScriptedDriver[]): Roster {
  const note = (facts: object, message: string) => logged.push(`${message} ${JSON.stringify(facts)}`);
  const host = stack.use(createFakeHost());
  clock = new TimerClock();
  const log = { info: note, warn: note, error: note };
  return stack.use(new Roster({ drivers, options: {}, host: { ...host, clock }, log }));
}

function openIds(roster: Roster): string[] {
  return roster.open.map((source) => source.id);
}

describe('discovery', () => {
  test('opens what is ready, shows what is blocked with the way out', async () => {
    const remedy = { text: 'Ask for permission.', command: 'sudo please' };
    const blocked = { id: 'b', title: 'B', status: 'blocked', reason: 'not allowed', remedy } as const;
    const roster = rosterOf(
      new ScriptedDriver('one', () => [ready('a', new ScriptedSource([counterFor(CPU)])), blocked]),
    );
    await roster.rescan();
    expect(openIds(roster)).toEqual(['a']);
    expect(roster.sources[1]).toMatchObject({ id: 'b', status: 'blocked', reason: 'not allowed', remedy });
    expect(roster.channels.map(({ domain }) => domain)).toEqual([CPU]);
  });

  test('goes on every 30 s: what is plugged in later is opened, what is gone is closed', async () => {
    const source = new ScriptedSource([counterFor(CPU)]);
    const driver = new ScriptedDriver('hot', () => []);
    const roster = rosterOf(driver);
    await roster.rescan();
    driver.find = () => [ready('late', source)];
    await pass(30_000);
    expect(openIds(roster)).toEqual(['late']);
    driver.find = () => [];
    await pass(31_000);
    expect(roster.sources).toEqual([]);
    expect(source.disposed).toBe(1);
  });

  test.each([
    ['is not found any more', () => []],
    [
      'is found blocked',
      () => [
        {
          id: 'usb',
          title: 'USB',
          status: 'blocked',
          reason: 'There is no such device.',
          remedy: PLUG_IT_IN,
        },
      ],
    ],
  ] satisfies readonly (readonly [string, () => readonly Finding[]])[])(
    'what was open and %s is looked for after 1, 2, 4, … s',
    async (_, gone) => {
      const looks: number[] = [];
      const found = () => [ready('usb', new ScriptedSource([counterFor(CPU)]))];
      let find: () => readonly Finding[] = found;
      const driver = new ScriptedDriver('hot', () => {
        looks.push(clock.now().timelineMs);
        return find();
      });
      const roster = rosterOf(driver);
      await roster.rescan();
      find = () => [...gone()];
      // A read fails: the line was pulled out.
      const [source] = roster.open;
      await source?.close();
      await pass(30_000 + 1_000 + 2_000 + 4_000 + 8_000 + 16_000 + 30_000 + 30_000);
      expect(looks).toEqual([0, 30, 31, 33, 37, 45, 61, 91, 121].map((s) => 1_000 * s));
      find = found;
      await pass(30_000);
      expect(openIds(roster)).toEqual(['usb']);
      looks.length = 0;
      await pass(60_000);
      expect(looks).toHaveLength(2);
    },
  );

  test('what takes its time to open is said to be opened', async () => {
    const source = new ScriptedSource([counterFor(CPU)]);
    const slow = { ...ready('slow', source), open: () => pause(3_000).then(() => source) };
    const roster = rosterOf(new ScriptedDriver('one', () => [slow]));
    void roster.rescan();
    await pass(2_900);
    expect(roster.sources).toMatchObject([{ id: 'slow', channels: [], notes: ['It is being opened.'] }]);
    await pass(200);
    expect(roster.sources).toMatchObject([{ id: 'slow', channels: [{}], notes: [] }]);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no such bus');
      },
      'no such bus',
    ],
    ['hangs', never, 'looking for bad did not answer within 10 s'],
  ])('a driver that %s harms nobody, and is shown', async (_, find, reason) => {
    const good = new ScriptedDriver('good', () => [ready('g', new ScriptedSource([counterFor(CPU)]))]);
    const roster = rosterOf(new ScriptedDriver('bad', find), good);
    void roster.rescan();
    await pass(1_000);
    expect(openIds(roster)).toEqual(['g']);
    await pass(40_000);
    expect(roster.sources.at(-1)).toMatchObject({ id: 'bad/discovery', status: 'failing', reason });
    expect(logged.filter((line) => line.includes(reason))).toHaveLength(1);
  });

  test('one that hung is not asked again until it answers', async () => {
    const driver = new ScriptedDriver('slow', never);
    void rosterOf(driver).rescan();
    await pass(120_000);
    expect(driver.looks).toBe(1);
  });

  test('a source that opens too late is closed again, not leaked', async () => {
    const late = new ScriptedSource([counterFor(CPU)]);
    const slow = () => new Promise<EnergySource>((resolve) => setTimeout(() => resolve(late), 15_000));
    const driver = new ScriptedDriver('slow', () => [ready('s', slow)]);
    const roster = rosterOf(driver);
    void roster.rescan();
    await pass(11_000);
    expect(roster.sources[0]).toMatchObject({
      status: 'failing',
      reason: 'opening s did not answer within 10 s',
    });
    driver.find = () => [];
    await pass(5_000);
    expect(late.disposed).toBe(1);
  });
});

test('a source that vanishes while it is being opened is closed again, not leaked', async () => {
  const slow = new ScriptedSource([counterFor(CPU)]);
  const open = () => new Promise<EnergySource>((resolve) => setTimeout(() => resolve(slow), 5_000));
  const driver = new ScriptedDriver('d', () => [ready('s', open)]);
  const roster = rosterOf(driver);
  await Promise.all([roster.rescan(), pass(1_000)]);
  driver.find = () => [];
  await roster.rescan();
  await pass(5_000);
  expect(slow.disposed).toBe(1);
  expect(roster.channels).toEqual([]);
});

describe('failure', () => {
  test('to open is tried again after 1, 2, 4, … s and at most 5 min, and logged once', async () => {
    const at: number[] = [];
    const start = Date.now();
    const refuse = () => {
      at.push(Date.now() - start);
      throw new Error('busy');
    };
    void rosterOf(new ScriptedDriver('x', () => [ready('x', refuse)])).rescan();
    await pass(1_500_000);
    const waits = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(waits.slice(0, 5)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(Math.max(...waits)).toBeLessThanOrEqual(300_000);
    expect(waits.at(-1)).toBe(300_000);
    expect(logged.filter((line) => line.startsWith('source failing'))).toHaveLength(1);
  });

  test('of one read leaves the others alone; `retry` keeps it open', async () => {
    const bad = new ScriptedSource([counterFor(CPU)]);
    const roster = rosterOf(new ScriptedDriver('d', () => [ready('bad', bad)]));
    await roster.rescan();
    bad.script = () => {
      throw new SourceError('a glitch', 'retry');
    };
    expect(roster.open[0]?.read(clock.now().timelineMs)).toEqual([]);
    expect(roster.sources[0]).toMatchObject({ status: 'failing', reason: 'a glitch' });
    bad.script = () => [];
    roster.open[0]?.read(clock.now().timelineMs);
    expect(roster.sources[0]).toMatchObject({ status: 'ready', reason: null });
    expect(bad.disposed).toBe(0);
  });

  test('`reopen` closes it and opens it anew a second later', async () => {
    const sources: ScriptedSource[] = [];
    const open = () => {
      const source = new ScriptedSource([counterFor(CPU)]);
      sources.push(source);
      return source;
    };
    const roster = rosterOf(new ScriptedDriver('d', () => [ready('d', open)]));
    await roster.rescan();
    const [first] = sources;
    if (first) first.script = () => Promise.reject(new Error('unplugged'));
    await roster.open[0]?.read(clock.now().timelineMs);
    expect(openIds(roster)).toEqual([]);
    expect(first?.disposed).toBe(1);
    await pass(1_000);
    expect(sources).toHaveLength(2);
    expect(openIds(roster)).toEqual(['d']);
  });

  test('`give-up` blocks it until the next rescan, with its remedy', async () => {
    const source = new ScriptedSource([counterFor(CPU)]);
    const roster = rosterOf(new ScriptedDriver('d', () => [ready('d', source)]));
    await roster.rescan();
    const remedy = { text: 'Reload the driver.', command: null };
    source.script = () => {
      throw new SourceError('the driver is too old', 'give-up', remedy);
    };
    roster.open[0]?.read(clock.now().timelineMs);
    expect(roster.sources[0]).toMatchObject({ status: 'blocked', reason: 'the driver is too old', remedy });
    await pass(29_000);
    expect(openIds(roster)).toEqual([]);
    await pass(2_000);
    expect(openIds(roster)).toEqual(['d']);
  });

  test('a read that hangs makes it busy, and after 30 s lost', async () => {
    const source = new ScriptedSource([counterFor(CPU)]);
    const roster = rosterOf(new ScriptedDriver('d', () => [ready('d', source)]));
    await roster.rescan();
    source.script = never;
    void roster.open[0]?.read(clock.now().timelineMs);
    expect(roster.open[0]?.busy).toBe(true);
    await pass(29_000);
    roster.refresh();
    expect(source.disposed).toBe(0);
    await pass(2_000);
    roster.refresh();
    expect(source.disposed).toBe(1);
  });
});

describe('fallbacks', () => {
  function withFallback(domain: string, more: Parameters<typeof counterFor>[1] = {}) {
    const meter = new ScriptedSource([counterFor(domain, more)]);
    const estimate = new ScriptedSource([counterFor('machine/platform', { id: 'e', basis: 'estimated' })]);
    const meters = new ScriptedDriver('meters', () => [ready('m', meter)]);
    const roster = rosterOf(meters, new ScriptedDriver('estimate', () => [ready('e', estimate)], true));
    return { meter, meters, estimate, roster };
  }

  test.each([CPU, 'machine/platform', 'machine'])('E7: rest while %s is covered', async (domain) => {
    const { roster } = withFallback(domain);
    await roster.rescan();
    expect(openIds(roster)).toEqual(['m']);
    expect(roster.sources[1]).toMatchObject({
      id: 'e',
      status: 'ready',
      notes: [expect.any(String)],
      channels: [],
    });
  });

  test.each(['machine/gpu-1', 'machine/platform/memory-0', `${CPU}/cores`])(
    'stand in where only %s is covered',
    async (domain) => {
      const { roster } = withFallback(domain);
      await roster.rescan();
      expect(openIds(roster)).toEqual(['m', 'e']);
    },
  );

  test('stand in as soon as the meter is distrusted, and leave when it is trusted again', async () => {
    const { roster, meter, estimate } = withFallback(CPU);
    await roster.rescan();
    const trusted = meter.channels;
    meter.channels = [counterFor(CPU, { distrusted: 'it has shown 0 for a minute' })];
    roster.refresh();
    await pass(0);
    expect(openIds(roster)).toEqual(['m', 'e']);
    meter.channels = trusted;
    roster.refresh();
    await pass(0);
    expect(openIds(roster)).toEqual(['m']);
    expect(estimate.disposed).toBe(1);
  });

  test('leave when a meter is plugged in', async () => {
    const { roster, meters } = withFallback(CPU);
    const { find } = meters;
    meters.find = () => [];
    await roster.rescan();
    expect(openIds(roster)).toEqual(['e']);
    meters.find = find;
    await pass(31_000);
    expect(openIds(roster)).toEqual(['m']);
  });
});

test('listeners hear of changes, and of nothing else', async () => {
  const source = new ScriptedSource([counterFor(CPU)]);
  const roster = rosterOf(new ScriptedDriver('d', () => [ready('d', source)]));
  await roster.rescan();
  const heard = vi.fn();
  roster.onChange(heard);
  roster.refresh();
  expect(heard).not.toHaveBeenCalled();
  source.notes = ['mirrored dies'];
  roster.refresh();
  expect(heard).toHaveBeenCalledTimes(1);
});

test('a listener that throws harms neither the source nor the other listeners', async () => {
  const roster = rosterOf(new ScriptedDriver('d', () => [ready('d', new ScriptedSource([counterFor(CPU)]))]));
  const heard = vi.fn();
  roster.onChange(() => {
    throw new Error('no room');
  });
  roster.onChange(heard);
  await roster.rescan();
  expect(openIds(roster)).toEqual(['d']);
  expect(heard).toHaveBeenCalled();
});

test('the end closes every source once', async () => {
  const source = new ScriptedSource([counterFor(CPU)]);
  const roster = rosterOf(new ScriptedDriver('d', () => [ready('d', source)]));
  await roster.rescan();
  await roster[Symbol.asyncDispose]();
  await roster[Symbol.asyncDispose]();
  await pass(60_000);
  expect(source.disposed).toBe(1);
  expect(roster.open).toEqual([]);
});
