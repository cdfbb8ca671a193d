// A day worked out by hand, for each provider: what it tells over HTTP → shares and intensity; × the energy → grams and joules.

import { afterEach, describe, expect, test } from 'vitest';
import { generationDocument } from '../../test/fakes/grid/generation-document.ts';
import { DAY, energyChartsDay, entsoeDay } from '../../test/fakes/grid/golden-day.ts';
import { LiveBench, type LiveBenchSetup, QUARTER_MS } from '../../test/fakes/grid/live-bench.ts';

const HOUR_MS = 3_600_000;
const END = DAY + 24 * HOUR_MS;

let bench: LiveBench;
afterEach(() => bench[Symbol.asyncDispose]());

/** Just after the day, with live data on. */
async function afterTheDay(setup: LiveBenchSetup): Promise<void> {
  bench = await LiveBench.open({ ...setup, settled: true });
  bench.nowMs = END + 60_000;
}

/** The computer draws 40 W at night, 80 W by day, 20 W in the evening; a quarter of it is the notebook's. */
function energyOf(from: number, to: number) {
  let joules = 0;
  for (let at = from; at < to; at += 1_000) {
    const hour = (at - DAY) / HOUR_MS;
    joules += hour < 6 ? 40 : hour < 18 ? 80 : 20;
  }
  return { joules, kernelJoules: joules / 4 };
}

const carbonOf = async (from = DAY, to = END) =>
  (
    await bench.grid.carbon([[from, to]], (edges) =>
      edges.slice(1).map((end, index) => energyOf(edges[index] ?? end, end)),
    )
  )[0];

/** Each quarter-hour: gas and nuclear alike at night, solar as much as both by day, storage beside both in the evening. */
async function expectTheDay(provider: string): Promise<void> {
  const times = [3, 10, 12, 20];
  const { buckets } = await bench.grid.buckets(
    times.map((hour) => [DAY + hour * HOUR_MS, DAY + (hour + 0.25) * HOUR_MS] as const),
  );
  const [night, day, noon, evening] = buckets;
  const told = { kind: 'live', provider, year: null, method: 'computed', factors: 'life-cycle' };
  expect(night).toMatchObject({ ...told, gramsPerKwh: 251, asOf: DAY + 3.25 * HOUR_MS });
  expect(night?.shares).toEqual({ renewable: 0, nuclear: 0.5, nonRenewable: 0.5, storage: 0, unknown: 0 });
  expect(day).toMatchObject({ ...told, gramsPerKwh: 148 });
  expect(day?.shares).toEqual({ renewable: 0.5, nuclear: 0.25, nonRenewable: 0.25, storage: 0, unknown: 0 });
  expect(day?.fuels[0]).toEqual({ fuel: 'solar', share: 0.5 });
  // What charges the storage was generated, and counts once.
  expect(noon?.shares).toEqual(day?.shares);
  // 500 + 500 + 300 MW; the intensity leaves the storage out: what it gives back was counted when it was charged.
  expect(evening).toMatchObject({ ...told, gramsPerKwh: 251 });
  expect(evening?.shares?.storage).toBeCloseTo(300 / 1300, 12);
  expect(evening?.shares?.nuclear).toBeCloseTo(500 / 1300, 12);
}

/** 24 quarter-hours of 36 kJ, 48 of 72 kJ, 24 of 18 kJ; 36 kJ are 0.01 kWh. */
async function expectTheGrams(): Promise<void> {
  const carbon = await carbonOf();
  // 24 × 0.01 × 251 + 48 × 0.02 × 148 + 24 × 0.005 × 251.
  expect(carbon?.grams).toBeCloseTo(60.24 + 142.08 + 30.12, 9);
  expect(carbon?.kernelGrams).toBeCloseTo(232.44 / 4, 9);
  expect(carbon?.knownJoules).toBeCloseTo(4_752_000, 6);
  expect(carbon?.mixJoules).toBeCloseTo(4_752_000, 6);
  expect(carbon?.renewableJoules).toBeCloseTo(48 * 72_000 * 0.5, 6);
  expect(carbon?.lowCarbonJoules).toBeCloseTo(24 * 18_000 + 48 * 72_000 * 0.75 + 24 * 18_000 * (5 / 13), 3);
  expect(carbon).toMatchObject({ kinds: ['live'], factors: ['life-cycle'] });
}

test('ENTSO-E', async () => {
  await afterTheDay({ hasToken: true });
  bench.entsoe.answer = () => ({ body: entsoeDay() });
  await bench.ask();
  await expectTheDay('entsoe');
  await expectTheGrams();
  const { attributions } = await bench.grid.buckets([[DAY, END]]);
  expect(attributions).toEqual([
    'Generation data: ENTSO-E Transparency Platform, CC BY 4.0, aggregated by us.',
    'Emission factors: IPCC AR5 WG3 Annex III (2014), median values.',
  ]);
});

