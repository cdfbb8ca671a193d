// The idle baselines of all make-ups of the total that this machine has had, and where they are kept between runs.

import * as z from 'zod/mini';
import { Baseline, MOST_MEANS } from '../attribution/baseline.ts';
import type { Branch, Tree } from '../energy/tree.ts';
import { isGpu } from './gpu-domain.ts';

/** Where baselines outlive the energy server. Reading and writing never throw: what cannot be kept is learnt anew. */
export interface BaselineStore {
  /** Null where there is nothing, or nothing that could be read. */
  load(): unknown;
  save(value: object): void;
}

/** More make-ups than that are those of hardware that comes and goes; the oldest are forgotten. */
const MOST_MAKE_UPS = 20;

const Saved = z.strictObject({
  version: z.literal(1),
  /** Mean watts of quiet moments, oldest first. */
  means: z.record(z.string(), z.array(z.number().check(z.nonnegative())).check(z.maxLength(MOST_MEANS))),
});

export class Baselines {
  readonly #store: BaselineStore | null;
  readonly #all: Map<string, Baseline>;
  #key: string | null = null;
  #hasNews = false;

  constructor(store: BaselineStore | null) {
    this.#store = store;
    const saved = Saved.safeParse(store?.load() ?? null);
    const means = saved.success ? Object.entries(saved.data.means) : [];
    this.#all = new Map(means.map(([key, values]) => [key, new Baseline(values)] as const));
  }

  /** That of the total as it is made now; null while nothing can be read. */
  get current(): Baseline | null {
    return this.#key === null ? null : (this.#all.get(this.#key) ?? null);
  }

  /** Told the energy so far at each beat; see `Baseline`. Answers whether something was learnt. */
  observe(...told: Parameters<Baseline['observe']>): boolean {
    const hasLearnt = this.current?.observe(...told) ?? false;
    this.#hasNews ||= hasLearnt;
    return hasLearnt;
  }

  /** The total is made up anew. */
  become(tree: Tree): void {
    this.current?.interrupt();
    this.#key = makeUp(tree);
    if (this.#key === null || this.#all.has(this.#key)) return;
    this.#all.set(this.#key, new Baseline());
    for (const key of [...this.#all.keys()].slice(0, -MOST_MAKE_UPS)) this.#all.delete(key);
  }

  /** Keeps what was learnt since it was kept last; nothing where that is nothing. */
  save(): void {
    if (!this.#hasNews) return;
    this.#hasNews = false;
    const learnt = [...this.#all].filter(([, { means }]) => means.length > 0);
    const means = Object.fromEntries(learnt.map(([key, baseline]) => [key, baseline.means]));
    this.#store?.save({ version: 1, means });
  }
}

/** Which channels make the total, apart from GPUs, whose idle power is not shared out. Null for nothing. */
function makeUp({ roots }: Tree): string | null {
  const names = roots.filter(({ domain }) => !isGpu(domain)).map(nameOf);
  return names.length === 0 ? null : names.sort().join(' + ');
}

/** A GPU inside changes what is left of what is around it. */
function nameOf({ domain, channel, children }: Branch): string {
  const gpus = children.filter((child) => isGpu(child.domain)).map(({ channel: { id } }) => ` - ${id}`);
  return `${domain}=${channel.id}${gpus.sort().join('')}`;
}
