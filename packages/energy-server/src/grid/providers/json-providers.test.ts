// NESO, EIA and Electricity Maps, and what all that answer in JSON have in common: what each shape means, worked out by hand, and what each must not be taken for.

import { describe, expect, test } from 'vitest';
import { answer, at, faultOf } from '../../../test/fakes/grid/answers.ts';
import { Eia } from './eia.ts';
import { ElectricityMaps } from './electricity-maps.ts';
import { EnergyCharts } from './energy-charts.ts';
import { Neso } from './neso.ts';
import type { DataSet, Provider } from './provider.ts';

const germany = { country: 'DE', zone: null };
const britain = { country: 'GB', zone: null };
const span = { from: at('09:45'), to: at('10:15') };
const everyone: readonly Provider[] = [
  new EnergyCharts('https://api.energy-charts.info'),
  new Neso('https://api.carbonintensity.org.uk'),
  new Eia({ key: 'eia-secret', url: 'https://api.eia.gov' }),
  new ElectricityMaps({ token: 'maps-secret', url: 'https://api.electricitymaps.com' }),
];

describe('NESO', () => {
  const provider: Provider = new Neso('https://api.carbonintensity.org.uk');
  const read = (body: object, dataSet: DataSet = 'mix') => provider.read(answer(body), britain, dataSet);
  const row = { from: '2026-03-01T00:00Z', to: '2026-03-01T00:30Z' };

  test('is asked for Great Britain only, in UTC', () => {
    expect(String(provider.question(britain, 'mix', span).url)).toBe(
      'https://api.carbonintensity.org.uk/generation/2026-03-01T09:45Z/2026-03-01T10:15Z',
    );
    expect(provider.question(britain, 'intensity', span).url.pathname).toMatch(/^\/intensity\//);
    expect([germany, { country: 'GB', zone: 'NIE' }].map((place) => provider.covers(place))).toEqual([
      false,
      false,
    ]);
  });

  test('tells per cent; of imports nobody knows how they were generated', () => {
    const parts = {
      gas: 43.6,
      coal: 0,
      biomass: 4.2,
      nuclear: 17.6,
      hydro: 1.9,
      imports: 8,
      other: 0.3,
      wind: 18.4,
      solar: 6,
    };
    const generationmix = Object.entries(parts).map(([fuel, perc]) => ({ fuel, perc }));
    const { points } = read({ data: [{ ...row, generationmix }] });
    expect(points).toHaveLength(1);
    expect(points[0]).toMatchObject({ from: at('00:00'), to: at('00:30') });
    expect(points[0]?.production).toMatchObject({ gas: 43.6, nuclear: 17.6, 'wind onshore': 18.4 });
    expect(points[0]?.production?.other).toBeCloseTo(8.3, 9);
    expect(read({ data: { ...row, generationmix } }).points).toHaveLength(1);
  });

  test('tells direct emissions, as they were', () => {
    const data = [
      { ...row, intensity: { forecast: 266, actual: 263, index: 'moderate' } },
      { from: '2026-03-01T00:30Z', to: '2026-03-01T01:00Z', intensity: { forecast: 250, actual: null } },
    ];
    expect(read({ data }, 'intensity').points).toEqual([
      { from: at('00:00'), to: at('00:30'), intensity: { gramsPerKwh: 263, factors: 'direct' } },
    ]);
  });

  test('parts that make no whole are no mix', () => {
    const generationmix = [{ fuel: 'gas', perc: 50 }];
    expect(faultOf(() => read({ data: [{ ...row, generationmix }] })).kind).toBe('empty');
    expect(faultOf(() => read({ data: [{ from: 'now', to: 'then' }] })).kind).toBe('garbage');
    expect(faultOf(() => read({ error: { code: '400 Bad Request' } })).kind).toBe('empty');
  });
});

describe('EIA', () => {
  const provider: Provider = new Eia({ key: 'eia-secret', url: 'https://api.eia.gov' });
  const states = { country: 'US', zone: null };
  const row = (period: string, fueltype: string, value: unknown) => ({
    period,
    respondent: 'US48',
    fueltype,
    value,
    'value-units': 'megawatthours',
  });
  const read = (data: unknown) => provider.read(answer({ response: { total: 2, data } }), states, 'both');

  test('is asked by hours in UTC, for the whole or a region, with the key', () => {
    const { url, headers } = provider.question(states, 'both', span);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      frequency: 'hourly',
      'data[0]': 'value',
      'facets[respondent][0]': 'US48',
      start: '2026-03-01T09',
      end: '2026-03-01T11',
      api_key: 'eia-secret',
    });
    expect(headers).toEqual({});
    const texas = provider.question({ country: 'US', zone: 'US-TEX' }, 'both', span).url.searchParams;
    expect(texas.get('facets[respondent][0]')).toBe('TEX');
  });

  test('names an hour by its end; batteries that are charged are no generation', () => {
    const { points, notes } = read([
      row('2026-03-01T06', 'NG', '1,200'),
      row('2026-03-01T06', 'SUN', -4),
      row('2026-03-01T06', 'BAT', -250),
      row('2026-03-01T06', 'PS', '30'),
      row('2026-03-01T06', 'XYZ', 5),
      row('2026-03-01T06', 'NUC', null),
    ]);
    expect(points).toEqual([
      {
        from: at('05:00'),
        to: at('06:00'),
        production: { gas: 1200, solar: 0, 'storage consumption': 250, storage: 30, other: 5 },
      },
    ]);
    expect(notes).toEqual(['unknown fuel type "XYZ"']);
  });

  test.each([
    ['no rows', [], 'empty'],
    ['an hour that is none', [row('yesterday', 'NG', 1)], 'garbage'],
    ['rows that are none', 'rows', 'empty'],
  ])('%s', (_, data, kind) => {
    expect(faultOf(() => read(data)).kind).toBe(kind);
  });
});

