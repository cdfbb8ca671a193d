// What is known of one kernel beside its energy.

import type { KernelActivity, KernelRegistration, Milliseconds, UnixMs } from '@jupyter-energy/contract';

export type KernelState = 'found' | 'elsewhere' | 'gone' | 'unknown';

/** How it came to be known; a kernel that was told of is never replaced by what is found. */
export type FoundBy = 'bridge' | 'command line';

export interface KernelEntry {
  readonly id: string;
  readonly foundBy: FoundBy;
  readonly name: string | null;
  readonly path: string | null;
  /** The same for all kernels of a notebook; null where nobody told. */
  readonly notebook: string | null;
  /** The user of its process; null where that was never known. */
  readonly owner: number | null;
  readonly pid: number | null;
  readonly firstSeenAt: UnixMs;
  readonly state: KernelState;
  /** Null while it is followed. */
  readonly reason: string | null;
  readonly activities: readonly Activity[];
  /** CPU time, restarts included. */
  readonly cpuSeconds: number;
  /** Of it, what its processes before a restart had used. */
  readonly cpuSecondsBefore: number;
}

export interface Activity {
  readonly state: KernelActivity;
  readonly atMs: Milliseconds;
}

/** What the Jupyter side tells of it. With `run`: this execution began or ended. */
export interface Told extends Activity {
  readonly run?: string | undefined;
  readonly count?: number | undefined;
}

/** A thousand changes are five hundred cells back. */
const MOST_ACTIVITIES = 1_000;

/** With one more change of activity; one that was told already, or that is older than the newest, adds nothing. */
export function withActivity(entry: KernelEntry, activity: Activity): KernelEntry {
  const newest = entry.activities.at(-1);
  if (newest !== undefined && (newest.state === activity.state || newest.atMs > activity.atMs)) return entry;
  return { ...entry, activities: [...entry.activities, activity].slice(-MOST_ACTIVITIES) };
}

/** Since when it had been idle at this moment; null where it was not, or where nobody said. */
export function idleSince({ activities }: KernelEntry, ms: Milliseconds): Milliseconds | null {
  const newest = activities.findLast(({ atMs }) => atMs < ms);
  return newest?.state === 'idle' ? newest.atMs : null;
}

/** What a registration says of a kernel, before it is known whether its process can be followed. */
export function entryFor(
  id: string,
  told: KernelRegistration,
  foundBy: FoundBy,
  before: KernelEntry | undefined,
  now: UnixMs,
): KernelEntry {
  return {
    id,
    foundBy,
    name: told.name ?? before?.name ?? null,
    path: told.path ?? before?.path ?? null,
    notebook: told.notebook ?? before?.notebook ?? null,
    owner: before?.owner ?? null,
    pid: told.pid ?? null,
    firstSeenAt: before?.firstSeenAt ?? now,
    activities: before?.activities ?? [],
    cpuSeconds: before?.cpuSeconds ?? 0,
    cpuSecondsBefore: before?.cpuSeconds ?? 0,
    state: 'unknown',
    reason: null,
  };
}
