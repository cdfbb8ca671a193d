// How electricity was generated in a quarter-hour, as far as that is known, and by whom it was told.

import type { EmissionFactors, GridKind } from '@jupyter-energy/contract';
import { type Place, WORLD } from '../place/place.ts';
import { computedIntensity } from './intensity.ts';
import type { Production } from './production.ts';
import { type Shares, sharesOf } from './shares.ts';
import { type YearlyMix, yearlyMixes } from './yearly.ts';

/** The id of the table that ships, among the providers. */
export const YEARLY = 'yearly-table';

export interface Intensity {
  /** gCO2e per kWh, average. */
  readonly gramsPerKwh: number;
  readonly method: 'published' | 'computed';
  readonly factors: EmissionFactors;
}

export interface Mix {
  readonly kind: GridKind;
  readonly provider: string | null;
  readonly year: number | null;
  /** Of `live` and `cached`: the end of the quarter-hour that it was told of, UnixMs. */
  readonly asOf: number | null;
  readonly shares: Shares | null;
  readonly intensity: Intensity | null;
}

/** What a provider told of a quarter-hour. */
export interface Told {
  readonly quarter: number;
  /** As placeKey() spells it. */
  readonly place: string;
  readonly provider: string;
  readonly production: Production | null;
  /** Published by the provider. */
  readonly intensity: Omit<Intensity, 'method'> | null;
}

export const UNKNOWN: Mix = {
  kind: 'none',
  provider: null,
  year: null,
  asOf: null,
  shares: null,
  intensity: null,
};

/** What is known of a place without any network. */
export function yearlyMix(place: Place | null): Mix {
  const found = place === null ? undefined : yearlyMixes().get(place.country);
  if (place === null || found === undefined) return UNKNOWN;
  return {
    kind: place.country === WORLD ? 'world' : 'yearly',
    provider: YEARLY,
    year: found.year,
    asOf: null,
    shares: sharesOf(found.production),
    intensity: published(found),
  };
}

/** `country` is for where too much of what was told has no factor: then the year's intensity stands in. */
export function toldMix(kind: 'live' | 'cached', told: Told, country: string, endMs: number): Mix {
  const shares = told.production === null ? null : sharesOf(told.production);
  const own = { kind, provider: told.provider, asOf: endMs, shares, year: null };
  if (told.intensity !== null) return { ...own, intensity: { ...told.intensity, method: 'published' } };
  const computed = told.production === null ? null : computedIntensity(told.production);
  if (computed !== null)
    return { ...own, intensity: { gramsPerKwh: computed, method: 'computed', factors: 'life-cycle' } };
  const year = yearlyMixes().get(country);
  const intensity = year === undefined ? null : published(year);
  return { ...own, intensity, year: intensity === null ? null : (year?.year ?? null) };
}

/** What the intensity is of, which need not be what the shares are of: a year's may stand in. */
export function intensityKind({ kind, year, intensity }: Mix): GridKind {
  if (intensity === null) return 'none';
  return year === null || kind === 'world' ? kind : 'yearly';
}

function published({ gramsPerKwh }: YearlyMix): Intensity | null {
  return gramsPerKwh === null ? null : { gramsPerKwh, method: 'published', factors: 'life-cycle' };
}