describe('Electricity Maps', () => {
  const provider: Provider = new ElectricityMaps({
    token: 'maps-secret',
    url: 'https://api.electricitymaps.com',
  });
  const read = (history: unknown, dataSet: DataSet = 'mix') =>
    provider.read(answer({ zone: 'DE', history }), germany, dataSet);
  const row = (time: string, more: object) => ({
    zone: 'DE',
    datetime: `2026-03-01T${time}:00.000Z`,
    ...more,
  });

  test('is asked by the zone, never by the asker’s address; the token is no part of the address', () => {
    const { url, headers } = provider.question(germany, 'mix', span);
    expect(String(url)).toBe(
      'https://api.electricitymaps.com/v3/power-breakdown/history?zone=DE&shouldUseFallbackCallerLookup=false',
    );
    expect(headers).toEqual({ 'auth-token': 'maps-secret' });
    const zone = provider.question({ country: 'DK', zone: 'DK1' }, 'intensity', span).url;
    expect(String(zone)).toContain('/v3/carbon-intensity/history?zone=DK-DK1&');
    expect(provider.covers({ country: 'world', zone: null })).toBe(false);
  });

  test('tells of what is consumed; hours begin when they say', () => {
    const breakdown = {
      nuclear: 0,
      wind: 20_000,
      gas: 8_000,
      unknown: 12,
      'hydro discharge': 300,
      coal: null,
    };
    const { points } = read([
      row('00:00', { powerConsumptionBreakdown: breakdown }),
      row('01:00', { powerConsumptionBreakdown: { ...breakdown, fusion: 1 } }),
    ]);
    expect(points[0]).toEqual({
      from: at('00:00'),
      to: at('01:00'),
      production: { nuclear: 0, 'wind onshore': 20_000, gas: 8_000, other: 12, storage: 300 },
    });
    expect(points[1]).toMatchObject({ to: at('02:00'), production: { other: 13 } });
  });

  test('an intensity comes with the kind of its factors, or does not count', () => {
    const history = [
      row('00:00', { carbonIntensity: 302, emissionFactorType: 'lifecycle', isEstimated: false }),
      row('01:00', { carbonIntensity: 250, emissionFactorType: 'direct' }),
      row('02:00', { carbonIntensity: 200 }),
      row('03:00', { carbonIntensity: -1, emissionFactorType: 'lifecycle' }),
    ];
    expect(read(history, 'intensity').points.map(({ intensity }) => intensity)).toEqual([
      { gramsPerKwh: 302, factors: 'life-cycle' },
      { gramsPerKwh: 250, factors: 'direct' },
    ]);
  });

  test('a zone that it does not know, a time that is none, more than a day', () => {
    expect(faultOf(() => provider.read(answer({ error: 'Zone unknown' }, 404), germany, 'mix')).kind).toBe(
      'empty',
    );
    expect(faultOf(() => read([{ datetime: 'now' }])).kind).toBe('garbage');
    expect(faultOf(() => read(Array.from({ length: 2_000 }, () => row('00:00', {})))).kind).toBe('garbage');
  });
});

describe.each(everyone)('$name', (provider) => {
  const place =
    provider.id === 'neso' ? britain : provider.id === 'eia' ? { country: 'US', zone: null } : germany;
  test.each([
    [401, 'Unauthorized', 'token'],
    [403, '{"message":"Invalid auth-token"}', 'token'],
    [429, 'slow down', 'rate'],
    [500, '', 'down'],
    [503, '<html>maintenance</html>', 'down'],
    [301, '', 'down'],
    [200, '<html><body>maintenance</body></html>', 'garbage'],
    [200, '', 'garbage'],
    [200, '{"data":', 'garbage'],
  ])('HTTP %i with %j', (status, body, kind) => {
    for (const dataSet of provider.dataSets)
      expect(faultOf(() => provider.read(answer(body, status), place, dataSet)).kind).toBe(kind);
  });

  test('covers the place', () => expect(provider.covers(place)).toBe(true));
});
