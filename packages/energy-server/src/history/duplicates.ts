// Duplicates: what channels tell of a part for which another one speaks, for looking at beside it. Nothing of it reaches a sum.

import type { Milliseconds, Watts } from '@jupyter-energy/contract';
import type { Channel, ChannelId } from '../energy/channel.ts';
import type { Member } from '../energy/speakers.ts';
import type { Step } from '../energy/step.ts';
import type { Tree } from '../energy/tree.ts';
import { meansOf } from './answers.ts';
import { Series, type SeriesLength } from './series.ts';

/**
 * Enough for a chart of the last minutes, in 60 KiB at most: 1024 readings are 8.5 minutes of two a second, and the points before them
 * reach back another 43 minutes or more.
 */
const LENGTH: SeriesLength = { fine: 1024, coarse: 512 };

/** By their own readings, not by settled times: a duplicate may be late, and nobody waits for it. */
export class Duplicates {
  #present: readonly Channel[] = [];
  /** Of every duplicate that there is or was: one that comes back goes on, with a gap in between. */
  readonly #series = new Map<ChannelId, Series>();
  /** Of those that are present. */
  #growing: ReadonlyMap<ChannelId, Series> = new Map();

  /** Those of today's tree, in the order given. */
  get present(): readonly Channel[] {
    return this.#present;
  }

  become({ members }: Tree): void {
    this.#present = [...members.values()].filter(isOfAWhole).map(({ channel }) => channel);
    this.#growing = new Map(this.#present.map(({ id }) => [id, this.#seriesOf(id)]));
  }

  take(steps: readonly Step[]): void {
    if (this.#growing.size === 0) return;
    for (const step of steps)
      if (step.toMs > step.fromMs) this.#growing.get(step.channel)?.add(step.fromMs, step.toMs, step);
  }

  /** Mean power of each step that ends at a moment of `at`; null where nothing is known. */
  power(id: ChannelId, fromMs: Milliseconds, at: readonly Milliseconds[]): (Watts | null)[] {
    const series = this.#series.get(id);
    return series === undefined ? at.map(() => null) : meansOf(series, fromMs, at);
  }

  #seriesOf(id: ChannelId): Series {
    const series = this.#series.get(id) ?? new Series(LENGTH);
    this.#series.set(id, series);
    return series;
  }
}

/** One power supply among several is no figure of the part that they feed together. */
function isOfAWhole({ role, channel }: Member): boolean {
  return role === 'duplicate' && channel.supply === undefined;
}
