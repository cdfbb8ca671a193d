// Energy-Charts' answers: which series count, what is missing, which intensity was measured, and what cannot be.

import { describe, expect, test } from 'vitest';
import { answer, at, faultOf } from '../../../test/fakes/grid/answers.ts';
import { EnergyCharts } from './energy-charts.ts';
import type { DataSet, Provider } from './provider.ts';

const germany = { country: 'DE', zone: null };
const britain = { country: 'GB', zone: null };
const span = { from: at('09:45'), to: at('10:15') };

describe('Energy-Charts', () => {
  const provider: Provider = new EnergyCharts('https://api.energy-charts.info');
  const read = (body: object, dataSet: DataSet = 'mix', status = 200) =>
    provider.read(answer(body, status), germany, dataSet);
  const seconds = ['00:00', '00:15', '00:30'].map((time) => at(time) / 1_000);
  const series = (types: Readonly<Record<string, unknown>>) => ({
    unix_seconds: seconds,
    production_types: Object.entries(types).map(([name, data]) => ({ name, data })),
    deprecated: false,
  });

  test('is asked for one country and span, both ends included', () => {
    const ask = (dataSet: DataSet, place = germany) => String(provider.question(place, dataSet, span).url);
    const [start, end] = [at('09:45') / 1_000, at('10:15') / 1_000 - 1];
    expect(ask('mix')).toBe(
      `https://api.energy-charts.info/public_power?country=de&start=${start}&end=${end}`,
    );
    expect(ask('intensity', britain)).toContain('/co2eq?country=uk&');
    expect(provider.covers(germany)).toBe(true);
    expect(provider.covers({ country: 'DK', zone: 'DK1' })).toBe(false);
    expect(provider.covers({ country: 'US', zone: null })).toBe(false);
  });

  test('generation counts; load, shares and trade do not; null is missing, an unknown name is told', () => {
    const { points, notes } = read(
      series({
        'Hydro pumped storage consumption': [-300, -200, null],
        'Cross border electricity trading': [-900, 100, 5],
        'Hydro Run-of-River': [10, 11, 12],
        'Hydro water reservoir': [5, 5, 5],
        'Hydro pumped storage': [0, 40, 50],
        'WIND ONSHORE': [100, null, 120],
        Solar: [-3, 0, 7],
        Fusion: [1, 1, 1],
        Load: [5000, 5000, 5000],
        'Load (incl. self-consumption)': [5100, 5100, 5100],
        'Residual load': [3000, 3000, 3000],
        'Renewable share of load': [50, 50, 50],
        'Renewable share of generation': [50, 50, 50],
      }),
    );
    expect(points.map(({ from, to }) => [from, to])).toEqual([
      [at('00:00'), at('00:15')],
      [at('00:15'), at('00:30')],
      [at('00:30'), at('00:45')],
    ]);
    expect(points[0]?.production).toEqual({
      'storage consumption': 300,
      hydro: 15,
      storage: 0,
      'wind onshore': 100,
      solar: 0,
      other: 1,
    });
    expect(points[1]?.production).toEqual({
      'storage consumption': 200,
      hydro: 16,
      storage: 40,
      solar: 0,
      other: 1,
    });
    expect(notes).toEqual(['unknown production type "Fusion"']);
  });

  test('the newest quarter-hours wait for types that are late', () => {
    const { points } = read(series({ Solar: [1, 2, null], Nuclear: [3, 4, 5] }));
    expect(points).toHaveLength(2);
  });

  test('hours are hours', () => {
    const unix_seconds = [at('00:00') / 1_000, at('01:00') / 1_000];
    const { points } = read({ unix_seconds, production_types: [{ name: 'Solar', data: [1, 2] }] });
    expect(points.at(-1)).toMatchObject({ from: at('01:00'), to: at('02:00') });
  });

  test('the intensity is what was measured, not what was forecast', () => {
    const co2eq = { unix_seconds: seconds, co2eq: [300.5, null, null], co2eq_forecast: [null, 290, 280] };
    expect(read(co2eq, 'intensity').points).toEqual([
      { from: at('00:00'), to: at('00:15'), intensity: { gramsPerKwh: 300.5, factors: 'life-cycle' } },
    ]);
    const forecast = { ...co2eq, co2eq: [null, null, null] };
    expect(faultOf(() => read(forecast, 'intensity')).kind).toBe('empty');
  });

  test.each([
    [
      'a country that it does not know',
      { detail: "'xx' is not the code for an available country" },
      400,
      'empty',
    ],
    ['columns of other lengths', series({ Solar: [1, 2] }), 200, 'garbage'],
    ['no columns', series({}), 200, 'empty'],
    ['columns of nothing', series({ Solar: [null, null, null] }), 200, 'empty'],
    ['a list', [], 200, 'garbage'],
    ['times out of order', { unix_seconds: [900, 0], production_types: [] }, 200, 'garbage'],
    ['times that stand still', { unix_seconds: [900, 900], production_types: [] }, 200, 'garbage'],
    ['times in words', { unix_seconds: ['0', '900'], production_types: [] }, 200, 'garbage'],
  ])('%s', (_, body, status, kind) => {
    expect(faultOf(() => read(body, 'mix', status)).kind).toBe(kind);
  });
});
