// What HTTP shows of kernels, as the replies see it. Times are those of the timeline.

import type {
  EnergySplit,
  Interval,
  Kernel,
  KernelActivity,
  KernelRegistration,
  Kernels,
  Run,
} from '@jupyter-energy/contract';
import type { Amount } from '../energy/step.ts';

/** Who asks, or tells. */
export interface Asker {
  /** A user by number; `all` may see everything: root, our own user, whoever has the token; `none` is a stranger to us. */
  readonly user: number | 'all' | 'none';
  /** His process, as our own /proc counts; 0 where it is outside of our container, null where nobody knows. */
  readonly pid: () => number | null;
}

export const ALL: Asker = { user: 'all', pid: () => null };

/** Energy so far, and power since the beat before; null where that is unknown. */
export interface StandingView {
  readonly watts: number | null;
  readonly amount: Amount;
}

export interface KernelView extends StandingView {
  readonly entry: Pick<
    Kernel,
    'id' | 'name' | 'path' | 'pid' | 'foundBy' | 'state' | 'reason' | 'firstSeenAt'
  > & {
    readonly cpuSeconds: number;
    readonly activities: readonly { readonly state: KernelActivity }[];
  };
  /** Of its notebook: with those of earlier kernels. */
  readonly account: Amount;
  readonly memory: { readonly processes: number; readonly residentBytes: number | null };
}

export interface KernelsView {
  readonly kernels: readonly KernelView[];
  /** Null while the computer's energy cannot be split. */
  readonly split: Readonly<Record<'kernels' | 'others' | 'idle' | 'undivided', StandingView>> | null;
  readonly baseline: Kernels['idleBaseline'];
  kernel(id: string): KernelView | null;
  /** Whether he may tell of kernels at all, and whether this id is not another user's kernel. */
  mayTell(id: string): boolean;
  /** Null where there are too many kernels already. */
  register(id: string, told: KernelRegistration): KernelView | null;
  /** Null where there is no such kernel. */
  remove(id: string): KernelView | null;
  /** Answers whether there is such a kernel. */
  note(id: string, told: ToldView): boolean;
  /** Why nothing is split, or was not until now. */
  readonly whyNoSplit: string;
  /** Says why, where nothing is known of the kernel in the whole interval. */
  interval(id: string, fromMs: number, toMs: number): IntervalView;
  /** The computer's joules of a span, seen from the notebook of this kernel; null: from none. */
  energySplit(id: string | null, fromMs: number, toMs: number, whole: number): EnergySplit;
  /** The same of what was recorded. */
  recordedSplit(id: string | null, shares: readonly RecordedShareView[], whole: number): EnergySplit;
  /** The same for the mean power over each step, which ends `at` these moments. */
  powerSplit(
    id: string | null,
    fromMs: number,
    at: readonly number[],
    whole: readonly (number | null)[],
  ): Readonly<Record<keyof EnergySplit, (number | null)[]>>;
  /** Those in memory, in the order of their begins. */
  runs(id: string): readonly RunView[];
  /** Those that have ended, from where they are kept; Unix milliseconds. */
  keptRuns(id: string, from: number, to: number, most: number): readonly { readonly run: Run }[];
}

/** What one kernel, other programs, idle or nobody in particular used of a span. */
export interface RecordedShareView {
  readonly kind: 'kernel' | 'split';
  /** The id of a kernel; `others`, `idle` or `undivided`. */
  readonly name: string;
  /** The key of a kernel's notebook. */
  readonly within: string | null;
  readonly owner: number | null;
  readonly joules: number;
}

/** Whoever asks knows for which kernel and span. */
export type IntervalView = Omit<Interval, 'kernel' | 'from' | 'to' | 'seconds'>;

export interface RunView {
  readonly id: string;
  readonly count: number | null;
  readonly fromMs: number;
  /** Null while it runs. */
  readonly toMs: number | null;
  /** Up to when its energy is told. */
  readonly untilMs: number;
  readonly energy: IntervalView;
}

/** What the Jupyter side tells of a kernel; with `run`, that this execution began or ended. */
export interface ToldView {
  readonly state: KernelActivity;
  readonly atMs: number;
  readonly run?: string | undefined;
  readonly count?: number | undefined;
}
