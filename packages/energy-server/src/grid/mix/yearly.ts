// Each country's average of a year, which needs no network: the mix from our table, the intensity as Ember published it.

/// <reference path="./tgwf-co2.d.ts" />

import { averageIntensity } from '@tgwf/co2/data';
import type { PrimaryType, Production } from './production.ts';
import table from './yearly-mix.json' with { type: 'json' };

export interface YearlyMix {
  /** Of the mix. The intensity's own year is 2022, 2023 or 2024; its data do not say which. */
  readonly year: number;
  /** Per cent. */
  readonly production: Production;
  /** gCO2e per kWh over the life of plants and fuels, published; null where nobody published one. */
  readonly gramsPerKwh: number | null;
}

/** The columns of the table; coal includes lignite, oil whatever other fossil fuel there is. */
const types: readonly PrimaryType[] = [
  'coal',
  'gas',
  'oil',
  'nuclear',
  'hydro',
  'wind onshore',
  'solar',
  'biomass',
  'other renewable',
];

let byCountry: ReadonlyMap<string, YearlyMix> | null = null;

/** By country code, and `world`; made when it is first asked for. */
export function yearlyMixes(): ReadonlyMap<string, YearlyMix> {
  byCountry ??= new Map(table.rows.map(parsed));
  return byCountry;
}

function parsed(row: string): readonly [country: string, mix: YearlyMix] {
  const [country = '', iso3 = '', year, ...percents] = row.split(' ');
  const production = Object.fromEntries(types.map((type, index) => [type, Number(percents[index])]));
  // No electricity emits nothing over its life: a 0 there is a small number rounded, which nobody knows.
  const gramsPerKwh = averageIntensity.data[iso3] || null;
  return [country, { year: Number(year), production, gramsPerKwh }];
}
