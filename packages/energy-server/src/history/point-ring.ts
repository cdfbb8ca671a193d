// Points in columns: time, cumulative joules, cumulative covered time. Grows by chunks; the oldest chunk goes when it is full.

import type { Joules, Milliseconds } from '@jupyter-energy/contract';

export interface Point {
  readonly ms: Milliseconds;
  readonly joules: Joules;
  readonly coveredMs: Milliseconds;
}

const CHUNK = 512;

/** 512 points in 12 KiB. */
class Chunk {
  readonly ms = new Float64Array(CHUNK);
  readonly joules = new Float64Array(CHUNK);
  readonly coveredMs = new Float64Array(CHUNK);
}

/** Keeps at least the newest `capacity` points and at most a chunk more. Times only grow. */
export class PointRing {
  readonly #capacity: number;
  readonly #chunks: Chunk[] = [];
  #length = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#chunks.length * CHUNK * 3 * Float64Array.BYTES_PER_ELEMENT;
  }

  push(point: Point): void {
    const slot = this.#length % CHUNK;
    if (slot === 0) this.#chunks.push(new Chunk());
    const chunk = this.#chunks.at(-1);
    if (chunk === undefined) return;
    chunk.ms[slot] = point.ms;
    chunk.joules[slot] = point.joules;
    chunk.coveredMs[slot] = point.coveredMs;
    this.#length += 1;
  }

  /** Takes the oldest points out once there are enough newer ones; mostly none. */
  evict(): readonly Point[] {
    if (this.#length < this.#capacity + CHUNK) return [];
    const points = Array.from({ length: CHUNK }, (_, index) => this.at(index));
    this.#chunks.shift();
    this.#length -= CHUNK;
    return points;
  }

  msAt(index: number): Milliseconds {
    return this.#chunkOf(index).ms[index % CHUNK] ?? Number.NaN;
  }

  at(index: number): Point {
    const chunk = this.#chunkOf(index);
    const slot = index % CHUNK;
    return {
      ms: chunk.ms[slot] ?? Number.NaN,
      joules: chunk.joules[slot] ?? Number.NaN,
      coveredMs: chunk.coveredMs[slot] ?? Number.NaN,
    };
  }

  #chunkOf(index: number): Chunk {
    const chunk = index < this.#length ? this.#chunks[Math.floor(index / CHUNK)] : undefined;
    if (chunk === undefined) throw new RangeError(`no point ${index} among ${this.#length}`);
    return chunk;
  }
}
