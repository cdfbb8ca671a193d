// Who may be asked for live data, the best first: those that the user has a token for, then those that want none.

import { Eia } from './eia.ts';
import { ElectricityMaps } from './electricity-maps.ts';
import { EnergyCharts } from './energy-charts.ts';
import { Entsoe } from './entsoe/entsoe.ts';
import { Neso } from './neso.ts';
import type { Provider } from './provider.ts';

/** As the config file has them. */
export interface ProviderSettings {
  readonly entsoe: { readonly token: string | null; readonly url: string };
  readonly 'electricity-maps': { readonly token: string | null; readonly url: string };
  readonly eia: { readonly key: string | null; readonly url: string };
  readonly 'energy-charts': { readonly url: string };
  readonly neso: { readonly url: string };
}

export function providersOf(settings: ProviderSettings): readonly Provider[] {
  const { entsoe, eia } = settings;
  const maps = settings['electricity-maps'];
  return [
    ...(maps.token === null ? [] : [new ElectricityMaps({ ...maps, token: maps.token })]),
    ...(entsoe.token === null ? [] : [new Entsoe({ ...entsoe, token: entsoe.token })]),
    ...(eia.key === null ? [] : [new Eia({ ...eia, key: eia.key })]),
    new Neso(settings.neso.url),
    new EnergyCharts(settings['energy-charts'].url),
  ];
}
