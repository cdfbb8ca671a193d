// What HTTP shows: the energy server as the replies see it. Nothing here knows hardware.

import type {
  Beat,
  EnergyBucket,
  Node,
  Power,
  RecordStanding,
  Status,
  Total,
} from '@jupyter-energy/contract';
import type { Channel, ChannelId } from '../energy/channel.ts';
import type { Disagreement } from '../energy/disagreement.ts';
import type { FoundSource } from '../energy/found-source.ts';
import type { Amount } from '../energy/step.ts';
import type { Tree } from '../energy/tree.ts';
import type { Instant } from '../time/instant.ts';
import type { GridView } from './grid-view.ts';
import type { Asker, KernelsView, RecordedShareView } from './kernels-view.ts';

/** The last hours, on the timeline. */
export interface HistoryView {
  /** Null before the first beat. */
  latest(): { readonly atMs: number; readonly total: Total | null; readonly nodes: readonly Node[] } | null;
  power(fromMs: number, toMs: number, stepMs: number): { at: number[]; series: Power['series'] };
  energy(fromMs: number, toMs: number): Pick<EnergyBucket, 'total' | 'parts'>;
  channelWatts(id: ChannelId): number | null;
  /** Channels for whose part another speaks, and what each told last; null before its first reading, or when it has fallen silent. */
  duplicates(): readonly {
    readonly channel: Channel;
    readonly told: { readonly fromMs: number; readonly toMs: number; readonly watts: number | null } | null;
  }[];
  /** What a duplicate told of each step that ends at a moment of `at`. */
  duplicatePower(id: ChannelId, fromMs: number, at: readonly number[]): readonly (number | null)[];
  /** All that a channel has counted since its first reading, gaps left out. */
  channelTotal(id: ChannelId): Amount;
  /** Mean power over about the last minute, and how much of it is known; null while nothing is. */
  recentMean(id: ChannelId): { readonly watts: number; readonly coveredMs: number } | null;
  /** Meters that for a minute have told less than what they contain. */
  disagreements(): readonly Disagreement[];
}

/** Energy of a span, and from where it is known: memory, the record, or one after the other. */
export interface JoinedEnergyView extends Pick<EnergyBucket, 'total' | 'parts'> {
  /** On the timeline: several spans where the clock was set. */
  readonly memory: readonly { readonly fromMs: number; readonly toMs: number; readonly joules: number }[];
  readonly recorded: { readonly shares: readonly RecordedShareView[]; readonly joules: number } | null;
}

export interface EnergyView {
  readonly version: string;
  readonly pid: number;
  /** Name of the scenario when the readings are simulated. */
  readonly simulated: string | null;
  /** Unix milliseconds; the same for as long as the energy server runs. */
  readonly startedAt: Beat['startedAt'];
  readonly finestMs: number;
  readonly beat: Status['beat'];
  readonly sources: readonly FoundSource[];
  readonly tree: Tree;
  readonly history: HistoryView;
  readonly grid: GridView;
  /** Kernels as this asker may see them, and tell of them. */
  kernelsFor(asker: Asker): KernelsView;
  /** How the record stands that outlives memory; null where none is kept. */
  readonly record: RecordStanding | null;
  /** Between neighbouring edges (Unix milliseconds, only growing): from memory, and from the record before that. */
  energy(edges: readonly number[]): readonly JoinedEnergyView[];
  /** The shortest span that can be told apart from this moment on, in milliseconds. */
  finestStepMs(from: number): number;
  now(): Instant;
  /** What the energy server itself costs. */
  self(): Status['self'];
  /** Takes a reading at once. */
  mark(): Promise<void>;
  /** Says that somebody watches, until it is disposed of. */
  watch(): Disposable;
  onBeat(listener: () => void): Disposable;
  onSources(listener: () => void): Disposable;
}

/** What to add to the timeline to get Unix milliseconds, by the clock as it is set now. */
export function wallOffsetMs(view: Pick<EnergyView, 'now'>): number {
  const { wallMs, timelineMs } = view.now();
  return wallMs - timelineMs;
}
