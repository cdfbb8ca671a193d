// The history: what all channels have said, as energy of the total and of every part, for the last day.

import type { Milliseconds, Node, Total, Watts } from '@jupyter-energy/contract';
import { Apportioner } from '../energy/apportion.ts';
import type { Channel, ChannelId } from '../energy/channel.ts';
import { type Disagreement, Disagreements } from '../energy/disagreement.ts';
import { type PartFace, partsOf } from '../energy/part.ts';
import type { Reading } from '../energy/reading.ts';
import type { Amount, Step } from '../energy/step.ts';
import { relativeErrorOf } from '../energy/sum.ts';
import { branchesOf, makeTree, type Tree } from '../energy/tree.ts';
import {
  type EnergyOfSpan,
  energyOf,
  type PowerColumns,
  powerOver,
  type Spent,
  spentOver,
} from './answers.ts';
import { Duplicates } from './duplicates.ts';
import { LastMinute, type RecentMean } from './last-minute.ts';
import { type NewestStamp, patienceFor, settledTime } from './settled-time.ts';
import { Strands } from './strands.ts';
import type { Told } from './track.ts';
import { Tracks } from './tracks.ts';

/** The state as of a settled time; an immutable snapshot. */
export interface Settled {
  readonly atMs: Milliseconds;
  /** Null while nothing can be read. */
  readonly total: Total | null;
  /** The parts of today's tree; a part that has vanished is found in the past only. */
  readonly nodes: readonly Node[];
}

/** All times are those of the timeline: they never step, and sleep counts. */
export class History {
  readonly #tracks = new Tracks();
  readonly #strands = new Strands();
  readonly #lastMinute = new LastMinute();
  readonly #duplicates = new Duplicates();
  #tree: Tree = makeTree([]);
  #apportioner = new Apportioner(this.#tree);
  readonly #disagreements = new Disagreements(this.#tree);
  #speakers: readonly ChannelId[] = [];
  #patience: ReadonlyMap<ChannelId, Milliseconds> = new Map();
  #settledMs: Milliseconds | null = null;
  #latest: Settled | null = null;
  /** Something was settled, or the tree has changed, since the latest snapshot. */
  #stale = true;

