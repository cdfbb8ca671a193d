// Disagreements: parts that for a minute have told more than the meter which contains them, which cannot be.

import type { Milliseconds, Watts } from '@jupyter-energy/contract';
import type { Channel, ChannelId } from './channel.ts';
import type { Amount } from './step.ts';
import { type Branch, branchesOf, type Tree } from './tree.ts';

/** So long it must last: meters that are late, or average over seconds, contradict each other at every change of load. */
const LASTING_MS = 60_000;
/** Tolerated where the errors are smaller or unknown: meters of the same thing rarely agree better. */
const TOLERANCE = 0.02;
/** Half a step of meters that tell whole watts. */
const LEAST_WATTS = 0.5;

export interface Disagreement {
  readonly outer: Channel;
  /** The meters inside it that were known. */
  readonly inner: readonly Channel[];
  /** Means over the time for which it has lasted; those of the inner meters added up. */
  readonly outerWatts: Watts;
  readonly innerWatts: Watts;
}

/** What one outer meter and the meters inside it have told since they began to disagree. */
interface Quarrel {
  readonly inner: readonly Channel[];
  readonly lastingMs: Milliseconds;
  /** Watts times milliseconds. */
  readonly outerSum: number;
  readonly innerSum: number;
}

/** Watches one tree after the other, slice of time by slice of time. */
export class Disagreements {
  #tree: Tree;
  #quarrels: ReadonlyMap<ChannelId, Quarrel> = new Map();
  #lasting: readonly Disagreement[] = [];

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** Those that have lasted for a minute and go on. The same list until the next slice; while there are none, the same always. */
  get lasting(): readonly Disagreement[] {
    return this.#lasting;
  }

  /** Who has nothing inside it any more, or something else, begins anew at the next slice. */
  become(tree: Tree): void {
    this.#tree = tree;
  }

  /** A slice of some seconds; `spent` tells what each speaker saw in it. A meter unknown for half of it says nothing. */
  take(sliceMs: Milliseconds, spent: (channel: ChannelId) => Amount): void {
    const before = this.#quarrels;
    const now = new Map<ChannelId, Quarrel>();
    const wattsOf = ({ id }: Channel): Watts | null => {
      const { joules, coveredMs } = spent(id);
      return coveredMs * 2 < sliceMs ? null : (joules / coveredMs) * 1000;
    };
    for (const branch of branchesOf(this.#tree.roots)) {
      const quarrel = quarrelOf(branch, wattsOf, sliceMs);
      if (quarrel === null) continue;
      const { id } = branch.channel;
      now.set(id, added(before.get(id), quarrel));
    }
    this.#quarrels = now;
    const lasting = this.#list();
    if (lasting.length > 0 || this.#lasting.length > 0) this.#lasting = lasting;
  }

  #list(): readonly Disagreement[] {
    return [...branchesOf(this.#tree.roots)].flatMap(({ channel }) => {
      const quarrel = this.#quarrels.get(channel.id);
      if (quarrel === undefined || quarrel.lastingMs < LASTING_MS) return [];
      const { inner, lastingMs, outerSum, innerSum } = quarrel;
      return { outer: channel, inner, outerWatts: outerSum / lastingMs, innerWatts: innerSum / lastingMs };
    });
  }
}

/** Null where the outer meter is unknown, or above the known meters inside it as far as their errors tell. */
function quarrelOf(
  { channel: outer, children }: Branch,
  wattsOf: (channel: Channel) => Watts | null,
  sliceMs: Milliseconds,
): Quarrel | null {
  const outerWatts = children.length === 0 ? null : wattsOf(outer);
  if (outerWatts === null) return null;
  const known = children.flatMap(({ channel }) => {
    const watts = wattsOf(channel);
    return watts === null ? [] : { channel, watts };
  });
  const innerWatts = known.reduce((sum, { watts }) => sum + watts, 0);
  const errors = known.reduce((sum, { channel, watts }) => sum + errorOf(channel, watts), 0);
  const allowed = Math.max(errors + errorOf(outer, outerWatts), TOLERANCE * outerWatts, LEAST_WATTS);
  if (innerWatts <= outerWatts + allowed) return null;
  const inner = known.map(({ channel }) => channel);
  return { inner, lastingMs: sliceMs, outerSum: outerWatts * sliceMs, innerSum: innerWatts * sliceMs };
}

function added(before: Quarrel | undefined, now: Quarrel): Quarrel {
  if (before === undefined || !sameChannels(before.inner, now.inner)) return now;
  return {
    inner: now.inner,
    lastingMs: before.lastingMs + now.lastingMs,
    outerSum: before.outerSum + now.outerSum,
    innerSum: before.innerSum + now.innerSum,
  };
}

function sameChannels(a: readonly Channel[], b: readonly Channel[]): boolean {
  return a.length === b.length && a.every(({ id }, index) => id === b[index]?.id);
}

function errorOf({ relativeError }: Channel, watts: Watts): Watts {
  return (relativeError ?? 0) * watts;
}
