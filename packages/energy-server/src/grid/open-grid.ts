// Puts the grid together: from the settings, from what the user chose before, and from the machine's time zone.

import type { Host } from '../host/host.ts';
import { Grid } from './grid.ts';
import { neverLive } from './live/live-mix.ts';
import { choiceFile, choiceInMemory, type GridLog } from './place/choice-file.ts';
import { type PlaceSettings, Whereabouts } from './place/whereabouts.ts';

export interface GridSetup {
  readonly country: string | null;
  readonly grid: { readonly zone: string | null };
  /** The environment variable `TZ`. */
  readonly tz: string | undefined;
  readonly host: Host;
  /** Where the user's choice is kept; null: nowhere. */
  readonly folder: string | null;
  readonly log: GridLog;
}

/** Throws PlaceError where the settings name no place. */
export function openGrid({ country, grid, tz, host, folder, log }: GridSetup): Grid {
  const store = folder === null ? choiceInMemory() : choiceFile(folder, log);
  const settings: PlaceSettings = { country, zone: grid.zone };
  return new Grid(new Whereabouts(settings, { tz, etc: host.etc }, store), neverLive);
}

/** A grid that asks no network, chose nothing and keeps nothing. */
export function offlineGrid(host: Host): Grid {
  const signs = { tz: undefined, etc: host.etc };
  return new Grid(new Whereabouts({ country: null, zone: null }, signs, choiceInMemory()), neverLive);
}
