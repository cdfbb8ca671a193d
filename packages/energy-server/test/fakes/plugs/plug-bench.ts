// Opens plugs through the driver, and lets the seconds between their questions pass.

import { setImmediate as turn } from 'node:timers/promises';
import { vi } from 'vitest';
import type { Reading } from '../../../src/energy/reading.ts';
import { plugDriver } from '../../../src/sources/plug/driver.ts';
import type { EnergySource } from '../../../src/sources/source.ts';
import { createFakeHost } from '../fake-host.ts';

/** Whatever stands at an address. */
interface Pluggable extends AsyncDisposable {
  readonly address: string;
  start(): Promise<this>;
}

/** Fake timers drive the pace of the questions; the sockets below run on their own. */
export class PlugBench implements AsyncDisposable {
  readonly #parts = new AsyncDisposableStack();
  readonly host = this.#parts.use(createFakeHost());

  constructor() {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    this.#parts.defer(() => void vi.useRealTimers());
  }

  /** Plugs it in. */
  async plug<Plug extends Pluggable>(plug: Plug): Promise<Plug> {
    return this.#parts.use(await plug.start());
  }

  /** Opens what `options` configure, beside the address. Rejects with SourceError. */
  async open(plug: Pick<Pluggable, 'address'>, options: object = {}): Promise<EnergySource> {
    const plugs = [{ address: plug.address, feeds: 'this computer', ...options }];
    const [finding] = await plugDriver.discover(plugDriver.options.parse({ plugs }), this.host);
    if (finding?.status !== 'ready') throw new Error('a configured plug is always worth a question');
    return this.#parts.use(await finding.open());
  }

  /** A second later, when the question that is due then has been answered or has failed. */
  async second(): Promise<void> {
    await this.#due();
    while (vi.getTimerCount() === 0) await turn();
  }

  /** Seconds later, when so many questions in a row have failed that the source is given up: why. */
  async failure(source: EnergySource): Promise<unknown> {
    for (;;) {
      try {
        await source.read();
      } catch (error) {
        return error;
      }
      if (vi.getTimerCount() > 0) await this.#due();
      await turn();
    }
  }

  async #due(): Promise<void> {
    this.host.clock.pass(1_000);
    await vi.advanceTimersByTimeAsync(1_000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
  }
}

/** What was said, by the last word of the channel's id. */
export function told(readings: readonly Reading[]): readonly (readonly [string, number])[] {
  return readings.map((reading) => [
    reading.channel.slice(reading.channel.lastIndexOf(':') + 1),
    reading.kind === 'gauge' ? reading.watts : reading.joules,
  ]);
}
