// The driver of uninterruptible power supplies that a NUT server watches: those that people configured, and no others.

import { elsewhereDomain, MACHINE } from '@jupyter-energy/contract';
import type { GaugeChannel } from '../../energy/channel.ts';
import type { Reading } from '../../energy/reading.ts';
import type { Host } from '../../host/host.ts';
import { type Login, readLogin } from '../login.ts';
import { longestGapMs, openPolled, type PolledMeter, usualAgeMs } from '../polled-source.ts';
import type { SourceDriver } from '../source.ts';
import { supplyOf } from '../supply-setting.ts';
import { addressOf, idOf, NutOptions, type UpsOptions } from './options.ts';
import { askLoad } from './ups.ts';

/** The NUT server itself asks a UPS every two seconds unless told otherwise. */
const EVERY_MS = 2_000;

const IN_PERCENT =
  'The UPS tells its load in whole percent: power is that share of its nominal power, and moves in coarse steps.';
const SOMETHING_ELSE = 'It feeds something else than this computer: shown, but not counted.';

export const nutDriver: SourceDriver<NutOptions> = {
  kind: 'nut',
  fallback: false,
  options: NutOptions,
  discover({ ups }, host) {
    return ups.map((options) => ({
      id: idOf(options),
      title: `${labelOf(options)} (${addressOf(options)})`,
      status: 'ready',
      open: async () => openPolled(new UpsMeter(options, host, await readLogin(options, addressOf(options)))),
    }));
  },
};

class UpsMeter implements PolledMeter {
  readonly channels: readonly GaugeChannel[];
  readonly notCovered = ["the UPS's own loss"];
  readonly everyMs = EVERY_MS;
  notes: readonly string[] = [];
  readonly #options: UpsOptions;
  readonly #host: Host;
  readonly #login: Login | null;
  readonly #channel: GaugeChannel;

  constructor(options: UpsOptions, host: Host, login: Login | null) {
    this.#options = options;
    this.#host = host;
    this.#login = login;
    this.#channel = channelOf(options);
    this.channels = [this.#channel];
  }

  async ask(signal: AbortSignal): Promise<readonly Reading[]> {
    const { watts, telling } = await askLoad(this.#options, this.#login, signal);
    if (telling === 'percent' && this.notes.length === 0) this.notes = [IN_PERCENT];
    return [{ kind: 'gauge', channel: this.#channel.id, at: this.#host.clock.now(), watts }];
  }

  close(): void {
    // Every question has a connection of its own, which the signal ends.
  }
}

function labelOf({ label, name }: UpsOptions): string {
  return label ?? `UPS ${name}`;
}

function channelOf(options: UpsOptions): GaugeChannel {
  const face = {
    kind: 'gauge',
    id: `${idOf(options)}:power`,
    label: labelOf(options),
    basis: 'measured',
    // Data sheets state no error that could be quoted for all models.
    relativeError: null,
    maxGapMs: longestGapMs(EVERY_MS),
    lateMs: usualAgeMs(EVERY_MS),
  } as const;
  if (options.feeds === 'this computer')
    return { ...face, domain: MACHINE, ...supplyOf(options.feeds, options.supply) };
  return { ...face, domain: elsewhereDomain(idOf(options)), distrusted: SOMETHING_ELSE };
}