  /**
   * The set of channels, or what is known about one, has changed. What the channels of before have said is settled with the tree of
   * before; joules go on growing from where they were.
   */
  roster(channels: readonly Channel[]): Tree {
    this.#settleUpTo(Math.max(...this.#newestStamps().map(({ ms }) => ms)));
    this.#tracks.roster(channels);
    this.#tree = makeTree(channels);
    this.#patience = new Map(channels.map((channel) => [channel.id, patienceFor(channel)]));
    this.#apportioner = new Apportioner(this.#tree);
    this.#disagreements.become(this.#tree);
    this.#duplicates.become(this.#tree);
    this.#speakers = [...branchesOf(this.#tree.roots)].map((branch) => branch.channel.id);
    const sinceMs = this.#settledMs ?? Number.NEGATIVE_INFINITY;
    for (const id of this.#speakers) this.#tracks.of(id).startAt(sinceMs);
    this.#strands.become(sinceMs, partsOf(this.#tree));
    this.#stale = true;
    return this.#tree;
  }

  /** What each reading adds to its channel; readings that add nothing make no step. */
  take(readings: readonly Reading[]): readonly Step[] {
    const steps = this.#tracks.take(readings);
    this.#duplicates.take(steps);
    return steps;
  }

  /** The machine has been asleep: the next reading of each channel begins anew. */
  slept(): void {
    this.#tracks.rebase();
  }

  /** Closes a beat. The same snapshot as before when no later time can be settled yet. */
  settle(nowMs: Milliseconds): Settled {
    this.#settleUpTo(settledTime(nowMs, this.#settledMs, this.#newestStamps()));
    if (this.#latest === null || this.#stale) this.#latest = this.#snapshot(nowMs);
    this.#stale = this.#settledMs === null;
    return this.#latest;
  }

  latest(): Settled | null {
    return this.#latest;
  }

  /** Mean power of each step from `fromMs` to `toMs`; null where nothing is known. */
  power(fromMs: Milliseconds, toMs: Milliseconds, stepMs: Milliseconds): PowerColumns {
    return powerOver(this.#strands, fromMs, toMs, stepMs);
  }

  energy(fromMs: Milliseconds, toMs: Milliseconds): EnergyOfSpan {
    return energyOf(this.spent(fromMs, toMs), toMs - fromMs);
  }

  /** The same as amounts that may be added to others. */
  spent(fromMs: Milliseconds, toMs: Milliseconds): Spent {
    return spentOver(this.#strands, fromMs, toMs);
  }

  /** Whether nothing was forgotten yet. */
  get isWhole(): boolean {
    return this.#strands.total?.energy.series.isWhole ?? true;
  }

  /** Since when everything is known here that was ever read after it; null before the first reading. */
  get oldestMs(): Milliseconds | null {
    return this.#strands.total?.energy.series.oldestMs ?? null;
  }

  /** Mean power over the span of the channel's newest reading; null while unknown, or when it has fallen silent. */
  channelWatts(id: ChannelId): Watts | null {
    return this.#told(id)?.watts ?? null;
  }

  /** The channels for whose part another speaks, and what each told last; null before its first reading, or when it has fallen silent. */
  duplicates(): readonly { readonly channel: Channel; readonly told: Told | null }[] {
    return this.#duplicates.present.map((channel) => ({ channel, told: this.#told(channel.id) }));
  }

  /** Mean power that a duplicate told of each step that ends at a moment of `at`; null where nothing is known. */
  duplicatePower(
    id: ChannelId,
    fromMs: Milliseconds,
    at: readonly Milliseconds[],
  ): readonly (Watts | null)[] {
    return this.#duplicates.power(id, fromMs, at);
  }

  /** All energy of a channel and its covered time, from its first reading to its newest, speaking or not. */
  channelTotal(id: ChannelId): Amount {
    return this.#tracks.of(id).total;
  }

  /** Mean power over about the last minute, speaking or not; null while nothing is known of it. */
  recentMean(id: ChannelId): RecentMean | null {
    return this.#lastMinute.mean(id);
  }

  /** Meters that for a minute have told less than what they contain. Another list whenever something about it has changed. */
  disagreements(): readonly Disagreement[] {
    return this.#disagreements.lasting;
  }

  #told(id: ChannelId): Told | null {
    if (!this.#tracks.has(id)) return null;
    const { newest } = this.#tracks.of(id);
    const isSilent = newest === null || newest.toMs < (this.#settledMs ?? 0) - this.#patienceFor(id);
    return isSilent ? null : newest;
  }

  #newestStamps(): readonly NewestStamp[] {
    return this.#speakers.flatMap((id) => {
      const ms = this.#tracks.of(id).newestMs;
      return ms === null ? [] : { ms, patienceMs: this.#patienceFor(id) };
    });
  }

  #patienceFor(id: ChannelId): Milliseconds {
    return this.#patience.get(id) ?? patienceFor({});
  }

  #settleUpTo(toMs: Milliseconds | null): void {
    if (toMs === null || toMs <= (this.#settledMs ?? Number.NEGATIVE_INFINITY)) return;
    for (const cutMs of this.#tracks.cuts(this.#beginningMs(toMs), toMs, this.#speakers)) {
      const parts = this.#apportioner.divide((id) => this.#tracks.of(id).settle(cutMs));
      this.#strands.add(this.#beginningMs(cutMs), cutMs, parts);
      this.#settledMs = cutMs;
    }
    this.#compare(toMs);
    this.#tracks.trim(toMs);
    this.#stale = true;
  }

  #compare(toMs: Milliseconds): void {
    const sliceMs = this.#lastMinute.upTo(toMs, this.#tracks, (id) => this.#tracks.of(id).at(toMs));
    if (sliceMs !== null) this.#disagreements.take(sliceMs, (id) => this.#lastMinute.newest(id));
  }

  /** Where the next interval begins: nothing is known of the time before the first reading. */
  #beginningMs(toMs: Milliseconds): Milliseconds {
    if (this.#settledMs !== null) return this.#settledMs;
    return Math.min(toMs, ...this.#speakers.flatMap((id) => this.#tracks.of(id).oldestMs ?? []));
  }

  #snapshot(nowMs: Milliseconds): Settled {
    const nodes: Node[] = [];
    for (const face of this.#strands.present) {
      const node = this.#node(face);
      if (node !== null) nodes.push(node);
    }
    return { atMs: this.#settledMs ?? nowMs, total: this.#total(nodes), nodes };
  }

  #node(face: PartFace): Node | null {
    const strand = this.#strands.parts.get(face.id);
    if (strand === undefined || this.#settledMs === null) return null;
    const { joulesBasis, series } = strand;
    const { joules, coveredMs } = series;
    return { ...face, joules, joulesBasis, coveredSeconds: coveredMs / 1000, watts: strand.beat() };
  }

  #total(nodes: readonly Node[]): Total | null {
    const roots = nodes.filter((node) => node.parent === null);
    const strands = this.#strands.total;
    if (roots.length === 0 || strands === null) return null;
    const { joules, coveredMs } = strands.energy.total;
    return {
      basis: strands.energy.face.basis,
      relativeError: relativeErrorOf(roots),
      joules,
      joulesBasis: strands.energy.joulesBasis,
      coveredSeconds: coveredMs / 1000,
      watts: strands.joint.beat(),
    };
  }
}
