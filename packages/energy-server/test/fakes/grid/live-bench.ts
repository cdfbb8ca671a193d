// Live data as a test holds them in its hands: a clock, a place, a choice, real HTTP to local servers, and what was logged.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Grid } from '../../../src/grid/grid.ts';
import { LiveData } from '../../../src/grid/live/live-data.ts';
import { choiceInMemory } from '../../../src/grid/place/choice-file.ts';
import { Whereabouts } from '../../../src/grid/place/whereabouts.ts';
import { createAsk } from '../../../src/grid/providers/http-edge.ts';
import { providersOf } from '../../../src/grid/providers/providers.ts';
import { MixRecord } from '../../../src/grid/record/mix-record.ts';
import type { Clock } from '../../../src/host/host.ts';
import { Machine } from '../machine.ts';
import { ProviderServer } from './provider-server.ts';

export const ENTSOE_TOKEN = 'entsoe-t0ken/+secret';
export const QUARTER_MS = 900_000;

export interface LiveBenchSetup {
  readonly country?: string | null;
  /** Of ENTSO-E. */
  readonly hasToken?: boolean;
  readonly others?: 'eia' | 'electricity-maps';
  readonly settled?: boolean | null;
  /** Kept by the caller; left out: one of its own. */
  readonly folder?: string;
  readonly limitMs?: number;
}

export class LiveBench implements AsyncDisposable {
  readonly entsoe: ProviderServer;
  /** Energy-Charts and all others without a token. */
  readonly keyless: ProviderServer;
  readonly machine = new Machine();
  readonly folder: string;
  readonly logged: string[] = [];
  readonly choice = choiceInMemory();
  readonly live: LiveData;
  readonly grid: Grid;
  readonly record: MixRecord;
  nowMs = Date.UTC(2026, 2, 1, 12, 5);
  readonly #ownFolder: boolean;

  private constructor(entsoe: ProviderServer, keyless: ProviderServer, setup: LiveBenchSetup) {
    this.entsoe = entsoe;
    this.keyless = keyless;
    this.#ownFolder = setup.folder === undefined;
    this.folder = setup.folder ?? mkdtempSync(join(tmpdir(), 'live-'));
    const note = (facts: object, message: string) => {
      const { err, ...rest } = facts as { err?: Error };
      this.logged.push(JSON.stringify([message, rest, err?.stack, err?.cause]));
    };
    const log = { info: note, warn: note };
    // The true one tells fractions, too.
    const clock: Clock = { now: () => ({ timelineMs: 0, wallMs: this.nowMs + 0.25 }), sleptMs: () => 0 };
    const country = setup.country === undefined ? 'DE' : setup.country;
    const signs = { tz: undefined, etc: this.machine.etc };
    const whereabouts = new Whereabouts({ country, zone: null }, signs, this.choice);
    this.record = new MixRecord(this.folder, log);
    const url = keyless.url;
    this.live = new LiveData({
      providers: providersOf({
        entsoe: { token: setup.hasToken === true ? ENTSOE_TOKEN : null, url: `${entsoe.url}/api` },
        'electricity-maps': { token: setup.others === 'electricity-maps' ? 'maps-t0ken' : null, url },
        eia: { key: setup.others === 'eia' ? 'eia-k3y' : null, url },
        'energy-charts': { url },
        neso: { url },
      }),
      record: this.record,
      ask: createAsk({ ms: setup.limitMs ?? 5_000, bytes: 1_000_000 }),
      clock,
      choice: this.choice,
      settled: setup.settled ?? null,
      place: () => whereabouts.place,
      log,
    });
    this.grid = new Grid(whereabouts, this.live);
  }

  static async open(setup: LiveBenchSetup = {}): Promise<LiveBench> {
    const [entsoe, keyless] = [await new ProviderServer().start(), await new ProviderServer().start()];
    return new LiveBench(entsoe, keyless, setup);
  }

  /** So many quarter-hours pass, and at each live data are looked after; resolves when no question is under way. */
  async pass(quarters: number): Promise<void> {
    for (let index = 0; index < quarters; index += 1) {
      this.nowMs += QUARTER_MS;
      await this.ask();
    }
  }

  /** The moment at which live data would be looked after. */
  async ask(): Promise<void> {
    this.live.reconsider();
    await new Promise((resolve) => setTimeout(resolve, 1));
    await this.live.settled();
  }

  standing() {
    return this.grid.standing(true).live;
  }

  /** One bucket of the quarter-hour that a time (UnixMs) lies in. */
  async at(unixMs: number) {
    const from = Math.floor(unixMs / QUARTER_MS) * QUARTER_MS;
    return (await this.grid.buckets([[from, from + QUARTER_MS]])).buckets[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.live[Symbol.asyncDispose]();
    await this.entsoe[Symbol.asyncDispose]();
    await this.keyless[Symbol.asyncDispose]();
    this.machine[Symbol.dispose]();
    if (this.#ownFolder) rmSync(this.folder, { recursive: true, force: true });
  }
}
