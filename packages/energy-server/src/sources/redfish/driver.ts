// The driver of management controllers that speak Redfish: those that people configured, and no others.

import type { GaugeChannel } from '../../energy/channel.ts';
import type { Reading } from '../../energy/reading.ts';
import type { Host } from '../../host/host.ts';
import { fedDomain } from '../feeds-setting.ts';
import { readLogin } from '../login.ts';
import { longestGapMs, openPolled, type PolledMeter, usualAgeMs } from '../polled-source.ts';
import { type EnergySource, type SourceDriver, SourceError } from '../source.ts';
import { type PowerPlace, type Survey, survey, wattsIn } from './chassis.ts';
import { Controller } from './controller.ts';
import { idOf, type RedfishHost, RedfishOptions } from './options.ts';

export const redfishDriver: SourceDriver<RedfishOptions> = {
  kind: 'redfish',
  fallback: false,
  options: RedfishOptions,
  discover({ hosts }, host) {
    return hosts.map((options) => ({
      id: idOf(options),
      title: `${options.name ?? 'Management controller'} (${new URL(options.url).host})`,
      status: 'ready',
      open: () => openController(options, host),
    }));
  },
};

/** Throws SourceError. */
async function openController(options: RedfishHost, host: Host): Promise<EnergySource> {
  const root = new URL(options.url);
  const login = await readLogin(options, root.host);
  const controller = new Controller({ root, login, verifyTls: options['verify-tls'] });
  // Each question has its limit; nobody else ends them.
  const found = await survey(controller, options.chassis, new AbortController().signal);
  return await openPolled(new RedfishMeter(options, host, controller, found));
}

class RedfishMeter implements PolledMeter {
  readonly channels: readonly GaugeChannel[];
  readonly notes: readonly string[];
  readonly notCovered: readonly string[] = [];
  readonly everyMs: number;
  readonly #host: Host;
  readonly #controller: Controller;
  readonly #place: PowerPlace;

  constructor(options: RedfishHost, host: Host, controller: Controller, found: Survey) {
    this.#host = host;
    this.#controller = controller;
    this.#place = chosen(options, controller, found);
    this.everyMs = options['interval-seconds'] * 1000;
    this.channels = [channelOf(options, this.everyMs)];
    this.notes = notesOf(options, this.#place, found);
  }

  async ask(signal: AbortSignal): Promise<readonly Reading[]> {
    const [channel] = this.channels;
    const watts = wattsIn(await this.#controller.get(this.#place.path, signal));
    if (channel === undefined) return [];
    if (watts === null) throw new SourceError(`${this.#controller.address} tells no power any more`, 'retry');
    return [{ kind: 'gauge', channel: channel.id, at: this.#host.clock.now(), watts }];
  }

  close(): void {
    // Every question has a connection of its own, which the signal ends.
  }
}

function channelOf(options: RedfishHost, everyMs: number): GaugeChannel {
  return {
    kind: 'gauge',
    id: `${idOf(options)}:power`,
    label: options.name ?? 'Computer, by its management controller',
    domain: fedDomain(options.feeds, idOf(options)),
    basis: 'measured',
    // Controllers state no error that could be quoted for all models.
    relativeError: null,
    maxGapMs: longestGapMs(everyMs),
    lateMs: usualAgeMs(everyMs),
  };
}

function chosen(options: RedfishHost, { address }: Controller, { chassis, places }: Survey): PowerPlace {
  const [place] = places;
  if (place !== undefined) return place;
  const which = options.chassis === null ? 'no chassis' : `no chassis ${options.chassis}`;
  const others = chassis.filter((id) => id !== options.chassis).join(', ');
  const text =
    options.chassis === null || others === '' ? 'Use another meter.' : `Set chassis to one of ${others}.`;
  throw new SourceError(`${address} tells the power of ${which}`, 'give-up', { text, command: null });
}

function notesOf(options: RedfishHost, place: PowerPlace, { places }: Survey): readonly string[] {
  const notes: string[] = [];
  if (places.length > 1) {
    const telling = places.map(({ chassis }) => chassis).join(', ');
    notes.push(`Several chassis tell power (${telling}); ${place.chassis} is taken. Set chassis to choose.`);
  }
  if (new URL(options.url).protocol === 'http:' && options.user !== null) {
    notes.push('The password goes over the network unencrypted: use https.');
  }
  return notes;
}
