// What electricity was made from, in words.

import type { Fuel, GridBucket } from '@jupyter-energy/contract';
import type { Language } from './language.ts';

/** Less than this part is not worth its room in a line. */
const LEAST_SHARE = 0.01;

/** `wind 31 %, coal 20 %`, the largest first; null where no fuels are told. */
export function fuelsWords({ fuels }: GridBucket, language: Language): string | null {
  const { trans, format } = language;
  const told = fuels
    .filter(({ share }) => share >= LEAST_SHARE)
    .map(({ fuel, share }) => trans.__('%1 %2', fuelName(fuel, language), format.percent(share)));
  return told.length === 0 ? null : format.list(told);
}

function fuelName(fuel: Fuel, { trans }: Language): string {
  switch (fuel) {
    case 'coal':
      return trans.__('coal');
    case 'lignite':
      return trans.__('lignite');
    case 'gas':
      return trans.__('gas');
    case 'oil':
      return trans.__('oil');
    case 'biomass':
      return trans.__('biomass');
    case 'waste':
      return trans.__('waste');
    case 'nuclear':
      return trans.__('nuclear');
    case 'hydro':
      return trans.__('hydro');
    case 'wind':
      return trans.__('wind');
    case 'solar':
      return trans.__('solar');
    case 'geothermal':
      return trans.__('geothermal');
    case 'marine':
      return trans.__('marine');
    case 'other renewable':
      return trans.__('other renewables');
    case 'storage':
      return trans.__('storage');
    case 'other':
      return trans.__('other fuels');
  }
}
