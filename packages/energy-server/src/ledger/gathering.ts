// Gathers what is to be recorded: parts and shares from the history by minutes of UTC, channels from each reading's step.

import type { Milliseconds } from '@jupyter-energy/contract';
import type { Channel, ChannelId } from '../energy/channel.ts';
import type { Step } from '../energy/step.ts';
import type { Share, Spent } from '../history/answers.ts';
import type { KernelShare } from '../kernels/kernel-share.ts';
import { type KeyedFace, keyed } from './ledger-face.ts';
import { bucketOf, MINUTE } from './levels.ts';
import type { Pending } from './pending.ts';
import type { WallSpan, WallTime } from './wall-time.ts';

/** What the record is made from. Times are those of the timeline. */
export interface Remembered {
  /** The oldest moment that is still known; null before the first reading. */
  readonly oldestMs: Milliseconds | null;
  spent(fromMs: Milliseconds, toMs: Milliseconds): Spent;
  /** Whose the computer's energy was; empty where it was not split. */
  shares(fromMs: Milliseconds, toMs: Milliseconds): readonly KernelShare[];
}

/** Parts and shares up to a settled time, each span once. */
export class Gathering {
  readonly #memory: Remembered;
  readonly #wall: WallTime;
  readonly #pending: Pending;
  #upToMs: Milliseconds | null = null;

  constructor(memory: Remembered, wall: WallTime, pending: Pending) {
    this.#memory = memory;
    this.#wall = wall;
    this.#pending = pending;
  }

  /** Up to where it was gathered, as far as memory reaches back; null before the first reading. */
  get upToMs(): Milliseconds | null {
    return this.#upToMs ?? this.#memory.oldestMs;
  }

  /** What was before is recorded by somebody else. */
  startAt(ms: Milliseconds): void {
    this.#upToMs = ms;
  }

  gather(toMs: Milliseconds): void {
    const fromMs = this.upToMs;
    if (fromMs === null || toMs <= fromMs) return;
    this.#upToMs = toMs;
    for (const span of this.#wall.spans(fromMs, toMs)) this.#take(span);
  }

  /** By halves down to parts of a minute, so that a night of sleep costs nothing. */
  #take(span: WallSpan): void {
    const spent = this.#memory.spent(span.fromMs, span.toMs);
    if (spent.total === null) return;
    if (span.to <= bucketOf(span.from, MINUTE) + MINUTE.ms) {
      this.#add(span, spent);
      return;
    }
    const middle = bucketOf((span.from + span.to) / 2, MINUTE);
    const edge = middle > span.from ? middle : bucketOf(span.from, MINUTE) + MINUTE.ms;
    const edgeMs = span.fromMs + (edge - span.from);
    this.#take({ ...span, toMs: edgeMs, to: edge });
    this.#take({ ...span, fromMs: edgeMs, from: edge });
  }

  #add(span: WallSpan, { total, parts }: Spent): void {
    if (total === null) return;
    this.#pending.add(faceOf('total', total), span, total.amount);
    for (const part of parts) this.#pending.add(faceOf('part', part), span, part.amount);
    for (const { amount, ...share } of this.#memory.shares(span.fromMs, span.toMs)) {
      const { basis } = total.face;
      this.#pending.add(keyed({ ...share, rest: false, basis, relativeError: null }), span, amount);
    }
  }
}

function faceOf(kind: 'total' | 'part', { face }: Share): KeyedFace {
  const { id: name, label, parent: within, rest, basis, relativeError } = face;
  return keyed({ kind, name, label, within, rest, owner: null, basis, relativeError });
}

/** Every channel, speaking or not. A step that spans the edge of a bucket is divided there. */
export class ChannelGathering {
  readonly #wall: WallTime;
  readonly #pending: Pending;
  #faces: ReadonlyMap<ChannelId, KeyedFace> = new Map();

  constructor(wall: WallTime, pending: Pending) {
    this.#wall = wall;
    this.#pending = pending;
  }

  become(channels: readonly Channel[]): void {
    this.#faces = new Map(channels.map((channel) => [channel.id, faceOfChannel(channel)]));
  }

  take(steps: readonly Step[]): void {
    for (const { channel, fromMs, toMs, joules, coveredMs } of steps) {
      const face = this.#faces.get(channel);
      if (face === undefined || coveredMs === 0) continue;
      for (const span of this.#wall.spans(fromMs, toMs)) {
        const share = (span.toMs - span.fromMs) / (toMs - fromMs);
        this.#pending.add(face, span, { joules: joules * share, coveredMs: coveredMs * share });
      }
    }
  }
}

function faceOfChannel({ id, label, domain, basis, relativeError }: Channel): KeyedFace {
  const owned = { rest: false, owner: null };
  return keyed({ kind: 'channel', name: id, label, within: domain, ...owned, basis, relativeError });
}
