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
  readonly channels: readonly ReadChannel[];
  readonly notes: readonly string[];
  readonly notCovered: readonly string[];
  readonly #host: Host;
  readonly #device: Device;
  readonly #files: OpenFiles;

  constructor(host: Host, device: Device) {
    this.#host = host;
    this.#device = device;
    this.#files = new OpenFiles(host.sysfs);
    this.channels = device.sensors.map(({ channel }) => channel);
    this.notes = device.notes;
    this.notCovered = device.notCovered;
  }

  /** A figure that fails is left out; where all fail the source does. */
  async read(): Promise<readonly Reading[]> {
    const failures: HostError[] = [];
    const readings = await Promise.all(
      this.#device.sensors.map((sensor) =>
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
