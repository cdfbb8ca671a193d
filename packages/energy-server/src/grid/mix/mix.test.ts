// Shares, intensities and buckets: each rule with numbers worked out by hand, and as properties over any production.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketOf } from './bucket.ts';
import { computedIntensity } from './intensity.ts';
import { type Mix, type Told, toldMix, yearlyMix } from './mix.ts';
import { Mixes, toldTime } from './mixes.ts';
import { kinds, type Production, productionTypes } from './production.ts';
import { sharesOf } from './shares.ts';

const germany = { country: 'DE', zone: null };
const QUARTER_MS = 900_000;
/** As providers are read. */
const LEAST_POWER = 1e-9;

describe('shares', () => {
  test('waste is half renewable; reservoirs and the sea are; only what was pumped up is storage', () => {
    expect(sharesOf({ waste: 100 })?.bands).toMatchObject({ renewable: 0.5, nonRenewable: 0.5 });
    expect(sharesOf({ hydro: 60, marine: 40 })?.bands).toMatchObject({
      renewable: 1,
      storage: 0,
      unknown: 0,
    });
    expect(sharesOf({ storage: 25, gas: 75 })?.bands).toMatchObject({ storage: 0.25, nonRenewable: 0.75 });
  });

  test('nuclear is a band of its own, and not renewable', () => {
    expect(sharesOf({ nuclear: 30, coal: 70 })?.bands).toEqual({
      renewable: 0,
      nuclear: 0.3,
      nonRenewable: 0.7,
      storage: 0,
      unknown: 0,
    });
  });

  test('fuels of several types are one, the largest first', () => {
    const fuels = sharesOf({ 'wind onshore': 30, 'wind offshore': 30, gas: 40, coal: 0 })?.fuels;
    expect(fuels).toEqual([
      { fuel: 'wind', share: 0.6 },
      { fuel: 'gas', share: 0.4 },
    ]);
  });

  test('of nothing are none', () => {
    for (const production of [{}, { gas: 0 }, { 'storage consumption': 5 }])
      expect(sharesOf(production)).toBeNull();
  });
});

describe('the computed intensity', () => {
  test('leaves storage out of both sums', () => {
    // (1000 × 45 + 500 × 490 + 500 × 12) / 2000, not / 2300.
    expect(computedIntensity({ solar: 1000, gas: 500, nuclear: 500, storage: 300 })).toBe(148);
    expect(computedIntensity({ solar: 1000, gas: 500, nuclear: 500, 'storage consumption': 300 })).toBe(148);
  });

  test('needs nine tenths of the power', () => {
    expect(computedIntensity({ gas: 85, other: 15 })).toBeNull();
    expect(computedIntensity({ gas: 90, other: 10 })).toBe(490);
    expect(computedIntensity({ storage: 10 })).toBeNull();
  });

  test.each([
    ['biomass', 230],
    ['lignite', 1100],
    ['peat', 1100],
    ['oil shale', 1100],
    ['coal', 820],
    ['gas', 490],
    ['oil', 650],
    ['waste', (230 + 700) / 2],
    ['nuclear', 12],
    ['hydro', 24],
    ['wind onshore', 11],
    ['wind offshore', 12],
    ['solar', 45],
    ['geothermal', 38],
    ['marine', 17],
  ] as const)('of %s alone is its factor, %d', (type, factor) => {
    expect(computedIntensity({ [type]: 7 })).toBeCloseTo(factor, 9);
  });

  test('where too much is unknown, the year’s stands in, with its year', () => {
    const told: Told = {
      quarter: 0,
      place: 'DE',
      provider: 'x',
      production: { gas: 85, other: 15 },
      intensity: null,
    };
    expect(toldMix('live', told, 'DE', 1)).toMatchObject({
      kind: 'live',
      year: 2025,
      intensity: { gramsPerKwh: 342.06, method: 'published', factors: 'life-cycle' },
      shares: { bands: { unknown: 0.15 } },
    });
    expect(toldMix('live', told, 'BM', 1)).toMatchObject({ kind: 'live', year: null, intensity: null });
  });
});

test('over any production: bands and fuels sum to 1, the intensity lies between the least and the greatest factor', () => {
  const powers = fc.array(
    fc.record({
      type: fc.constantFrom(...productionTypes),
      power: fc.oneof(fc.constant(0), fc.double({ min: LEAST_POWER, max: 1e6, noNaN: true })),
    }),
    { maxLength: 12 },
  );
  const property = fc.property(powers, (list) => {
    const production: Production = Object.fromEntries(list.map(({ type, power }) => [type, power]));
    const shares = sharesOf(production);
    if (shares !== null) {
      const sum = Object.values(shares.bands).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 9);
      expect(shares.fuels.reduce((all, { share }) => all + share, 0)).toBeCloseTo(1, 9);
    }
    const intensity = computedIntensity(production);
    const factors = Object.entries(kinds).flatMap(([type, { gramsPerKwh }]) =>
      gramsPerKwh !== null && (production[type as keyof typeof kinds] ?? 0) > 0 ? [gramsPerKwh] : [],
    );
    if (intensity === null) return;
    expect(intensity).toBeGreaterThanOrEqual(Math.min(...factors) - 1e-6);
    expect(intensity).toBeLessThanOrEqual(Math.max(...factors) + 1e-6);
  });
  void fc.assert(property);
});

