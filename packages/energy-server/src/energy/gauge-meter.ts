// Steps of a gauge: power integrated over the time that has really passed.

import type { Milliseconds, Watts } from '@jupyter-energy/contract';
import type { GaugeChannel } from './channel.ts';
import type { Reading } from './reading.ts';
import { gap, isUsable, type Meter, type Step } from './step.ts';

export class GaugeMeter implements Meter {
  readonly #channel: GaugeChannel;
  #beforeWatts: Watts | null = null;
  #newestMs: Milliseconds | null = null;

  constructor(channel: GaugeChannel) {
    this.#channel = channel;
  }

  /** Energy by the trapezoid: the mean of two powers times the time between them. */
  take(reading: Reading): Step | null {
    if (reading.kind !== 'gauge' || !isUsable(reading.watts, reading)) return null;
    const toMs = reading.at.timelineMs;
    const fromMs = this.#newestMs ?? toMs;
    if (this.#newestMs !== null && toMs <= fromMs) return null;
    const beforeWatts = this.#beforeWatts;
    this.#newestMs = toMs;
    this.#beforeWatts = reading.watts;
    const channel = this.#channel.id;
    if (beforeWatts === null) return gap(channel, 'first', fromMs, toMs);
    const coveredMs = toMs - fromMs;
    if (coveredMs > this.#channel.maxGapMs) return gap(channel, 'silence', fromMs, toMs);
    const joules = (((beforeWatts + reading.watts) / 2) * coveredMs) / 1000;
    return { channel, outcome: 'advanced', fromMs, toMs, joules, coveredMs };
  }

  rebase(): void {
    this.#beforeWatts = null;
  }
}
