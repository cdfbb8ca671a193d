// Where the computer stands: by the settings, else as its user chose, else by its time zone, else as its user's browser proposes.

import type { GridChoice, GridPlace } from '@jupyter-energy/contract';
import type { ChoiceStore } from './choice-file.ts';
import { isCountry, type Place, placeName } from './place.ts';
import { countriesOf, serverTimeZone, type TimeZoneSigns } from './time-zone.ts';
import { zoneOf } from './zones.ts';

/** What the config file, the environment or a flag says. */
export interface PlaceSettings {
  readonly country: string | null;
  readonly zone: string | null;
}

/** What cannot be chosen: `conflict` with the settings, or `wrong` in itself, by the field's name. */
export class ChoiceRefused extends Error {
  override readonly name = 'ChoiceRefused';
  readonly conflict: boolean;
  readonly field: string;

  constructor(conflict: boolean, field: string, message: string) {
    super(message);
    this.conflict = conflict;
    this.field = field;
  }
}

/** A place, or null, and how that came about. */
export type Standing = Omit<GridPlace, 'name' | 'mayChange'>;

/** The settings name a place that there is not. */
export class PlaceError extends Error {
  override readonly name = 'PlaceError';
}

export class Whereabouts {
  readonly #settings: PlaceSettings;
  readonly #signs: TimeZoneSigns;
  readonly #store: ChoiceStore;

  /** Throws PlaceError. */
  constructor(settings: PlaceSettings, signs: TimeZoneSigns, store: ChoiceStore) {
    const { country, zone } = settings;
    if (country !== null && !isCountry(country))
      throw new PlaceError(`country: there is no country ${country}`);
    if (zone !== null && (country === null || zoneOf(country, zone) === null))
      throw new PlaceError(
        `grid.zone: there is no zone ${zone} in the country that is set, ${country ?? 'none'}`,
      );
    this.#settings = settings;
    this.#signs = signs;
    this.#store = store;
  }

  /** Null while nobody knows. */
  get place(): Place | null {
    const { country, zone } = this.standing();
    return country === null ? null : { country, zone };
  }

  get isSettled(): boolean {
    return this.#settings.country !== null;
  }

  /** Read anew each time: a laptop travels, and its system's time zone with it. */
  standing(): Standing {
    const timeZone = serverTimeZone(this.#signs);
    const candidates = timeZone === null ? [] : [...countriesOf(timeZone)];
    const rest = { timeZone, candidates: candidates.length > 1 ? candidates : [] };
    const { country, zone } = this.#settings;
    if (country !== null) return { country, zone, chosenBy: 'settings', ...rest, candidates: [] };
    const { user, browser, zones } = this.#store.choice;
    const chosen = (code: string) => zones[code] ?? null;
    if (user !== null) return { country: user, zone: chosen(user), chosenBy: 'user', ...rest };
    const [found] = candidates;
    if (found !== undefined && candidates.length === 1)
      return { country: found, zone: chosen(found), chosenBy: 'time zone', ...rest };
    if (browser !== null && (candidates.length === 0 || candidates.includes(browser)))
      return { country: browser, zone: chosen(browser), chosenBy: 'browser', ...rest };
    return { country: null, zone: null, chosenBy: 'nobody', ...rest };
  }

  /** Throws ChoiceRefused, and then nothing is changed. */
  choose({ country, zone, timeZone, chosenBy }: GridChoice): void {
    if (country != null && !isCountry(country))
      throw new ChoiceRefused(false, 'country', `there is no country ${country}; see /v1/grid/places`);
    if (timeZone !== undefined) this.#propose(countriesOf(timeZone));
    if (chosenBy === 'browser') this.#propose(country == null ? [] : [country]);
    else if (country !== undefined || zone !== undefined) this.#choose(country, zone);
  }

  #choose(country: string | null | undefined, zone: string | null | undefined): void {
    if (this.isSettled)
      throw new ChoiceRefused(
        true,
        'country',
        'the country is set in the config file or by JUPYTER_ENERGY_COUNTRY: change it there',
      );
    const before = this.#store.choice;
    if (country !== undefined) this.#store.change({ user: country });
    try {
      if (zone !== undefined) this.#chooseZone(zone);
    } catch (error) {
      this.#store.change(before);
      throw error;
    }
  }

  /** Of the country as it is now. */
  #chooseZone(zone: string | null): void {
    const { country } = this.standing();
    if (country === null || (zone !== null && zoneOf(country, zone) === null))
      throw new ChoiceRefused(
        false,
        'zone',
        country === null
          ? 'a zone needs a country'
          : `there is no zone ${JSON.stringify(zone)} in ${placeName({ country, zone: null })}`,
      );
    this.#store.change({ zones: { ...this.#store.choice.zones, [country]: zone } });
  }

  /** Taken only while nobody knows: the server's own time zone and what people chose are better. */
  #propose(countries: readonly string[]): void {
    const [country] = countries;
    if (country === undefined || countries.length > 1 || this.standing().chosenBy !== 'nobody') return;
    this.#store.change({ browser: country });
  }
}