test('Energy-Charts: the mix first, a quarter-hour later the intensity as it is published', async () => {
  await afterTheDay({});
  bench.keyless.answer = (url) => energyChartsDay(url, 300);
  await bench.ask();
  await expectTheDay('energy-charts');
  await expectTheGrams();
  await bench.pass(1);
  expect(bench.keyless.asked.map(({ url }) => url.pathname)).toEqual(['/public_power', '/co2eq']);
  // The day was asked for again from 00:15 on: all but its first quarter-hour has a published intensity now.
  expect(await bench.at(DAY + HOUR_MS)).toMatchObject({
    gramsPerKwh: 300,
    method: 'published',
    factors: 'life-cycle',
  });
  expect(await bench.at(DAY)).toMatchObject({ gramsPerKwh: 251, method: 'computed' });
  // 0.01 × 251 + (23 × 0.01 + 48 × 0.02 + 24 × 0.005) × 300.
  expect((await carbonOf())?.grams).toBeCloseTo(2.51 + 393, 9);
});

test('NESO: per cent and direct emissions, which are labelled and beat what we would compute', async () => {
  await afterTheDay({ country: 'GB' });
  const rows = Array.from({ length: 48 }, (_, index) => {
    const iso = (half: number) =>
      new Date(DAY + half * 2 * QUARTER_MS).toISOString().replace(':00.000Z', 'Z');
    return { from: iso(index), to: iso(index + 1) };
  });
  const parts = { gas: 40, wind: 36, nuclear: 16, imports: 8 };
  const generationmix = Object.entries(parts).map(([fuel, perc]) => ({ fuel, perc }));
  bench.keyless.answer = ({ pathname }) => ({
    body: JSON.stringify({
      data: rows.map((row) =>
        pathname.startsWith('/intensity')
          ? { ...row, intensity: { forecast: 1, actual: 160 } }
          : { ...row, generationmix },
      ),
    }),
  });
  await bench.ask();
  // 92 % are known: (40 × 490 + 36 × 11 + 16 × 12) / 92.
  expect((await bench.at(DAY))?.gramsPerKwh).toBeCloseTo(20_188 / 92, 9);
  expect(await bench.at(DAY)).toMatchObject({ method: 'computed', factors: 'life-cycle', provider: 'neso' });
  const shares = { renewable: 0.36, nuclear: 0.16, nonRenewable: 0.4, storage: 0, unknown: 0.08 };
  expect((await bench.at(DAY))?.shares).toEqual(shares);
  await bench.pass(1);
  expect(await bench.at(DAY + HOUR_MS)).toMatchObject({
    gramsPerKwh: 160,
    method: 'published',
    factors: 'direct',
    shares,
  });
  // The first quarter-hour is life-cycle still: both kinds are named, the larger first.
  expect(await carbonOf()).toMatchObject({ factors: ['direct', 'life-cycle'] });
});

test('EIA: hours that are named by their ends', async () => {
  await afterTheDay({ country: 'US', others: 'eia' });
  const data = Array.from({ length: 24 }, (_, hour) => {
    const period = new Date(DAY + (hour + 1) * HOUR_MS).toISOString().slice(0, 13);
    return Object.entries({ NG: 600, WND: 300, NUC: 100, BAT: hour < 12 ? -50 : 1000 }).map(
      ([fueltype, value]) => ({
        period,
        fueltype,
        value,
      }),
    );
  }).flat();
  bench.keyless.answer = () => ({ body: JSON.stringify({ response: { data } }) });
  await bench.ask();
  // 0.6 × 490 + 0.3 × 11 + 0.1 × 12.
  for (const hour of [0, 11, 12, 23])
    expect((await bench.at(DAY + hour * HOUR_MS))?.gramsPerKwh).toBeCloseTo(298.5, 9);
  expect((await bench.at(DAY))?.shares).toEqual({
    renewable: 0.3,
    nuclear: 0.1,
    nonRenewable: 0.6,
    storage: 0,
    unknown: 0,
  });
  expect((await bench.at(DAY + 12 * HOUR_MS))?.shares?.storage).toBe(0.5);
  // 4 752 000 J are 1.32 kWh.
  expect((await carbonOf())?.grams).toBeCloseTo(1.32 * 298.5, 9);
});

