// The idle baselines of all make-ups of the total that this machine has had, and where they are kept between runs.

import type { Watts } from '@jupyter-energy/contract';
import * as z from 'zod/mini';
import { Baseline, MOST_MEANS } from '../attribution/baseline.ts';
import { type Branch, branchesOf, type Tree } from '../energy/tree.ts';
import { isGpu } from './gpu-domain.ts';

/** Where baselines outlive the energy server. Reading and writing never throw: what cannot be kept is learnt anew. */
export interface BaselineStore {
  /** Null where there is nothing, or nothing that could be read. */
  load(): unknown;
  save(value: object): void;
}

/** More make-ups than that are those of hardware that comes and goes; the oldest are forgotten. */
const MOST_MAKE_UPS = 150;

const Saved = z.strictObject({
  version: z.literal(1),
  /** Mean watts of quiet moments, oldest first. */
  means: z.record(z.string(), z.array(z.number().check(z.nonnegative())).check(z.maxLength(MOST_MEANS))),
});

export class Baselines {
  readonly #store: BaselineStore | null;
  readonly #all: Map<string, Baseline>;
  #key: string | null = null;
  /** By domain. */
  #gpus: ReadonlyMap<string, Baseline> = new Map();
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

  /** That of a GPU, told its energy so far at each beat; null while it is not known. */
  observeGpu(domain: string, ...told: Parameters<Baseline['observe']>): Watts | null {
    const baseline = this.#gpus.get(domain);
    if (baseline?.observe(...told)) this.#hasNews = true;
    return baseline?.watts ?? null;
  }

  /** Whether there is a GPU of which it is not known yet. */
  get lacksGpu(): boolean {
    for (const { watts } of this.#gpus.values()) if (watts === null) return true;
    return false;
  }

  /** The total is made up anew. */
  become(tree: Tree): void {
    this.current?.interrupt();
    for (const gpu of this.#gpus.values()) gpu.interrupt();
    this.#key = makeUp(tree);
    if (this.#key !== null) this.#of(this.#key).byModel = modelsIdle(tree);
    const gpus = [...branchesOf(tree.roots)].filter(({ domain }) => isGpu(domain));
    this.#gpus = new Map(gpus.map((branch) => [branch.domain, this.#of(nameOf(branch))] as const));
    for (const { domain, channel } of gpus) {
      const baseline = this.#gpus.get(domain);
      if (baseline !== undefined) baseline.byModel = channel.idleWatts ?? null;
    }
  }

  #of(key: string): Baseline {
    const known = this.#all.get(key);
    if (known !== undefined) return known;
    const made = new Baseline();
    this.#all.set(key, made);
    for (const oldest of [...this.#all.keys()].slice(0, -MOST_MAKE_UPS)) this.#all.delete(oldest);
    return made;
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

/** What the models of all outermost channels but GPUs say together, without the GPUs inside; null where one is no model. */
function modelsIdle({ roots }: Tree): Watts | null {
  const parts = roots
    .filter(({ domain }) => !isGpu(domain))
    .flatMap(({ channel, children }) => [
      channel.idleWatts ?? Number.NaN,
      ...children
        .filter((child) => isGpu(child.domain))
        .map((child) => -(child.channel.idleWatts ?? Number.NaN)),
    ]);
  const sum = parts.reduce((a, b) => a + b, 0);
  return Number.isNaN(sum) ? null : Math.max(0, sum);
}

/** A GPU inside changes what is left of what is around it. */
function nameOf({ domain, channel, children }: Branch): string {
  const gpus = children.filter((child) => isGpu(child.domain)).map(({ channel: { id } }) => ` - ${id}`);
  return `${domain}=${channel.id}${gpus.sort().join('')}`;
}
