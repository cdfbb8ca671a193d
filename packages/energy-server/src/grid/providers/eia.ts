// U.S. Energy Information Administration (form EIA-930): hourly generation of the United States and their regions, with a free key.

import type { ProductionType } from '../mix/production.ts';
import type { Place } from '../place/place.ts';
import { type HttpAnswer, jsonOf, refuseFailures } from './http-answer.ts';
import { isTable, listOf, numberOf, timeOf } from './numbers.ts';
import type { Point, Provider, Question, Series, TimeSpan } from './provider.ts';
import { ProviderFault } from './provider-fault.ts';
import { withoutPartial } from './quarter-hours.ts';

const HOUR_MS = 3_600_000;

const types: Readonly<Record<string, ProductionType>> = {
  BM: 'biomass',
  COL: 'coal',
  NG: 'gas',
  GEO: 'geothermal',
  WAT: 'hydro',
  NUC: 'nuclear',
  OIL: 'oil',
  SUN: 'solar',
  OTH: 'other',
  WND: 'wind onshore',
  BAT: 'storage',
  PS: 'storage',
};

export interface EiaSettings {
  readonly key: string;
  readonly url: string;
}

export class Eia implements Provider {
  readonly id = 'eia';
  readonly name = 'U.S. Energy Information Administration';
  readonly dataSets = ['both'] as const;
  readonly secrets: readonly string[];
  readonly #settings: EiaSettings;

  constructor(settings: EiaSettings) {
    this.#settings = settings;
    this.secrets = [settings.key];
  }

  covers({ country }: Place): boolean {
    return country === 'US';
  }

  question({ zone }: Place, _: unknown, { from, to }: TimeSpan): Question {
    const url = new URL('/v2/electricity/rto/fuel-type-data/data/', this.#settings.url);
    const parameters = {
      frequency: 'hourly',
      'data[0]': 'value',
      'facets[respondent][0]': zone === null ? 'US48' : zone.replace(/^US-/, ''),
      start: hour(from),
      // An hour is named by its end, and both ends are included.
      end: hour(to + HOUR_MS - 1),
      'sort[0][column]': 'period',
      'sort[0][direction]': 'asc',
      length: '5000',
      api_key: this.#settings.key,
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url, headers: {} };
  }

  read(answer: HttpAnswer): Series {
    refuseFailures(answer);
    const told = jsonOf(answer);
    const response = isTable(told) ? told['response'] : undefined;
    if (!isTable(response)) throw new ProviderFault('garbage', 'what it answers is no table');
    const hours = new Map<number, Partial<Record<ProductionType, number>>>();
    const notes = new Set<string>();
    for (const row of listOf(response['data']).filter(isTable)) {
      const ends = timeOf(`${String(row['period'])}:00Z`);
      const megawatts = numberOf(row['value']);
      if (ends === null) throw new ProviderFault('garbage', 'it tells of an hour that is none');
      if (megawatts === null) continue;
      const code = String(row['fueltype']).toUpperCase();
      if (!Object.hasOwn(types, code)) notes.add(`unknown fuel type ${JSON.stringify(code.slice(0, 20))}`);
      const production = hours.get(ends) ?? {};
      hours.set(ends, production);
      put(production, Object.hasOwn(types, code) ? (types[code] ?? 'other') : 'other', megawatts);
    }
    const points = [...hours]
      .sort(([a], [b]) => a - b)
      .map(([to, production]): Point => ({ from: to - HOUR_MS, to, production }));
    if (points.length === 0) throw new ProviderFault('empty', 'it has no data for this place and time');
    return { points: withoutPartial(points), notes: [...notes] };
  }
}

/** Storage that is charged is told as less than nothing; less than nothing of anything else is nothing. */
function put(
  production: Partial<Record<ProductionType, number>>,
  type: ProductionType,
  megawatts: number,
): void {
  const charged = type === 'storage' && megawatts < 0;
  const key = charged ? 'storage consumption' : type;
  production[key] = (production[key] ?? 0) + (charged ? -megawatts : Math.max(0, megawatts));
}

/** `2026-03-01T05` in UTC. */
function hour(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(0, 13);
}
