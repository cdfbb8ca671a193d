// Which countries and zones can be chosen, in the order in which somebody looks for them. Pure.

import type { GridPlace, GridPlaces } from '@jupyter-energy/contract';

export interface PlaceOption {
  readonly value: string;
  readonly text: string;
}

/** All countries by name in the page's language; those that the time zone leaves open first. */
export function countryOptions(
  { places }: GridPlaces,
  { candidates }: Pick<GridPlace, 'candidates'>,
  nameOf: (country: string) => string,
  locale: string | undefined,
): { readonly likely: readonly PlaceOption[]; readonly all: readonly PlaceOption[] } {
  const byName = new Intl.Collator(locale).compare;
  const all = places
    .filter(({ country }) => country !== 'world')
    .map(({ country }) => ({ value: country, text: nameOf(country) }))
    .sort((a, b) => byName(a.text, b.text));
  return { likely: all.filter(({ value }) => candidates.includes(value)), all };
}

/** The parts of a country with a mix of their own. */
export function zoneOptions({ places }: GridPlaces, country: string | null): readonly PlaceOption[] {
  const zones = places.find((place) => place.country === country)?.zones ?? [];
  return zones.map(({ id, name }) => ({ value: id, text: name === id ? id : `${id} – ${name}` }));
}

/** Whether the page's own time zone may be proposed: only where the server is this very machine, or looks like it. */
export function isSameMachine(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(hostname) || hostname.endsWith('.localhost');
}

/** The browser's own time zone; null where it names no place. */
export function ownTimeZone(): string | null {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return timeZone?.includes('/') && !timeZone.startsWith('Etc/') ? timeZone : null;
}
