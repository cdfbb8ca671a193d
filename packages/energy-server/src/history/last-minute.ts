// The last minute of every channel, speaking or not, in slices of about ten seconds: for comparing meters that cover the same.

import type { Milliseconds, Watts } from '@jupyter-energy/contract';
import type { ChannelId } from '../energy/channel.ts';
import { type Amount, NOTHING } from '../energy/step.ts';
import { wattsOf } from './power.ts';
import { difference } from './series.ts';

/** Short enough to end soon after its cause, long enough for meters that speak every few seconds. */
const SLICE_MS = 10_000;
const MINUTE_MS = 60_000;
/** Two beats of 5 s are a slice, even where they come a little early. */
const EARLY_MS = 500;

/** What all channels had told up to a moment. */
interface Edge {
  readonly ms: Milliseconds;
  readonly told: ReadonlyMap<ChannelId, Amount>;
}

/** Mean power, and for how much time it is known. */
export interface RecentMean {
  readonly watts: Watts;
  readonly coveredMs: Milliseconds;
}

export class LastMinute {
  #edges: readonly Edge[] = [];

  /** Ends a slice when it is long enough: answers its length, else null. Times only grow. */
  upTo(
    ms: Milliseconds,
    channels: { readonly ids: Iterable<ChannelId> },
    told: (id: ChannelId) => Amount,
  ): Milliseconds | null {
    const before = this.#edges.at(-1);
    if (before !== undefined && ms - before.ms < SLICE_MS - EARLY_MS) return null;
    const edge = { ms, told: new Map([...channels.ids].map((id) => [id, told(id)])) };
    const edges = [...this.#edges, edge];
    const oldest = edges.findLastIndex((one) => ms - one.ms >= MINUTE_MS - EARLY_MS);
    this.#edges = edges.slice(Math.max(0, oldest));
    return before === undefined ? null : ms - before.ms;
  }

  /** What a channel told in the newest slice; nothing where it was not there at its beginning. */
  newest(id: ChannelId): Amount {
    return this.#between(this.#edges.at(-2), id);
  }

  /** Over the last minute, or as much of it as the channel has been there. Null where nothing is known of it. */
  mean(id: ChannelId): RecentMean | null {
    const { joules, coveredMs } = this.#between(
      this.#edges.find(({ told }) => told.has(id)),
      id,
    );
    const watts = wattsOf({ joules, coveredMs });
    return watts === null ? null : { watts, coveredMs };
  }

  #between(from: Edge | undefined, id: ChannelId): Amount {
    const earlier = from?.told.get(id);
    const later = this.#edges.at(-1)?.told.get(id);
    return earlier === undefined || later === undefined ? NOTHING : difference(earlier, later);
  }
}
