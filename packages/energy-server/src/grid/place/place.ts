// A place whose mix can be asked for: a country or a part of it, or the whole world; and what people call it.

import type { GridPlaces } from '@jupyter-energy/contract';
import { countries } from './countries.ts';
import { zoneOf, zones } from './zones.ts';

/** The country code of the world's average, which nobody gets who did not choose it. */
export const WORLD = 'world';

export interface Place {
  /** ISO 3166-1 alpha-2, or WORLD. */
  readonly country: string;
  /** The id of a Zone of that country. */
  readonly zone: string | null;
}

/** What a place's records are kept under. */
export function placeKey({ country, zone }: Place): string {
  return zone === null ? country : `${country}/${zone}`;
}

export function isCountry(code: string): boolean {
  return code === WORLD || countries.has(code);
}

/** In English. */
export function placeName({ country, zone }: Place): string {
  const name = countryName(country);
  const part = zone === null ? null : zoneOf(country, zone);
  return part === null ? name : `${name}, ${part.name}`;
}

/** `GET /v1/grid/places`: the world first, countries by their names. */
export function allPlaces(): GridPlaces {
  const named = [...countries].map(([country, { name }]) => ({ country, name, zones: zonesOf(country) }));
  return { places: [{ country: WORLD, name: countryName(WORLD), zones: [] }, ...named] };
}

function zonesOf(country: string): { id: string; name: string }[] {
  return zones.filter((zone) => zone.country === country).map(({ id, name }) => ({ id, name }));
}

function countryName(code: string): string {
  return code === WORLD ? 'World average' : (countries.get(code)?.name ?? code);
}
