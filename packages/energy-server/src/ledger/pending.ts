// What has not been written yet, by minutes of UTC. Mostly a few seconds; more while the file cannot be written.

import type { Milliseconds, UnixMs } from '@jupyter-energy/contract';
import type { Amount } from '../energy/step.ts';
import type { KeyedFace } from './ledger-face.ts';
import { bucketOf, type Level, MINUTE, QUARTER } from './levels.ts';
import type { WallSpan } from './wall-time.ts';

/** What it covers of its bucket: it may end where another energy server's record begins. */
export interface Piece extends Amount, KeyedFace, Pick<WallSpan, 'from' | 'to' | 'offsetMs'> {}

export interface Bucket {
  readonly level: Level;
  readonly start: UnixMs;
  readonly pieces: Iterable<Piece>;
}

/** A day by the minute, then a week by the quarter of an hour: about 5 MB with forty parts. What is older is given up. */
const MOST_MINUTES = 1_440;
const MOST_QUARTERS = 672;

/** By face and setting of the clock: what it called the same minute may have been a day apart. */
type Pieces = Map<string, Piece>;

export class Pending {
  #minutes = new Map<UnixMs, Pieces>();
  #quarters = new Map<UnixMs, Pieces>();

  /** Adds energy of a span, divided at the edges of minutes as if it had been used evenly. */
  add({ face, key }: KeyedFace, { from, to, offsetMs }: WallSpan, { joules, coveredMs }: Amount): void {
    let start = from;
    for (let end = bucketOf(from, MINUTE) + MINUTE.ms; end < to; end += MINUTE.ms) {
      const share = (end - start) / (to - from);
      merge(this.#minutes, MINUTE, {
        ...{ face, key, from: start, to: end, offsetMs },
        joules: joules * share,
        coveredMs: coveredMs * share,
      });
      start = end;
    }
    const share = start === from ? 1 : (to - start) / (to - from);
    merge(this.#minutes, MINUTE, {
      ...{ face, key, from: start, to, offsetMs },
      joules: joules * share,
      coveredMs: coveredMs * share,
    });
  }

  get isEmpty(): boolean {
    return this.#minutes.size === 0 && this.#quarters.size === 0;
  }

  /** The begin of the oldest bucket; null without any. */
  get oldest(): UnixMs | null {
    const starts = [...this.#minutes.keys(), ...this.#quarters.keys()];
    return starts.length === 0 ? null : Math.min(...starts);
  }

  *buckets(): Generator<Bucket> {
    for (const [start, pieces] of this.#quarters) yield { level: QUARTER, start, pieces: pieces.values() };
    for (const [start, pieces] of this.#minutes) yield { level: MINUTE, start, pieces: pieces.values() };
  }

  clear(): void {
    this.#minutes.clear();
    this.#quarters.clear();
  }

  /** What was used before this moment of the timeline is recorded by somebody else. */
  dropBefore(ms: Milliseconds): void {
    for (const buckets of [this.#minutes, this.#quarters])
      for (const [start, pieces] of buckets) {
        for (const [id, piece] of pieces) {
          const rest = after(piece, ms + piece.offsetMs);
          if (rest === null) pieces.delete(id);
          else pieces.set(id, rest);
        }
        if (pieces.size === 0) buckets.delete(start);
      }
  }

  /** Gives up detail, then what is oldest, where there is too much. Answers for how many quarters of an hour nothing is left. */
  compact(): number {
    if (this.#minutes.size <= MOST_MINUTES) return 0;
    for (const start of [...this.#minutes.keys()].sort((a, b) => a - b).slice(0, -MOST_MINUTES)) {
      for (const piece of this.#minutes.get(start)?.values() ?? []) merge(this.#quarters, QUARTER, piece);
      this.#minutes.delete(start);
    }
    const tooMany = [...this.#quarters.keys()].sort((a, b) => a - b).slice(0, -MOST_QUARTERS);
    for (const start of tooMany) this.#quarters.delete(start);
    return tooMany.length;
  }
}

function merge(buckets: Map<UnixMs, Pieces>, level: Level, piece: Piece): void {
  const start = bucketOf(piece.from, level);
  let pieces = buckets.get(start);
  if (pieces === undefined) {
    pieces = new Map();
    buckets.set(start, pieces);
  }
  const id = `${piece.offsetMs} ${piece.key}`;
  const before = pieces.get(id);
  pieces.set(id, before === undefined ? piece : joined(before, piece));
}

function joined(a: Piece, b: Piece): Piece {
  return {
    ...a,
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    joules: a.joules + b.joules,
    coveredMs: a.coveredMs + b.coveredMs,
  };
}

/** What is left of a piece from a moment on; null where nothing is. */
function after(piece: Piece, at: UnixMs): Piece | null {
  const { from, to, joules, coveredMs } = piece;
  if (from >= at) return piece;
  if (to <= at) return null;
  const share = (to - at) / (to - from);
  return { ...piece, from: at, joules: joules * share, coveredMs: coveredMs * share };
}
