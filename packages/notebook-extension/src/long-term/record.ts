// The long record as the page knows it: asks for what a view wants to show, and remembers the answers for a while.

import { Energy, type EnergyBucket, Grid, type GridBucket, type UnixMs } from '@jupyter-energy/contract';
import type { Schema } from '../stream/api.ts';
import { energyPath, gridPath, type Run, runsOf } from './requests.ts';

/** Asks the energy server; failures reject. */
export type Ask = <T>(path: string, schema: Schema<T>) => Promise<T>;

/** The mix of some bars, with where it is the mix of and who told it. */
export interface GridOfBars extends Omit<Grid, 'buckets'> {
  readonly buckets: readonly (GridBucket | null)[];
}

const MINUTE = 60_000;
/** What happens now is asked for so often at most. */
const FRESH_MS = 55_000;
/** Whoever tells of the mix may do so hours later; what is older than this stays as it is for so long. */
const SETTLES_MS = 6 * 60 * MINUTE;
const OLD_MS = 60 * MINUTE;
/** Answers that are remembered; the oldest are forgotten first. */
const MOST_ANSWERS = 300;
/** Questions on their way at the same time: the page has other requests to make. */
const AT_ONCE = 4;
interface Answer {
  readonly until: number;
  readonly promise: Promise<unknown>;
}

export class LongRecord {
  readonly #ask: Ask;
  readonly #now: () => UnixMs;
  readonly #answers = new Map<string, Answer>();
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;

  /** `now` is the energy server's time. */
  constructor(ask: Ask, now: () => UnixMs) {
    this.#ask = ask;
    this.#now = now;
  }

  /** One bucket for each bar; null where the energy server has no word on it. */
  async energy(edges: readonly UnixMs[], kernel: string | null): Promise<(EnergyBucket | null)[]> {
    const replies = await Promise.all(
      runsOf(edges).map((run) => this.#get(energyPath(run, kernel), Energy, this.#keepMs(run))),
    );
    return fitted(
      edges,
      replies.flatMap(({ buckets }) => buckets),
    );
  }

  async grid(edges: readonly UnixMs[]): Promise<GridOfBars> {
    const replies = await Promise.all(
      runsOf(edges).map((run) => this.#get(gridPath(run), Grid, this.#keepMs(run))),
    );
    const newest = replies.at(-1);
    if (newest === undefined) throw new RangeError('A window without bars has no mix.');
    return {
      place: newest.place,
      live: newest.live,
      attributions: [...new Set(replies.flatMap(({ attributions }) => attributions))],
      buckets: fitted(
        edges,
        replies.flatMap(({ buckets }) => buckets),
      ),
    };
  }

  /** One bucket from a moment until now. */
  async since(from: UnixMs, kernel: string | null): Promise<EnergyBucket | null> {
    const now = this.#now();
    if (now - from < 1_000) return null;
    const path = energyPath({ from, to: now, stepMs: now - from }, kernel);
    const { buckets } = await this.#get(path, Energy, FRESH_MS, `since ${from} ${kernel}`);
    return buckets[0] ?? null;
  }

  /** After another country was chosen, all answers are others. */
  forget(): void {
    this.#answers.clear();
  }

  #keepMs({ to }: Run): number {
    return to > this.#now() - SETTLES_MS ? FRESH_MS : OLD_MS;
  }

  #get<T>(path: string, schema: Schema<T>, keepMs: number, name = path): Promise<T> {
    const known = this.#answers.get(name);
    // The name holds the path, and the path decides the schema.
    if (known !== undefined && known.until > performance.now()) return known.promise as Promise<T>;
    const promise = this.#inTurn(() => this.#ask(path, schema));
    this.#answers.delete(name);
    this.#answers.set(name, { until: performance.now() + keepMs, promise });
    promise.catch(() => this.#answers.delete(name));
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= MOST_ANSWERS) break;
      this.#answers.delete(oldest);
    }
    return promise;
  }

  async #inTurn<T>(task: () => Promise<T>): Promise<T> {
    if (this.#underWay >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#underWay += 1;
    try {
      return await task();
    } finally {
      this.#underWay -= 1;
      this.#waiting.shift()?.();
    }
  }
}

/** Each bar's bucket, found by its begin. */
function fitted<T extends { readonly from: UnixMs }>(
  edges: readonly UnixMs[],
  buckets: readonly T[],
): (T | null)[] {
  const byBegin = new Map(buckets.map((bucket) => [Math.round(bucket.from), bucket]));
  return edges.slice(0, -1).map((edge) => byBegin.get(edge) ?? null);
}
