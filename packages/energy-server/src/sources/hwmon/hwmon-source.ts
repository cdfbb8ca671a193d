// An opened device of hwmon: all its figures at every beat, read in other threads since some drivers take their time.

import type { ReadChannel } from '../../energy/channel.ts';
import type { Reading } from '../../energy/reading.ts';
import { type Host, HostError } from '../../host/host.ts';
import { type EnergySource, SourceError } from '../source.ts';
import { OpenFiles } from './open-files.ts';
import type { Device, Sensor } from './sensor.ts';

/** What a file says when its device is gone. */
const GONE = new Set(['ENOENT', 'ENODEV', 'ENOTDIR', 'ENXIO']);

export class HwmonSource implements EnergySource {
  readonly notes: readonly string[];
  readonly notCovered: readonly string[];
  readonly #host: Host;
  readonly #device: Device;
  readonly #files: OpenFiles;
  #channels: readonly ReadChannel[];

  constructor(host: Host, device: Device) {
    this.#host = host;
    this.#device = device;
    this.#files = new OpenFiles(host.sysfs);
    this.#channels = device.sensors.map(({ channel }) => channel);
    this.notes = device.notes;
    this.notCovered = device.notCovered;
  }

  /** Of what is awake: the total of a computer whose card sleeps is what the others tell. */
  get channels(): readonly ReadChannel[] {
    return this.#channels;
  }

  /** A figure that fails is left out; where all fail the source does. */
  async read(): Promise<readonly Reading[]> {
    const failures: HostError[] = [];
    const readings = await Promise.all(
      (await this.#awake()).map((sensor) =>
        this.#readingOf(sensor).catch((error: unknown) => {
          if (!(error instanceof HostError)) throw error;
          failures.push(error);
          return null;
        }),
      ),
    );
    if (failures.length > 0 && failures.length === readings.length) throw this.#lost(failures);
    return readings.filter((reading) => reading !== null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#files[Symbol.dispose]();
  }

  async #awake(): Promise<readonly Sensor[]> {
    const { sensors } = this.#device;
    if (!sensors.some(({ isAsleep }) => isAsleep !== undefined)) return sensors;
    const asleep = await Promise.all(sensors.map((sensor) => sensor.isAsleep?.(this.#files) ?? false));
    const awake = sensors.filter((_, index) => !asleep[index]);
    const channels = awake.map(({ channel }) => channel);
    const same =
      channels.length === this.#channels.length &&
      channels.every((channel, index) => channel === this.#channels[index]);
    if (!same) this.#channels = channels;
    return awake;
  }

  async #readingOf({ channel, read }: Sensor): Promise<Reading | null> {
    const value = await read(this.#files);
    if (value === null) return null;
    const at = this.#host.clock.now();
    return channel.kind === 'counter'
      ? { kind: 'counter', channel: channel.id, at, joules: value }
      : { kind: 'gauge', channel: channel.id, at, watts: value };
  }

  #lost(failures: readonly HostError[]): SourceError {
    const gone = failures.every(({ code }) => GONE.has(code));
    const why = failures.map(({ message }) => message).join('; ');
    const message = gone ? `${this.#device.title} is gone: ${why}` : `${this.#device.title} fails: ${why}`;
    return new SourceError(message, gone ? 'reopen' : 'retry', null, { cause: failures[0] });
  }
}
