// NESO's Carbon Intensity API: Great Britain's mix in per cent and its intensity, without a token. Its factors are direct emissions.

import type { ProductionType } from '../mix/production.ts';
import type { Place } from '../place/place.ts';
import { type HttpAnswer, jsonOf, refuseFailures } from './http-answer.ts';
import { isoMinute, isTable, listOf, numberOf, type Table, timeOf } from './numbers.ts';
import type { DataSet, Point, Provider, Question, Series, TimeSpan } from './provider.ts';
import { ProviderFault } from './provider-fault.ts';

const types: Readonly<Record<string, ProductionType>> = {
  gas: 'gas',
  coal: 'coal',
  biomass: 'biomass',
  nuclear: 'nuclear',
  hydro: 'hydro',
  wind: 'wind onshore',
  solar: 'solar',
  // How it was generated where it came from, nobody says.
  imports: 'other',
  other: 'other',
};

/** The shares of a mix, which are rounded to a tenth. */
const LEAST_PERCENT = 95;
const MOST_PERCENT = 105;

export class Neso implements Provider {
  readonly id = 'neso';
  readonly name = 'NESO Carbon Intensity API';
  readonly dataSets = ['mix', 'intensity'] as const;
  readonly secrets = [];
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  covers({ country, zone }: Place): boolean {
    return country === 'GB' && zone === null;
  }

  question(_: Place, dataSet: DataSet, { from, to }: TimeSpan): Question {
    const path = dataSet === 'intensity' ? 'intensity' : 'generation';
    return { url: new URL(`/${path}/${isoMinute(from)}/${isoMinute(to)}`, this.#url), headers: {} };
  }

  read(answer: HttpAnswer, _: Place, dataSet: DataSet): Series {
    refuseFailures(answer);
    const told = jsonOf(answer);
    const data = isTable(told) ? told['data'] : undefined;
    const rows = isTable(data) ? [data] : listOf(data).filter(isTable);
    const notes = new Set<string>();
    const points = rows.flatMap((row): Point[] => {
      const [from, to] = [timeOf(row['from']), timeOf(row['to'])];
      if (from === null || to === null) throw new ProviderFault('garbage', 'it tells of a time that is none');
      return dataSet === 'intensity' ? intensity(row, { from, to }) : mix(row, { from, to }, notes);
    });
    if (points.length === 0) throw new ProviderFault('empty', 'it has no data for this time');
    return { points, notes: [...notes] };
  }
}

function mix({ generationmix }: Table, span: TimeSpan, notes: Set<string>): Point[] {
  const production: Partial<Record<ProductionType, number>> = {};
  let sum = 0;
  for (const part of listOf(generationmix).filter(isTable)) {
    const fuel = String(part['fuel']).trim().toLowerCase();
    const percent = numberOf(part['perc']);
    if (percent === null || percent < 0) continue;
    if (!Object.hasOwn(types, fuel)) notes.add(`unknown fuel ${JSON.stringify(fuel.slice(0, 60))}`);
    const type = Object.hasOwn(types, fuel) ? (types[fuel] ?? 'other') : 'other';
    production[type] = (production[type] ?? 0) + percent;
    sum += percent;
  }
  // What is far from a whole is no mix.
  return sum < LEAST_PERCENT || sum > MOST_PERCENT ? [] : [{ ...span, production }];
}

/** As it was: a forecast is no telling. */
function intensity({ intensity: told }: Table, span: TimeSpan): Point[] {
  const gramsPerKwh = isTable(told) ? numberOf(told['actual']) : null;
  if (gramsPerKwh === null || gramsPerKwh < 0) return [];
  return [{ ...span, intensity: { gramsPerKwh, factors: 'direct' } }];
}
