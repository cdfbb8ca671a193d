// The spans of time in which a notebook ran code, from what its kernel says.

import type { UnixMs } from '@jupyter-energy/contract';

/** One execution; `to` is null while it runs. */
export interface RunInterval {
  readonly from: UnixMs;
  readonly to: UnixMs | null;
}

/** A kernel's clock this far from the energy server's is wrong; then the moment of the message's arrival counts. */
const PLAUSIBLE_MS = 5 * 60_000;
/** As many as a chart could show. Older ones are forgotten. */
const MOST = 2_000;

/** Executions by the id of their request. */
export class RunIntervals {
  readonly #now: () => UnixMs;
  readonly #open = new Map<string, UnixMs>();
  #done: RunInterval[] = [];

  /** `now` is the energy server's time. */
  constructor(now: () => UnixMs) {
    this.#now = now;
  }

  get all(): readonly RunInterval[] {
    return [...this.#done, ...Array.from(this.#open.values(), (from) => ({ from, to: null }))];
  }

  /** The kernel began to run this request; `date` as its message's header tells it. Returns when. */
  began(request: string, date: string | undefined): UnixMs {
    const at = this.#moment(date);
    this.#open.set(request, at);
    return at;
  }

  /** The kernel is idle again after this request. Requests that ran no code are passed over. Returns when. */
  ended(request: string, date: string | undefined): UnixMs {
    const at = this.#moment(date);
    const from = this.#open.get(request);
    if (from === undefined) return at;
    this.#open.delete(request);
    this.#done.push({ from, to: Math.max(from, at) });
    if (this.#done.length > MOST) this.#done = this.#done.slice(-MOST / 2);
    return at;
  }

  /** The kernel died or was replaced: whatever ran, ran until now. Returns when. */
  interrupted(): UnixMs {
    for (const request of [...this.#open.keys()]) this.ended(request, undefined);
    return this.#now();
  }

  #moment(date: string | undefined): UnixMs {
    const now = this.#now();
    const told =
      date === undefined ? Number.NaN : Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(date) ? date : `${date}Z`);
    return Math.abs(told - now) <= PLAUSIBLE_MS ? told : now;
  }
}