describe('which mix holds', () => {
  const told = (quarter: number, more: Partial<Told> = {}): Told => ({
    quarter,
    place: 'DE',
    provider: 'entsoe',
    production: { gas: 100 },
    intensity: null,
    ...more,
  });
  const mixes = (rows: readonly Told[], place: { country: string; zone: string | null } = germany) =>
    new Mixes(place, 0, 1_000 * QUARTER_MS, {
      extent: null,
      rows: (from, to) => rows.filter(({ quarter }) => quarter >= from && quarter < to),
      rank: (id) => ['entsoe', 'energy-charts'].indexOf(id),
    });

  test('what was told of the quarter-hour, else the newest before it of a day, else the year’s', () => {
    const found = mixes([told(10), told(11)]);
    expect(found.at(11)).toMatchObject({ kind: 'live', asOf: 12 * QUARTER_MS });
    expect(found.at(12)).toMatchObject({ kind: 'cached', asOf: 12 * QUARTER_MS });
    expect(found.at(11 + 96)).toMatchObject({ kind: 'cached', asOf: 12 * QUARTER_MS });
    expect(found.at(11 + 97)).toEqual(yearlyMix(germany));
    expect(found.at(9)).toEqual(yearlyMix(germany));
  });

  test('outside of what was told, and a day after it, only the year’s can hold', () => {
    const found = mixes([told(10), told(20)]);
    const { from, to } = toldTime({ first: 10, last: 20 }) ?? { from: 0, to: 0 };
    expect([found.at(from / QUARTER_MS - 1), found.at(to / QUARTER_MS)]).toEqual([
      yearlyMix(germany),
      yearlyMix(germany),
    ]);
    expect([found.at(from / QUARTER_MS).kind, found.at(to / QUARTER_MS - 1).kind]).toEqual([
      'live',
      'cached',
    ]);
    expect(toldTime(null)).toBeNull();
  });

  test('of two who tell the better one counts, in whatever order they come', () => {
    const charts = told(5, { provider: 'energy-charts', production: { solar: 1 } });
    for (const rows of [
      [told(5), charts],
      [charts, told(5)],
    ])
      expect(mixes(rows).at(5).provider).toBe('entsoe');
  });

  test('a mix by anybody counts before an intensity alone', () => {
    const alone = told(5, { production: null, intensity: { gramsPerKwh: 1, factors: 'direct' } });
    const charts = told(5, { provider: 'energy-charts' });
    expect(mixes([alone, charts]).at(5).provider).toBe('energy-charts');
    expect(mixes([alone]).at(5)).toMatchObject({ kind: 'live', shares: null, intensity: { gramsPerKwh: 1 } });
  });

  test('what was told where the computer stood before stays with its past, and says nothing of the time after', () => {
    const france = told(5, { place: 'FR', production: { nuclear: 1 } });
    const found = mixes([france]);
    expect(found.at(5)).toMatchObject({ kind: 'live', shares: { bands: { nuclear: 1 } } });
    expect(found.at(6)).toEqual(yearlyMix(germany));
    expect(mixes([france, told(5)]).at(5).shares?.bands.nuclear).toBe(0);
    expect(mixes([france], { country: 'FR', zone: null }).at(6)).toMatchObject({ kind: 'cached' });
  });

  test('on the days when clocks are changed, quarter-hours of UTC have neither hole nor double', () => {
    for (const [day, hours] of [
      ['2026-03-29T00:00:00+01:00', 23],
      ['2026-10-25T00:00:00+02:00', 25],
    ] as const) {
      const from = Date.parse(day);
      const first = from / QUARTER_MS;
      const rows = Array.from({ length: hours * 4 }, (_, index) => told(first + index));
      const found = new Mixes(germany, from, from + hours * 3_600_000, {
        extent: null,
        rows: () => rows,
        rank: () => 0,
      });
      const stretches = [...found.stretches(from, from + hours * 3_600_000)];
      expect(stretches).toHaveLength(hours * 4);
      expect(stretches.every(([mix, ms]) => mix.kind === 'live' && ms === QUARTER_MS)).toBe(true);
    }
  });
});

describe('a bucket', () => {
  const mix = (more: Partial<Mix>): Mix => ({
    kind: 'live',
    provider: 'entsoe',
    year: null,
    asOf: 1,
    shares: sharesOf({ gas: 1 }),
    intensity: { gramsPerKwh: 400, method: 'computed', factors: 'life-cycle' },
    ...more,
  });

  test('is the mean over time of what most of it has, and of nothing else', () => {
    const solar = mix({
      asOf: 2,
      shares: sharesOf({ solar: 1 }),
      intensity: { gramsPerKwh: 100, method: 'computed', factors: 'life-cycle' },
    });
    const bucket = bucketOf(0, 8, [
      [mix({}), 1],
      [solar, 3],
      [yearlyMix(germany), 3],
    ]);
    expect(bucket).toMatchObject({ kind: 'live', asOf: 2, year: null, gramsPerKwh: 175 });
    expect(bucket.shares).toMatchObject({ renewable: 0.75, nonRenewable: 0.25 });
    expect(bucket.fuels).toEqual([
      { fuel: 'solar', share: 0.75 },
      { fuel: 'gas', share: 0.25 },
    ]);
  });

  test('never averages direct and life-cycle intensities', () => {
    const direct = mix({ intensity: { gramsPerKwh: 160, method: 'published', factors: 'direct' } });
    expect(
      bucketOf(0, 3, [
        [direct, 2],
        [mix({}), 1],
      ]),
    ).toMatchObject({ gramsPerKwh: 160, factors: 'direct' });
    expect(
      bucketOf(0, 3, [
        [direct, 1],
        [mix({}), 2],
      ]),
    ).toMatchObject({ gramsPerKwh: 400, factors: 'life-cycle' });
  });

  test('of no time knows nothing', () => {
    expect(bucketOf(0, 1, [])).toMatchObject({ kind: 'none', shares: null, gramsPerKwh: null });
  });
});
