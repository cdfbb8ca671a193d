// The tracks of all channels, each filled by the meter of its channel.

import type { Milliseconds } from '@jupyter-energy/contract';
import type { Channel, ChannelId, ReadChannel, SumChannel } from '../energy/channel.ts';
import { createMeter } from '../energy/meter.ts';
import type { Reading } from '../energy/reading.ts';
import type { Meter, Step } from '../energy/step.ts';
import { SumMeter } from '../energy/sum-meter.ts';
import { Track } from './track.ts';

interface Metered {
  readonly channel: ReadChannel;
  readonly meter: Meter;
}

export class Tracks {
  #metered = new Map<ChannelId, Metered>();
  #sums: readonly SumMeter[] = [];
  readonly #tracks = new Map<ChannelId, Track>();
  #gapEdges: Milliseconds[] = [];

  /** A channel that stays keeps its baseline; a new one, or one that counts differently now, gets a new one. */
  roster(channels: readonly Channel[]): void {
    const before = this.#metered;
    this.#metered = new Map();
    this.#sums = channels.flatMap((channel) =>
      channel.kind !== 'sum'
        ? []
        : (this.#sums.find((sum) => sumsAlike(sum.channel, channel)) ?? new SumMeter(channel)),
    );
    for (const channel of channels) {
      if (channel.kind === 'sum') continue;
      const known = before.get(channel.id);
      const meter =
        known !== undefined && countsAlike(known.channel, channel) ? known.meter : createMeter(channel);
      this.#metered.set(channel.id, { channel, meter });
    }
  }

  /** Readings of channels that are not on the roster are left out. */
  take(readings: readonly Reading[]): readonly Step[] {
    const steps: Step[] = [];
    for (const reading of readings) {
      const step = this.#metered.get(reading.channel)?.meter.take(reading) ?? null;
      if (step === null) continue;
      this.#keep(step, steps);
      for (const sum of this.#sums)
        if (sum.channel.members.includes(step.channel))
          for (const whole of sum.take(step)) this.#keep(whole, steps);
    }
    return steps;
  }

  #keep(step: Step, steps: Step[]): void {
    if (step.coveredMs === 0) this.#gapEdges.push(step.fromMs, step.toMs);
    this.of(step.channel).take(step);
    steps.push(step);
  }

  rebase(): void {
    for (const { meter } of this.#metered.values()) meter.rebase();
  }

  of(id: ChannelId): Track {
    const known = this.#tracks.get(id);
    if (known !== undefined) return known;
    const track = new Track();
    this.#tracks.set(id, track);
    return track;
  }

  /** The channels on the roster. */
  get ids(): Iterable<ChannelId> {
    return [...this.#metered.keys(), ...this.#sums.map(({ channel }) => channel.id)];
  }

  has(id: ChannelId): boolean {
    return this.#metered.has(id) || this.#sums.some(({ channel }) => channel.id === id);
  }

  /**
   * Moments between two others at which what is known changes: edges of gaps, and stamps after which a channel has said nothing.
   * An interval that is cut there is either known or unknown, never a blend.
   */
  cuts(fromMs: Milliseconds, toMs: Milliseconds, speakers: Iterable<ChannelId>): readonly Milliseconds[] {
    const newest = [...speakers].map((id) => this.of(id).newestMs ?? toMs);
    const inside = [...this.#gapEdges, ...newest].filter((ms) => ms > fromMs && ms < toMs);
    return [...new Set(inside), toMs].sort((a, b) => a - b);
  }

  /** Forgets what no settling from `ms` on needs. */
  trim(ms: Milliseconds): void {
    this.#gapEdges = this.#gapEdges.filter((edge) => edge > ms);
    for (const track of this.#tracks.values()) track.trim(ms);
  }
}

function sumsAlike(a: SumChannel, b: SumChannel): boolean {
  return a.id === b.id && a.members.join() === b.members.join();
}

function countsAlike(a: ReadChannel, b: ReadChannel): boolean {
  if (a.kind === 'gauge') return b.kind === 'gauge' && a.maxGapMs === b.maxGapMs;
  return (
    b.kind === 'counter' &&
    a.wrapsAt === b.wrapsAt &&
    a.maxWatts === b.maxWatts &&
    a.ceilingWatts === b.ceilingWatts
  );
}
