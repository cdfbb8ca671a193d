// The sentences that the licences of the data want to be shown where the data are.

import { YEARLY } from './mix/mix.ts';

/** By who told. */
const sentences: Readonly<Record<string, string>> = {
  [YEARLY]:
    'Electricity mix: Ember Yearly Electricity Data and Energy Institute Statistical Review of World Energy, through Our World in Data, CC BY 4.0; newest year per country; rounded by us. Intensity: Ember, through @tgwf/co2.',
  entsoe: 'Generation data: ENTSO-E Transparency Platform, CC BY 4.0, aggregated by us.',
  'energy-charts':
    'Energy-Charts.info, Fraunhofer ISE (CC BY 4.0), data: ENTSO-E / BNetzA SMARD; aggregated by us.',
  neso: 'NESO Carbon Intensity API, CC BY 4.0; aggregated by us.',
  eia: 'Generation data: U.S. Energy Information Administration, aggregated by us.',
  'electricity-maps': 'Electricity Maps.',
};

const COMPUTED = 'Emission factors: IPCC AR5 WG3 Annex III (2014), median values.';

export function attributionsOf(providers: ReadonlySet<string>, anyComputed: boolean): string[] {
  const own = [...providers].map((id) => sentences[id]).filter((text) => text !== undefined);
  return anyComputed ? [...own, COMPUTED] : own;
}
