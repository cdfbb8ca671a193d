// A day worked out by hand, all the way: counters → history and record, ENTSO-E's answer over HTTP → mix, and both → /v1/energy.

import { Energy } from '@jupyter-energy/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { counter } from '../src/energy/channel.fixture.ts';
import type { KernelsView } from '../src/http/kernels-view.ts';
import { energyReply } from '../src/http/replies.ts';
import type { EnergyView } from '../src/http/view.ts';
import { Folder, Recorder } from '../src/ledger/ledger.fixture.ts';
import { DAY, entsoeDay } from './fakes/grid/golden-day.ts';
import { LiveBench } from './fakes/grid/live-bench.ts';
import { ManualClock } from './fakes/manual-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** 40 W until 06:00, 80 W until 18:00, 20 W until midnight: 36, 72 and 18 kJ a quarter-hour. */
const wattsAt = (hour: number) => (hour < 6 ? 40 : hour < 18 ? 80 : 20);

/** A quarter of it is always the notebook's. */
const kernels = {
  kernel: () => ({}),
  energySplit: (_: unknown, __: number, ___: number, whole: number) => quarterOf(whole),
  recordedSplit: (_: unknown, __: unknown, whole: number) => quarterOf(whole),
} as unknown as KernelsView;

const quarterOf = (whole: number) => ({
  kernel: whole / 4,
  otherKernels: 0,
  others: 0,
  idle: (whole * 3) / 4,
  undivided: 0,
});

let bench: LiveBench;
let folder: Folder;
let recorder: Recorder;
beforeEach(async () => {
  bench = await LiveBench.open({ hasToken: true, settled: true });
  bench.entsoe.answer = () => ({ body: entsoeDay() });
  bench.nowMs = DAY + 24 * HOUR_MS + MINUTE_MS;
  folder = new Folder();
  const clock = new ManualClock();
  clock.setWall(DAY - HOUR_MS);
  const meter = counter({ id: 'cpu', label: 'cpu', domain: 'machine/platform' });
  recorder = new Recorder(folder.file, clock).become([meter]);
  let joules = 1_000;
  for (let at = DAY - HOUR_MS; at <= DAY + 25 * HOUR_MS; at += 5 * MINUTE_MS) {
    recorder.beat([meter.says(clock.now().timelineMs / 1_000, joules)]);
    joules += wattsAt(Math.floor((at - DAY) / HOUR_MS)) * 300;
    clock.pass(5 * MINUTE_MS);
  }
});
afterEach(async () => {
  recorder[Symbol.dispose]();
  folder[Symbol.dispose]();
  await bench[Symbol.asyncDispose]();
});

/** Another run of the energy server, which remembers nothing but what is recorded. */
function restart(): void {
  recorder[Symbol.dispose]();
  recorder = new Recorder(folder.file, recorder.clock).become([]);
}

async function energy(
  hours: readonly [number, number],
  stepHours: number | null,
  kernel: string | null = 'k',
) {
  const view = {
    energy: (edges: readonly number[]) => recorder.energy(edges),
    finestStepMs: () => MINUTE_MS,
    now: () => recorder.clock.now(),
    mark: async () => {},
    grid: bench.grid,
  } as unknown as EnergyView;
  const [from, to] = hours.map((hour) => DAY + hour * HOUR_MS);
  const stepMs = stepHours === null ? null : stepHours * HOUR_MS;
  return Energy.parse(await energyReply(view, kernels, { from: from ?? 0, to: to ?? 0, stepMs, kernel }))
    .buckets;
}

describe.each(['from memory', 'from the record'])('%s', (where) => {
  beforeEach(async () => {
    if (where === 'from the record') restart();
    await bench.ask();
  });

  test('the day: energy by quarter-hours × mix = grams and shares', async () => {
    const [day] = await energy([0, 24], null);
    expect(day?.total?.joules).toBeCloseTo(4_752_000, 3);
    // 24 × 0.01 kWh × 251 + 48 × 0.02 kWh × 148 + 24 × 0.005 kWh × 251 g/kWh.
    expect(day?.carbon?.grams).toBeCloseTo(60.24 + 142.08 + 30.12, 6);
    expect(day?.carbon?.kernelGrams).toBeCloseTo(232.44 / 4, 6);
    // Half of what was used by day was solar.
    expect(day?.carbon?.renewableJoules).toBeCloseTo(48 * 72_000 * 0.5, 3);
    // At night half was nuclear, by day three quarters were solar or nuclear, in the evening 5 of 13 parts.
    const lowCarbon = 24 * 36_000 * 0.5 + 48 * 72_000 * 0.75 + (24 * 18_000 * 5) / 13;
    expect(day?.carbon?.lowCarbonJoules).toBeCloseTo(lowCarbon, 3);
    expect(day?.carbon).toMatchObject({ kinds: ['live'], factors: ['life-cycle'] });
    expect(day?.carbon?.knownJoules).toBeCloseTo(4_752_000, 3);
  });

  test('its hours sum to it', async () => {
    const hours = await energy([0, 24], 1);
    const sum = (of: (index: number) => number | null | undefined) =>
      hours.reduce((all, _, index) => all + (of(index) ?? Number.NaN), 0);
    expect(hours).toHaveLength(24);
    expect(sum((index) => hours[index]?.carbon?.grams)).toBeCloseTo(232.44, 6);
    expect(sum((index) => hours[index]?.carbon?.kernelGrams)).toBeCloseTo(58.11, 6);
    expect(sum((index) => hours[index]?.total?.joules)).toBeCloseTo(4_752_000, 3);
    expect(hours[5]?.carbon?.grams).toBeCloseTo(0.04 * 251, 6);
    expect(hours[6]?.carbon?.grams).toBeCloseTo(0.08 * 148, 6);
  });

  test('a bucket in which the mix changes is cut there', async () => {
    // An hour of 40 W at 251 g/kWh and an hour of 80 W at 148; their mean intensity by time would give 23.94 g.
    const [bucket] = await energy([5, 7], null);
    expect(bucket?.carbon?.grams).toBeCloseTo(0.04 * 251 + 0.08 * 148, 6);
  });

  test('without a kernel nothing is the kernel’s', async () => {
    const [day] = await energy([0, 24], null, null);
    expect(day?.carbon?.grams).toBeCloseTo(232.44, 6);
    expect(day?.carbon?.kernelGrams).toBeNull();
  });

  test('before anything was known: nothing, not zero', async () => {
    const [bucket] = await energy([-10, -9], null);
    expect(bucket).toMatchObject({ total: null, carbon: null });
  });
});

test('without live data the same day counts with the year’s intensity, and says so', async () => {
  const [day] = await energy([0, 24], null);
  expect(day?.carbon?.grams).toBeCloseTo(1.32 * 342.06, 6);
  expect(day?.carbon).toMatchObject({ kinds: ['yearly'] });
});
