// Where the computer stands, in words: the country's name, how it is known, and what live data of its mix mean.

import type { GridLive, GridPlace } from '@jupyter-energy/contract';
import type { Language } from './language.ts';
import type { Moments } from './moments.ts';

/** The name of a country in the page's language; `world` is the world's average. */
export function countryName(country: string, { trans, format }: Language): string {
  if (country === 'world') return trans.__('World average');
  try {
    return new Intl.DisplayNames(format.locale, { type: 'region' }).of(country) ?? country;
  } catch {
    return country; // Not a code of ISO 3166: shown as it came.
  }
}

/** "Germany (from the time zone Europe/Berlin)". */
export function placeWords(place: GridPlace, language: Language): string {
  const { trans } = language;
  if (place.country === null) {
    return place.candidates.length > 1
      ? trans.__('Country not known: the time zone %1 is that of several', place.timeZone ?? '')
      : trans.__('Country not known');
  }
  const country = countryName(place.country, language);
  const where = place.zone === null ? country : trans.__('%1, zone %2', country, place.zone);
  switch (place.chosenBy) {
    case 'settings':
      return trans.__('%1 (from the energy server’s settings)', where);
    case 'user':
      return trans.__('%1 (chosen by you)', where);
    case 'time zone':
      return place.timeZone === null
        ? trans.__('%1 (from the time zone)', where)
        : trans.__('%1 (from the time zone %2)', where, place.timeZone);
    case 'browser':
      return trans.__('%1 (from this browser’s time zone)', where);
    case 'nobody':
      return where;
  }
}

/** How it stands with live data; null where there is nothing to say. */
export function liveWords(
  { on, provider, state, reason, newestAt }: GridLive,
  { trans }: Language,
  moments: Moments,
): string | null {
  if (!on) return null;
  const name = provider?.name ?? '';
  const at = newestAt === null ? null : moments.moment(newestAt);
  switch (state) {
    case 'off':
      return reason;
    case 'waiting':
      return trans.__('Live data from %1: waiting for the first answer.', name);
    case 'current':
      return at === null
        ? trans.__('Live data from %1.', name)
        : trans.__('Live data from %1, as of %2.', name, at);
    case 'stale':
    case 'failing':
      return at === null
        ? trans.__('No live data from %1: %2', name, reason ?? trans.__('it does not answer.'))
        : trans.__(
            'No newer live data from %1 than of %2: %3',
            name,
            at,
            reason ?? trans.__('it does not answer.'),
          );
  }
}

/** What the switch does, and whom it tells what. */
export function liveExplained({ provider, reason }: GridLive, { trans }: Language): string {
  if (provider === null)
    return (
      reason ??
      trans.__('Nobody is known who tells the mix of this place live: the average of a year is shown.')
    );
  return trans.__(
    'While this is on, the energy server asks %1 about every quarter of an hour how electricity is generated here. That tells %1 the country or zone and the network address of this computer, and nothing of you or your notebooks. While it is off, nobody is asked, and the average of a year is shown.',
    provider.name,
  );
}

export function mayNotWords(place: GridPlace, { trans }: Language): string {
  return place.chosenBy === 'settings'
    ? trans.__(
        'The country is fixed in the settings of the energy server: whoever runs it can change it there.',
      )
    : trans.__(
        'This energy server serves several people. Whoever runs it chooses the country for all of them in its settings.',
      );
}
