// One counter, followed from beat to beat: what it said, what that means, and whether it ever moved.

import type { Joules, Milliseconds } from '@jupyter-energy/contract';
import type { ChannelId, CounterChannel } from '../../energy/channel.ts';
import { createMeter } from '../../energy/meter.ts';
import type { Step } from '../../energy/step.ts';
import { type Clock, HostError } from '../../host/host.ts';
import type { Instant } from '../../time/instant.ts';
import type { EnergyCounter, PowerLimits } from './counter.ts';
import { domainOf, keyOf, labelOf, type Zone } from './zone.ts';

/** A counter that has stood still for so long is suspect: real ones move every millisecond, the coarsest every second. */
const STILL_MS = 2000;

export interface Sample {
  readonly at: Instant;
  readonly joules: Joules;
  /** Null while its meter waits for a counter that stands still. */
  readonly step: Step | null;
}

/** What one beat found. */
export interface Beat {
  /** Counters that failed are missing. */
  readonly samples: ReadonlyMap<Tracker, Sample>;
  /** From before the first read to after the last: no two samples were read further apart. */
  readonly spreadMs: Milliseconds;
}

export class Tracker {
  readonly counter: EnergyCounter;
  readonly limits: PowerLimits;
  readonly #meter: ReturnType<typeof createMeter>;
  readonly #channel: ChannelId;
  #first: Sample | null = null;
  #moved = false;
  #newest: Sample | null = null;
  #toldAs: ChannelId | null = null;

  constructor(counter: EnergyCounter, limits: PowerLimits) {
    this.counter = counter;
    this.limits = limits;
    const channel = channelOf(counter.zone, counter.wrapsAt, limits);
    this.#channel = channel.id;
    this.#meter = createMeter(channel);
  }

  /** Reads the counter and stamps it. Throws HostError: a gap in this beat. */
  sample(clock: Clock): Sample {
    const joules = this.#read();
    const at = clock.now();
    const step = this.#meter.take({ kind: 'counter', channel: this.#channel, at, joules });
    return { at, joules, step };
  }

  /** The machine slept: what comes has nothing to do with what was. */
  rebase(): void {
    this.#meter.rebase();
    this.#newest = null;
  }

  /**
   * The samples worth telling under this channel's id. A counter that has never moved says nothing, so that one that does not work
   * shows no 0 W; its first move, and its first word under a new id, come with the standing before.
   */
  release(id: ChannelId, sample: Sample): readonly Sample[] {
    this.#first ??= sample;
    const before = this.#newest;
    this.#newest = sample;
    this.#moved ||= sample.joules !== this.#first.joules;
    if (!this.#moved) return [];
    const known = this.#toldAs === id || before === null;
    this.#toldAs = id;
    return known ? [sample] : [before, sample];
  }

  /** Why it is not to be believed yet; null once it has moved. */
  get suspicion(): string | null {
    if (this.#moved || this.#first === null || this.#newest === null) return null;
    const still = this.#newest.at.timelineMs - this.#first.at.timelineMs >= STILL_MS;
    const zero = this.counter.backend === 'powercap' && this.#first.joules === 0;
    return still || zero ? 'it has not moved since it was opened' : null;
  }

  #read(): Joules {
    try {
      return this.counter.read();
    } catch (error) {
      if (!(error instanceof HostError) || !this.counter.recover()) throw error;
      this.rebase();
      return this.counter.read();
    }
  }
}

/** The channel of a zone, as far as the zone alone tells it. */
export function channelOf(zone: Zone, wrapsAt: Joules | null, limits: PowerLimits): CounterChannel {
  return {
    kind: 'counter',
    id: `rapl:${keyOf(zone)}`,
    label: labelOf(zone, false),
    domain: domainOf(zone),
    basis: 'measured',
    relativeError: null,
    wrapsAt,
    ...limits,
  };
}
