// The device's own energy registers: switched on and off without touching anything else, believed only after a minute's proof.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, collect, FAST, outlets } from '../../../test/fakes/mcp39f511n/bench.ts';
import { MeterOnPty } from '../../../test/fakes/mcp39f511n/meter-on-pty.ts';
import { constant } from '../../../test/fakes/mcp39f511n/trace.ts';
import { CountedEnergy, readCounted } from './energy-registers.ts';
import { EnergyTrial } from './energy-trial.ts';
import { MeterSession } from './meter-session.ts';
import { BoardOptions } from './options.ts';
import { outletChannels } from './outlets.ts';
import { FACTORY } from './registers.ts';

describe('the trial', () => {
  /** `seconds` of both outlets at these watts, read every second, the registers counting `factor` times the truth. */
  function held(watts: readonly [number | null, number], factor: number, seconds: number, skip = -1) {
    const trial = new EnergyTrial(1_500);
    let verdict: boolean | null = null;
    for (let second = 0; second <= seconds; second += 1) {
      if (second === skip) continue;
      const counted = [second * (watts[0] ?? 0) * factor, second * watts[1] * factor] as const;
      verdict = trial.take({ timelineMs: second * 1000, watts, counted }) ?? verdict;
    }
    return verdict;
  }

  test.each([
    ['agreement over a minute', held([50, 20], 1, 60), true],
    ['less than a minute', held([50, 20], 1, 59), null],
    ['2.9 % too much', held([50, 20], 1.029, 60), true],
    ['3.1 % too much', held([50, 20], 1.031, 60), false],
    ['3.1 % too little', held([50, 20], 0.969, 60), false],
    ['not halved', held([50, 20], 2, 60), false],
    ['an outlet that uses nothing says nothing', held([50, 0], 1, 60), true],
    ['too little energy to tell, after a minute', held([1, 0], 1, 60), null],
    ['the same after two minutes', held([1, 0], 1, 120), true],
    ['a gap does not count towards the minute', held([50, 20], 1, 61, 30), null],
    ['a gap, and a minute without it', held([50, 20], 1, 62, 30), true],
    ['a power that is not known', held([null, 20], 1, 120), null],
  ])('%s', (_, verdict, expected) => {
    expect(verdict).toBe(expected);
  });
});

test('once trusted, a counter stands before each gauge; in a new unit the trial begins again', () => {
  const energy = new CountedEnergy(outletChannels('m', BoardOptions.parse({})), 1_500);
  const take = (second: number) =>
    energy.take([50, 0], { joules: [second * 50, 0], at: { timelineMs: second * 1000, wallMs: 0 } });
  for (let second = 0; second < 60; second += 1) expect(take(second)).toEqual([]);
  expect(energy.channels).toEqual([]);
  expect(take(60)).toMatchObject([
    { kind: 'counter', channel: 'm:outlet-1-counted', joules: 3000 },
    { kind: 'counter', channel: 'm:outlet-2-counted', joules: 0 },
  ]);
  expect(energy.channels).toMatchObject([
    { kind: 'counter', domain: 'machine' },
    { domain: 'elsewhere/m:outlet-2' },
  ]);
  energy.startAnew(1_500);
  expect([energy.verdict, energy.channels]).toEqual([null, []]);
});

describe('on the line', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });
  afterEach(() => bench[Symbol.asyncDispose]());

  const asked = { boards: [{ 'energy-registers': true, outlets: outlets('this computer', 'nothing') }] };

  test('raw 7200 is 3600 J at range 19, and less at a finer range', async () => {
    using board = new MeterOnPty({ setup: FAST });
    using session = new MeterSession(bench.host, board.path);
    const reply = Buffer.from(`0613201c${'00'.repeat(14)}55`, 'hex');
    board.script.push([reply], [reply]);
    expect((await readCounted(session, FACTORY)).joules).toEqual([3600, 0]);
    expect((await readCounted(session, { ...FACTORY, power: [18, 19] })).joules).toEqual([1800, 0]);
  });

  test('counting is switched on only when asked for, keeps all other bits, and is put back', async () => {
    const board = bench.plugIn({ ...FAST, configuration: 0x0300_0010, traces: [constant(100), constant(0)] });
    const plain = await bench.openFirst();
    expect(board.meter.setup.configuration).toBe(0x0300_0010);
    await plain[Symbol.asyncDispose]();
    const source = await bench.openFirst(asked);
    expect(board.meter.setup.configuration).toBe(0x0300_0310);
    await collect(source, 4);
    expect(source.channels.map(({ kind }) => kind)).toEqual(['gauge']);
    await source[Symbol.asyncDispose]();
    expect(board.meter.setup.configuration).toBe(0x0300_0010);
    expect(board.meter.forbidden).toEqual([]);
  });

  test('counting that was on already stays on', async () => {
    const board = bench.plugIn({ ...FAST, configuration: 0x300 });
    const source = await bench.openFirst(asked);
    await source[Symbol.asyncDispose]();
    expect(board.meter.setup.configuration).toBe(0x300);
  });
});
