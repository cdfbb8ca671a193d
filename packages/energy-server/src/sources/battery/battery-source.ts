// The batteries as a source. It has a channel only while they feed the computer, so that on mains others speak for it.

import { MACHINE, type Watts } from '@jupyter-energy/contract';
import type { GaugeChannel } from '../../energy/channel.ts';
import type { Reading } from '../../energy/reading.ts';
import { type Host, HostError } from '../../host/host.ts';
import { longestGapMs } from '../polled-source.ts';
import { type EnergySource, SourceError } from '../source.ts';
import { dischargeOf } from './discharge.ts';

export const ID = 'battery';

/** Asking costs a conversation with the battery's own controller, and most drivers tell nothing new within a second. */
const SPACING_MS = 1_000;
/** After unplugging the status changes at once, but the figure may still be that of charging. */
const SETTLING_MS = 5_000;

const ON_MAINS = 'On mains the batteries tell nothing of what the computer draws.';
const SETTLING = 'The computer has just changed to its batteries; their figure is not believed yet.';

const CHANNEL: GaugeChannel = {
  kind: 'gauge',
  id: `${ID}:discharge`,
  label: 'Computer, from its battery',
  domain: MACHINE,
  basis: 'measured',
  relativeError: null,
  soleFeed: 'the computer runs on its battery.',
  maxGapMs: longestGapMs(5_000),
};

const SILENT: readonly GaugeChannel[] = [];
const SPEAKING: readonly GaugeChannel[] = [CHANNEL];
const NO_NOTES: readonly string[] = [];
const MAINS_NOTES: readonly string[] = [ON_MAINS];
const SETTLING_NOTES: readonly string[] = [SETTLING];

export class BatterySource implements EnergySource {
  readonly notCovered: readonly string[] = [];
  readonly #host: Host;
  #channels = SILENT;
  #notes = NO_NOTES;
  #readAtMs = Number.NEGATIVE_INFINITY;
  /** Whether the last look found it on mains; null before the first. */
  #onMains: boolean | null = null;
  #believedFromMs = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  get channels(): readonly GaugeChannel[] {
    return this.#channels;
  }

  get notes(): readonly string[] {
    return this.#notes;
  }

  /** Looks once, so that its channel is there from the beginning. Throws SourceError. */
  async start(): Promise<this> {
    this.#believe(await this.#look());
    return this;
  }

  async read(): Promise<readonly Reading[]> {
    const nowMs = this.#host.clock.now().timelineMs;
    if (nowMs - this.#readAtMs < SPACING_MS) return [];
    this.#readAtMs = nowMs;
    const watts = await this.#look();
    if (!this.#believe(watts)) return [];
    return [{ kind: 'gauge', channel: CHANNEL.id, at: this.#host.clock.now(), watts }];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Nothing is kept open between beats.
  }

  /** Throws SourceError. */
  async #look(): Promise<Watts | null> {
    try {
      return await dischargeOf(this.#host.sysfs);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      const gone = error.code === 'ENODEV' || error.code === 'ENOENT';
      const message = `The battery cannot be read: ${error.message}.`;
      throw new SourceError(message, gone ? 'reopen' : 'retry', null, { cause: error });
    }
  }

  /** Keeps channels and notes in step with where the power comes from. */
  #believe(watts: Watts | null): watts is Watts {
    const nowMs = this.#host.clock.now().timelineMs;
    const onMains = watts === null;
    if (this.#onMains === true && !onMains) this.#believedFromMs = nowMs + SETTLING_MS;
    this.#onMains = onMains;
    const settling = !onMains && nowMs < this.#believedFromMs;
    this.#channels = onMains || settling ? SILENT : SPEAKING;
    this.#notes = onMains ? MAINS_NOTES : settling ? SETTLING_NOTES : NO_NOTES;
    return !onMains && !settling;
  }
}
