// A channel: one number of a source, a counter of joules or a gauge of watts, or the sum of several.

import type { Basis, Domain, Joules, Milliseconds, Watts } from '@jupyter-energy/contract';

/** Stable across restarts, unique in the machine: `rapl:cpu-0`, `nvml:GPU-<uuid>`. */
export type ChannelId = string;

/** One of several power supplies that feed this computer together; numbers begin at 1. */
export interface Supply {
  readonly number: number;
  readonly of: number;
}

interface ChannelFace {
  readonly id: ChannelId;
  /** For people: "Processor 0". */
  readonly label: string;
  readonly domain: Domain;
  readonly basis: Basis;
  /** One standard deviation, relative; null where nobody knows. */
  readonly relativeError: number | null;
  /** Set where the source knows that this channel must not speak for its domain (a duplicate, an implausible psys): the reason. */
  readonly distrusted?: string;
  /**
   * Set while nothing else can feed the computer, as a battery that is discharged without an adapter: the reason. It then speaks
   * before other meters of its domain, which cannot know of it.
   */
  readonly soleFeed?: string;
  /**
   * Set where its readings regularly come later than a beat: how old the newest one usually gets. What contains it is settled so
   * much later, since a settled time without it would know nothing of it.
   */
  readonly lateMs?: Milliseconds;
  /**
   * Set where it averages over so long, or tells a change so late or so seldom: of a shorter interval it says nothing, however often it
   * is read.
   */
  readonly resolvesMs?: Milliseconds;
  /** Set where it measures one of several power supplies: alone it is no figure of the computer, only the sum of all is. */
  readonly supply?: Supply;
  /** Set where a model tells its power: what that is while nobody does anything. */
  readonly idleWatts?: Watts;
}

/** Joules since some moment, only growing. */
export interface CounterChannel extends ChannelFace {
  readonly kind: 'counter';
  /** The modulus: the joules at which it starts again at 0. Null = never wraps, or nobody knows where. */
  readonly wrapsAt: Joules | null;
  /** Largest power that is physically possible: tells a wrap from a reset. */
  readonly maxWatts: Watts;
  /** Power above which a step is nonsense, whatever caused it. */
  readonly ceilingWatts: Watts;
}

/** Power now. */
export interface GaugeChannel extends ChannelFace {
  readonly kind: 'gauge';
  /** Over a longer silence than this nothing is invented. */
  readonly maxGapMs: number;
}

/** What several channels tell together, known only while all of them are. */
export interface SumChannel extends ChannelFace {
  readonly kind: 'sum';
  readonly members: readonly ChannelId[];
}

/** A channel that has readings of its own. */
export type ReadChannel = CounterChannel | GaugeChannel;

export type Channel = ReadChannel | SumChannel;
