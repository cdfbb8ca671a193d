// A reading: what a channel said, with the time at which it said it.

import type { Joules, Watts } from '@jupyter-energy/contract';
import type { Instant } from '../time/instant.ts';
import type { ChannelId } from './channel.ts';

export interface CounterReading {
  readonly kind: 'counter';
  readonly channel: ChannelId;
  readonly at: Instant;
  readonly joules: Joules;
}

export interface GaugeReading {
  readonly kind: 'gauge';
  readonly channel: ChannelId;
  readonly at: Instant;
  readonly watts: Watts;
}

/** A channel whose read failed has no reading in that beat: that is a gap, never a zero. */
export type Reading = CounterReading | GaugeReading;
