// What energy has caused, in words: grams of CO2e as the estimate that they are, and the shares of the mix.

import { type Carbon, type GridPlace, JOULES_PER_WATT_HOUR, type Joules } from '@jupyter-energy/contract';
import { written } from './format.ts';
import type { Language } from './language.ts';

export interface CarbonWords {
  /** `≈ 200 g CO₂e`, or that it is unknown and why. */
  readonly grams: string;
  /** How it came about; empty where it is unknown. */
  readonly how: string;
  /** Renewable and low-carbon; null where nothing is known of the mix. */
  readonly shares: string | null;
}

/** So little of the energy may be without a known intensity before it is said. */
const NEARLY_ALL = 0.99;

/** `joules` is the energy that the carbon is of; `place` is null where nobody could be asked. */
export function carbonWords(
  carbon: Carbon | null,
  joules: Joules,
  place: GridPlace | null,
  language: Language,
): CarbonWords {
  if (carbon === null || (carbon.knownJoules <= 0 && carbon.mixJoules <= 0))
    return { grams: whyUnknown(place, language), how: '', shares: null };
  return {
    grams: carbon.knownJoules > 0 ? gramsWords(carbon.grams, language) : whyUnknown(place, language),
    how: carbon.knownJoules > 0 ? howWords(carbon, joules, language) : '',
    shares: sharesWords(carbon, language),
  };
}

/** `≈ 200 g CO₂e`: an estimate always, however good the meter was. */
export function gramsWords(grams: number, { trans, format }: Language): string {
  return trans.__('%1 CO₂e', written(format.mass(grams), true));
}

/** Average intensity of the electricity used; null where none is known. */
export function gramsPerKwh({ grams, knownJoules }: Pick<Carbon, 'grams' | 'knownJoules'>): number | null {
  return knownJoules > 0 ? (grams / knownJoules) * JOULES_PER_WATT_HOUR * 1000 : null;
}

function howWords(carbon: Carbon, joules: Joules, { trans, format }: Language): string {
  const words = [
    trans.__(
      'Estimate of the operation alone, at an average of %1 g/kWh',
      format.count(gramsPerKwh(carbon) ?? 0),
    ),
  ];
  const direct = carbon.factors.includes('direct');
  if (direct && carbon.factors.length > 1)
    words.push(trans.__('partly counting direct emissions only, partly the life cycle'));
  else if (direct) words.push(trans.__('counting direct emissions only'));
  else if (carbon.factors.length > 0) words.push(trans.__('over the life cycle of the power plants'));
  const known = joules > 0 ? carbon.knownJoules / joules : 1;
  if (known < NEARLY_ALL)
    words.push(trans.__('for the %1 of the energy of which the mix is known', format.percent(known)));
  return trans.__('%1.', words.join(', '));
}

function sharesWords(
  { mixJoules, renewableJoules, lowCarbonJoules }: Carbon,
  { trans, format }: Language,
): string | null {
  if (mixJoules <= 0) return null;
  return trans.__(
    '%1 of this energy renewable, %2 low-carbon',
    format.percent(renewableJoules / mixJoules),
    format.percent(lowCarbonJoules / mixJoules),
  );
}

function whyUnknown(place: GridPlace | null, { trans }: Language): string {
  if (place === null) return trans.__('CO₂e unknown');
  if (place.country === null) return trans.__('CO₂e unknown because the country is not known');
  return trans.__('CO₂e unknown: no mix is known of this time');
}