test('Electricity Maps: the intensity that it publishes, of what is consumed', async () => {
  await afterTheDay({ country: 'JP', others: 'electricity-maps' });
  const history = Array.from({ length: 24 }, (_, hour) => ({
    datetime: new Date(DAY + hour * HOUR_MS).toISOString(),
    powerConsumptionBreakdown: {
      coal: 300,
      gas: 300,
      nuclear: 200,
      solar: 150,
      hydro: 50,
      'hydro discharge': 0,
    },
    carbonIntensity: 450,
    emissionFactorType: 'lifecycle',
  }));
  bench.keyless.answer = () => ({ body: JSON.stringify({ history }) });
  await bench.ask();
  // 0.3 × 820 + 0.3 × 490 + 0.2 × 12 + 0.15 × 45 + 0.05 × 24.
  expect((await bench.at(DAY))?.gramsPerKwh).toBeCloseTo(403.35, 9);
  await bench.pass(1);
  expect(await bench.at(DAY + HOUR_MS)).toMatchObject({
    gramsPerKwh: 450,
    method: 'published',
    factors: 'life-cycle',
  });
  expect((await bench.at(DAY + HOUR_MS))?.shares?.renewable).toBeCloseTo(0.2, 12);
  expect(bench.keyless.asked.map(({ headers }) => headers['auth-token'])).toEqual([
    'maps-t0ken',
    'maps-t0ken',
  ]);
});

test('the grams are told to be of the year where its intensity stands in, though the mix is live', async () => {
  await afterTheDay({ hasToken: true });
  const day = { start: '2026-03-01T00:00Z', end: '2026-03-02T00:00Z' };
  const of = (type: string, values: Record<number, number>) => ({ type, periods: [{ ...day, values }] });
  // 850 MW of gas all day; 150 MW of nobody knows what until noon: too much to compute an intensity.
  bench.entsoe.answer = () => ({
    body: generationDocument([of('B04', { 1: 850 }), of('B20', { 1: 150, 49: 0 })]),
  });
  await bench.ask();
  expect(await bench.at(DAY)).toMatchObject({
    kind: 'live',
    year: 2025,
    gramsPerKwh: 342.06,
    method: 'published',
  });
  expect(await bench.at(DAY + 12 * HOUR_MS)).toMatchObject({ kind: 'live', year: null, gramsPerKwh: 490 });
  const morning = await carbonOf(DAY, DAY + 12 * HOUR_MS);
  expect(morning).toMatchObject({ kinds: ['yearly'], factors: ['life-cycle'] });
  // 24 × 0.01 kWh and 24 × 0.02 kWh, all of them of a mix that is known.
  expect(morning?.grams).toBeCloseTo(0.72 * 342.06, 9);
  expect(morning?.mixJoules).toBeCloseTo(2_592_000, 3);
  expect(await carbonOf()).toMatchObject({ kinds: ['yearly', 'live'] });
});

test('another country changes what is told of the past only where nothing was told live', async () => {
  await afterTheDay({ hasToken: true, country: null });
  bench.grid.choose({ country: 'DE' });
  bench.entsoe.answer = () => ({ body: entsoeDay() });
  await bench.ask();
  const before = [DAY - 48 * HOUR_MS, DAY - 24 * HOUR_MS] as const;
  // Two days before, 40 W all day: 0.96 kWh.
  expect((await carbonOf(...before))?.grams).toBeCloseTo(0.96 * 342.06, 9);
  bench.grid.choose({ country: 'SE' });
  expect((await carbonOf(...before))?.grams).toBeCloseTo(0.96 * 35.89, 9);
  expect((await carbonOf())?.grams).toBeCloseTo(232.44, 9);
});

describe('the table', () => {
  test('of a year, without any network: the same intensity all day', async () => {
    bench = await LiveBench.open({ country: 'DE' });
    // 1.32 kWh × 342.06; 59 % renewable, nothing nuclear.
    expect(await carbonOf()).toMatchObject({ kinds: ['yearly'], factors: ['life-cycle'] });
    expect((await carbonOf())?.grams).toBeCloseTo(451.5192, 9);
    expect((await carbonOf())?.renewableJoules).toBeCloseTo(0.59 * 4_752_000, 3);
  });

  test('of nowhere: no grams, not zero grams', async () => {
    bench = await LiveBench.open({ country: null });
    expect(await carbonOf()).toBeNull();
  });

  test('without an intensity: a mix and its joules, but no grams of them', async () => {
    bench = await LiveBench.open({ country: 'BM' });
    expect(await carbonOf()).toMatchObject({
      ...{ grams: 0, knownJoules: 0, kernelGrams: null },
      ...{ kinds: ['none'], factors: [] },
    });
    expect((await carbonOf())?.mixJoules).toBeCloseTo(4_752_000, 3);
  });
});
