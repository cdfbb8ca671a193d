// Which time zone the machine is set to, and in which countries that zone is kept. Addresses are never looked up.

import { type FileTree, HostError } from '../../host/host.ts';
import { countries } from './countries.ts';

const countriesByZone = new Map<string, string[]>();
for (const [country, { zones }] of countries)
  for (const zone of zones.split(' '))
    countriesByZone.set(zone, [...(countriesByZone.get(zone) ?? []), country]);

/** Where the machine's time zone is told. */
export interface TimeZoneSigns {
  /** The environment variable `TZ`. */
  readonly tz: string | undefined;
  readonly etc: FileTree;
}

/** None for UTC, abbreviations such as CET, and whatever else names no country; several where the zone leaves a choice. */
export function countriesOf(timeZone: string): readonly string[] {
  return countriesByZone.get(timeZone) ?? [];
}

/**
 * The first zone among the signs that is kept in a country, else the first that has a name: a program that was told to show UTC
 * stands where its machine stands.
 */
export function serverTimeZone(signs: TimeZoneSigns): string | null {
  const named = [fromVariable(signs.tz), fromTimezoneFile(signs.etc), fromLocaltime(signs.etc)].filter(
    (name) => name !== null,
  );
  return named.find((name) => countriesOf(name).length > 0) ?? named[0] ?? null;
}

/** `TZ` may begin with a colon, and may be a path (tzset(3)); what POSIX writes, `CET-1CEST`, names no place. */
function fromVariable(tz: string | undefined): string | null {
  return tz === undefined ? null : zoneName(tz.replace(/^:/, ''));
}

/** What Debian keeps in words. */
function fromTimezoneFile(etc: FileTree): string | null {
  try {
    return zoneName(etc.readText('timezone').trim());
  } catch (error) {
    if (error instanceof HostError) return null; // Many systems have no such file.
    throw error;
  }
}

/** A link into the folder of time zones (localtime(5)); where it is a copy, its name is lost. */
function fromLocaltime(etc: FileTree): string | null {
  const target = etc.linkTarget('localtime');
  return target === null ? null : zoneName(target);
}

function zoneName(text: string): string | null {
  const name = text.replace(/^.*\/zoneinfo\/(posix\/|right\/)?/, '');
  return /^[A-Za-z][A-Za-z0-9_+/-]{0,59}$/.test(name) ? name : null;
}
