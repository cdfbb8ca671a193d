// Puts the grid together: from the settings, from what the user chose before, and from the machine's time zone.

import type { Host } from '../host/host.ts';
import { Grid } from './grid.ts';
import { LiveData } from './live/live-data.ts';
import { neverLive } from './live/live-mix.ts';
import { choiceFile, choiceInMemory, type GridLog } from './place/choice-file.ts';
import { Whereabouts } from './place/whereabouts.ts';
import { createAsk } from './providers/http-edge.ts';
import { type ProviderSettings, providersOf } from './providers/providers.ts';
import { MixRecord } from './record/mix-record.ts';

export interface GridSettings extends ProviderSettings {
  readonly zone: string | null;
  readonly live: boolean | null;
}

export interface GridSetup {
  readonly country: string | null;
  readonly grid: GridSettings;
  /** The variables `TZ`, and those that name proxies. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly host: Host;
  /** Where the user's choice and what was told are kept; null: nowhere. */
  readonly folder: string | null;
  readonly log: GridLog;
}

/** Begins to ask where live data are wanted. Throws PlaceError where the settings name no place. */
export function openGrid(setup: GridSetup): OpenGrid {
  const opened = build(setup, new MixRecord(setup.folder, setup.log));
  opened.live.reconsider();
  return opened;
}

/** Looks into what an energy server has kept, and asks nobody. Throws PlaceError. */
export function recordedGrid(setup: GridSetup): OpenGrid {
  return build(setup, new MixRecord(setup.folder, setup.log, true));
}

function build({ country, grid, environment, host, folder, log }: GridSetup, record: MixRecord): OpenGrid {
  const choice = folder === null ? choiceInMemory() : choiceFile(folder, log);
  const whereabouts = new Whereabouts(
    { country, zone: grid.zone },
    { tz: environment['TZ'], etc: host.etc },
    choice,
  );
  const live = new LiveData({
    providers: providersOf(grid),
    record,
    ask: createAsk({ proxies: environment }),
    clock: host.clock,
    choice,
    settled: grid.live,
    place: () => whereabouts.place,
    log,
  });
  return new OpenGrid(new Grid(whereabouts, live), live);
}

/** Disposing it ends its questions. */
export class OpenGrid implements AsyncDisposable {
  readonly grid: Grid;
  readonly live: LiveData;

  constructor(grid: Grid, live: LiveData) {
    this.grid = grid;
    this.live = live;
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.live[Symbol.asyncDispose]();
  }
}

/** A grid that asks no network, chose nothing and keeps nothing. */
export function offlineGrid(host: Host): Grid {
  const signs = { tz: undefined, etc: host.etc };
  return new Grid(new Whereabouts({ country: null, zone: null }, signs, choiceInMemory()), neverLive);
}
