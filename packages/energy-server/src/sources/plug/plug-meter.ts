// One opened plug: asked once a second, its values entered at the time that they speak of.

import type { Milliseconds } from '@jupyter-energy/contract';
import type { ReadChannel } from '../../energy/channel.ts';
import type { Reading } from '../../energy/reading.ts';
import type { Clock } from '../../host/host.ts';
import type { Instant } from '../../time/instant.ts';
import { Freshness } from '../freshness.ts';
import type { PolledMeter } from '../polled-source.ts';
import { allChannels, EVERY_MS, LAG_MS, type OutletChannels } from './channels.ts';
import type { Firmware, Outlet } from './firmware.ts';

const LAG_NOTE =
  'A plug shows what was drawn 1 to 2 s ago: its values are entered 1.5 s earlier, and say little about spans shorter than 5 s.';
const FLOWS_BACK =
  'The plug has reported power flowing back, which no computer does: that is not counted, and shows as a gap.';

export interface PlugMeterSetup {
  readonly clock: Clock;
  readonly firmware: Firmware;
  readonly channels: readonly OutletChannels[];
}

export class PlugMeter implements PolledMeter {
  readonly everyMs = EVERY_MS;
  readonly channels: readonly ReadChannel[];
  readonly notCovered: readonly string[] = [];
  notes: readonly string[];
  readonly #clock: Clock;
  readonly #firmware: Firmware;
  readonly #outlets: readonly { readonly channels: OutletChannels; readonly freshness: Freshness }[];

  constructor({ clock, firmware, channels }: PlugMeterSetup) {
    this.#clock = clock;
    this.#firmware = firmware;
    this.#outlets = channels.map((one) => ({
      channels: one,
      freshness: new Freshness(firmware.stampLimitMs),
    }));
    this.channels = allChannels(channels);
    this.notes = [`Firmware: ${firmware.name}.`, LAG_NOTE];
  }

  async ask(signal: AbortSignal): Promise<readonly Reading[]> {
    const asked = this.#clock.now();
    const values = await this.#firmware.ask(signal);
    const told = this.#clock.now();
    // The device answered at some moment in between.
    const lateMs = (told.timelineMs - asked.timelineMs) / 2 + LAG_MS;
    const at = { timelineMs: told.timelineMs - lateMs, wallMs: told.wallMs - lateMs };
    return this.#outlets.flatMap(({ channels, freshness }) => {
      const value = values[channels.outlet] ?? null;
      if (value === null) return [];
      if (isOld(value, freshness, told.timelineMs)) return [];
      return this.#readings(channels, value, at);
    });
  }

  close(): void {
    // Every question has a connection of its own, which the signal ends.
  }

  #readings({ power, count }: OutletChannels, { watts, joules }: Outlet, at: Instant): readonly Reading[] {
    if (watts !== null && watts < 0) this.#note(FLOWS_BACK);
    const readings: Reading[] = [];
    if (watts !== null && watts >= 0) readings.push({ kind: 'gauge', channel: power.id, at, watts });
    if (count !== null && joules !== null) {
      readings.push({ kind: 'counter', channel: count.id, at, joules });
    }
    return readings;
  }

  #note(note: string): void {
    if (!this.notes.includes(note)) this.notes = [...this.notes, note];
  }
}

/** The same value with the same stamp for too long. A value that moves is news, however seldom the device renews its stamp. */
function isOld({ stamp, watts, joules }: Outlet, freshness: Freshness, nowMs: Milliseconds): boolean {
  return stamp !== null && !freshness.accepts(`${stamp} ${watts} ${joules}`, nowMs);
}
