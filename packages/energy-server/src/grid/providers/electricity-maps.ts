// Electricity Maps: mix and intensity of the electricity consumed in most countries of the world, for whoever has a token of theirs.

import type { EmissionFactors } from '@jupyter-energy/contract';
import type { ProductionType } from '../mix/production.ts';
import type { Place } from '../place/place.ts';
import { WORLD } from '../place/place.ts';
import { type HttpAnswer, jsonOf, refuseFailures } from './http-answer.ts';
import { isTable, listOf, numberOf, type Table, timeOf } from './numbers.ts';
import type { DataSet, Point, Provider, Question, Series, TimeSpan } from './provider.ts';
import { ProviderFault } from './provider-fault.ts';

const types: Readonly<Record<string, ProductionType>> = {
  nuclear: 'nuclear',
  geothermal: 'geothermal',
  biomass: 'biomass',
  coal: 'coal',
  wind: 'wind onshore',
  solar: 'solar',
  hydro: 'hydro',
  gas: 'gas',
  oil: 'oil',
  unknown: 'other',
  'hydro discharge': 'storage',
  'battery discharge': 'storage',
};

/** It names zones by their country. */
const zones: Readonly<Record<string, string>> = Object.fromEntries(
  ['DK1', 'DK2', 'NO1', 'NO2', 'NO3', 'NO4', 'NO5', 'SE1', 'SE2', 'SE3', 'SE4'].map((zone) => [
    zone,
    `${zone.slice(0, 2)}-${zone}`,
  ]),
);

const factorsOf: Readonly<Record<string, EmissionFactors>> = { lifecycle: 'life-cycle', direct: 'direct' };

const HOUR_MS = 3_600_000;
/** Twenty-four hours in steps of five minutes have 288. */
const MOST_ROWS = 1_000;

export interface ElectricityMapsSettings {
  readonly token: string;
  readonly url: string;
}

export class ElectricityMaps implements Provider {
  readonly id = 'electricity-maps';
  readonly name = 'Electricity Maps';
  readonly dataSets = ['mix', 'intensity'] as const;
  readonly secrets: readonly string[];
  readonly #settings: ElectricityMapsSettings;

  constructor(settings: ElectricityMapsSettings) {
    this.#settings = settings;
    this.secrets = [settings.token];
  }

  covers({ country, zone }: Place): boolean {
    return country !== WORLD && (zone === null || Object.hasOwn(zones, zone));
  }

  /** The last 24 hours, whatever span is wanted. */
  question({ country, zone }: Place, dataSet: DataSet): Question {
    const what = dataSet === 'intensity' ? 'carbon-intensity' : 'power-breakdown';
    const url = new URL(`/v3/${what}/history`, this.#settings.url);
    url.searchParams.set('zone', zone === null ? country : (zones[zone] ?? country));
    // Without it, a zone that it does not know is replaced by that of the asker's address.
    url.searchParams.set('shouldUseFallbackCallerLookup', 'false');
    return { url, headers: { 'auth-token': this.#settings.token } };
  }

  read(answer: HttpAnswer, _: Place, dataSet: DataSet): Series {
    if (answer.status === 404) throw new ProviderFault('empty', 'it does not know this place');
    refuseFailures(answer);
    const told = jsonOf(answer);
    const rows = isTable(told) ? listOf(told['history']).filter(isTable) : [];
    if (rows.length > MOST_ROWS) throw new ProviderFault('garbage', 'it tells more than it was asked for');
    const begins = rows.map((row) => timeOf(row['datetime']) ?? Number.NaN);
    if (begins.some(Number.isNaN)) throw new ProviderFault('garbage', 'it tells of a time that is none');
    const notes = new Set<string>();
    const points = rows.flatMap((row, index): Point[] => {
      const from = begins[index] ?? 0;
      const span = { from, to: Math.min(from + HOUR_MS, ...begins.filter((begin) => begin > from)) };
      return dataSet === 'intensity' ? intensity(row, span) : mix(row, span, notes);
    });
    if (points.length === 0) throw new ProviderFault('empty', 'it has no data for this place');
    return { points, notes: [...notes] };
  }
}

/** Of what is consumed, imports included, as its intensity is. */
function mix({ powerConsumptionBreakdown: told }: Table, span: TimeSpan, notes: Set<string>): Point[] {
  const production: Partial<Record<ProductionType, number>> = {};
  for (const [name, value] of isTable(told) ? Object.entries(told) : []) {
    const power = typeof value === 'number' ? numberOf(value) : null;
    if (power === null) continue;
    if (!Object.hasOwn(types, name))
      notes.add(`unknown production type ${JSON.stringify(name.slice(0, 60))}`);
    const type = Object.hasOwn(types, name) ? (types[name] ?? 'other') : 'other';
    production[type] = (production[type] ?? 0) + Math.max(0, power);
  }
  return Object.keys(production).length === 0 ? [] : [{ ...span, production }];
}

function intensity({ carbonIntensity, emissionFactorType }: Table, span: TimeSpan): Point[] {
  const gramsPerKwh = typeof carbonIntensity === 'number' ? numberOf(carbonIntensity) : null;
  const kind = String(emissionFactorType);
  const factors = Object.hasOwn(factorsOf, kind) ? factorsOf[kind] : undefined;
  if (gramsPerKwh === null || gramsPerKwh < 0 || factors === undefined) return [];
  return [{ ...span, intensity: { gramsPerKwh, factors } }];
}
