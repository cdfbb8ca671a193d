// Energy-Charts (Fraunhofer ISE): generation and intensity of European countries, without a token.

import type { Production, ProductionType } from '../mix/production.ts';
import type { Place } from '../place/place.ts';
import { type HttpAnswer, jsonOf, refuseFailures, textOf } from './http-answer.ts';
import { isTable, listOf, numberOf, type Table } from './numbers.ts';
import type { DataSet, Point, Provider, Question, Series, TimeSpan } from './provider.ts';
import { ProviderFault } from './provider-fault.ts';
import { withoutPartial } from './quarter-hours.ts';

/** Its code is the country's in small letters, but for the United Kingdom. */
const countries =
  'AL AM AT AZ BA BE BG BY CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IT LT LU LV MD ME MK MT NL NO PL PT RO RS SE SI SK TR UA XK'.split(
    ' ',
  );

/** By the names of its series, in small letters. */
const types: Readonly<Record<string, ProductionType>> = {
  biomass: 'biomass',
  'fossil brown coal / lignite': 'lignite',
  'fossil hard coal': 'coal',
  'fossil coal-derived gas': 'coal gas',
  'fossil gas': 'gas',
  'fossil oil': 'oil',
  'fossil oil shale': 'oil shale',
  'fossil peat': 'peat',
  geothermal: 'geothermal',
  'hydro run-of-river': 'hydro',
  'hydro water reservoir': 'hydro',
  'hydro pumped storage': 'storage',
  'hydro pumped storage consumption': 'storage consumption',
  'energy storage': 'storage',
  'energy storage consumption': 'storage consumption',
  marine: 'marine',
  nuclear: 'nuclear',
  waste: 'waste',
  others: 'other',
  'other renewables': 'other renewable',
  'wind onshore': 'wind onshore',
  'wind offshore': 'wind offshore',
  solar: 'solar',
};

const noGeneration = new Set([
  'load',
  'load (incl. self-consumption)',
  'residual load',
  'renewable share of load',
  'renewable share of generation',
  'cross border electricity trading',
]);

const HOUR_MS = 3_600_000;
const QUARTER_MS = 900_000;

export class EnergyCharts implements Provider {
  readonly id = 'energy-charts';
  readonly name = 'Energy-Charts';
  readonly dataSets = ['mix', 'intensity'] as const;
  readonly secrets = [];
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  covers({ country, zone }: Place): boolean {
    return zone === null ? countries.includes(country) : zone === 'NIE';
  }

  question(place: Place, dataSet: DataSet, { from, to }: TimeSpan): Question {
    const url = new URL(dataSet === 'intensity' ? '/co2eq' : '/public_power', this.#url);
    url.searchParams.set('country', codeOf(place));
    url.searchParams.set('start', String(Math.floor(from / 1_000)));
    // Both ends are included.
    url.searchParams.set('end', String(Math.floor(to / 1_000) - 1));
    return { url, headers: {} };
  }

  read(answer: HttpAnswer, _: Place, dataSet: DataSet): Series {
    if (answer.status === 400 && /not the code for an available country/i.test(textOf(answer)))
      throw new ProviderFault('empty', 'it does not know this country');
    refuseFailures(answer);
    const told = jsonOf(answer);
    if (!isTable(told)) throw new ProviderFault('garbage', 'what it answers is no table');
    const times = timesOf(told);
    const series = dataSet === 'intensity' ? intensities(told, times) : productions(told, times);
    if (series.points.length === 0)
      throw new ProviderFault('empty', 'it has no data for this place and time');
    return series;
  }
}

function codeOf({ country, zone }: Place): string {
  if (zone !== null) return zone.toLowerCase();
  return country === 'GB' ? 'uk' : country.toLowerCase();
}

/** In order, each with how long it lasts: as long as the shortest step. */
function timesOf({ unix_seconds: told }: Table): readonly TimeSpan[] {
  const begins = listOf(told).map((seconds) =>
    typeof seconds === 'number' && Number.isInteger(seconds) && Math.abs(seconds) < 1e11
      ? seconds * 1_000
      : Number.NaN,
  );
  const steps = begins.slice(1).map((begin, index) => begin - (begins[index] ?? begin));
  const stepMs = Math.min(HOUR_MS, ...steps.slice(0, 10_000));
  if (begins.some(Number.isNaN) || begins.length > 10_000 || stepMs <= 0)
    throw new ProviderFault('garbage', 'the times that it tells are none, or out of order');
  const lastsMs = steps.length === 0 ? QUARTER_MS : stepMs;
  return begins.map((from) => ({ from, to: from + lastsMs }));
}

/** Null where a value is missing. */
function column(data: unknown, times: readonly TimeSpan[]): readonly (number | null)[] {
  const values = listOf(data);
  if (values.length !== times.length)
    throw new ProviderFault('garbage', 'it tells more values than times, or fewer');
  return values.map((value) => (typeof value === 'number' ? numberOf(value) : null));
}

function productions({ production_types: told }: Table, times: readonly TimeSpan[]): Series {
  const notes: string[] = [];
  const rows = times.map((): Partial<Record<ProductionType, number>> => ({}));
  for (const series of listOf(told).filter(isTable)) {
    const name = String(series['name']).trim();
    if (noGeneration.has(name.toLowerCase())) continue;
    const type = Object.hasOwn(types, name.toLowerCase()) ? types[name.toLowerCase()] : undefined;
    if (type === undefined) notes.push(`unknown production type ${JSON.stringify(name.slice(0, 60))}`);
    column(series['data'], times).forEach((value, index) => {
      const row = rows[index];
      if (value !== null && row !== undefined) put(row, type ?? 'other', value);
    });
  }
  const points = times.map((span, index): Point => ({ ...span, production: rows[index] as Production }));
  return {
    points: withoutPartial(points.filter(({ production }) => Object.keys(production ?? {}).length > 0)),
    notes,
  };
}

/** Consumption is told as less than nothing; less than nothing of anything else is nothing. */
function put(row: Partial<Record<ProductionType, number>>, type: ProductionType, value: number): void {
  const power = type === 'storage consumption' ? Math.abs(value) : Math.max(0, value);
  row[type] = (row[type] ?? 0) + power;
}

/** As measured: a forecast is no telling. */
function intensities({ co2eq }: Table, times: readonly TimeSpan[]): Series {
  const values = column(co2eq, times);
  const points = times.flatMap((span, index): Point[] => {
    const gramsPerKwh = values[index] ?? null;
    if (gramsPerKwh === null || gramsPerKwh < 0) return [];
    return [{ ...span, intensity: { gramsPerKwh, factors: 'life-cycle' } }];
  });
  return { points, notes: [] };
}
