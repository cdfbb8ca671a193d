// All countries, from the table that ships: their codes, names and time zones.

import table from './countries.json' with { type: 'json' };

export interface Country {
  /** In English. */
  readonly name: string;
  /** The IANA time zones that are kept there, with a space between them. */
  readonly zones: string;
}

/** By ISO 3166-1 alpha-2 code, and XK, in the order of their names. */
export const countries: ReadonlyMap<string, Country> = new Map(Object.entries(table.countries));
