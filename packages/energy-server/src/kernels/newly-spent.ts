// What was spent since the beat before: by GPUs with a meter of their own, and by everything else.

import type { Total } from '@jupyter-energy/contract';
import { type Amount, NOTHING } from '../energy/step.ts';
import type { Settled } from '../history/history.ts';
import { isGpu } from './gpu-domain.ts';

export interface NewAmounts {
  readonly shared: Amount;
  /** By domain. */
  readonly gpus: ReadonlyMap<string, Amount>;
}

export class NewlySpent {
  readonly #gpus = new Map<string, Amount>();
  #all: Amount = NOTHING;

  /** So far, without GPUs. */
  get withoutGpus(): Amount {
    const ofGpus = [...this.#gpus.values()].reduce((sum, { joules }) => sum + joules, 0);
    return { joules: this.#all.joules - ofGpus, coveredMs: this.#all.coveredMs };
  }

  /** All that a GPU has spent so far. */
  ofGpu(domain: string): Amount {
    return this.#gpus.get(domain) ?? NOTHING;
  }

  /** Sums to what the total has grown by. */
  take({ total, nodes }: Pick<Settled, 'total' | 'nodes'>): NewAmounts {
    const before = this.#all;
    this.#all = total === null ? before : amountOf(total);
    const all = this.#all.joules - before.joules;
    const coveredMs = this.#all.coveredMs - before.coveredMs;
    const gpus = new Map<string, Amount>();
    let left = all;
    for (const node of nodes.filter(({ id, rest }) => !rest && isGpu(id))) {
      const earlier = this.ofGpu(node.id);
      const now = amountOf(node);
      const joules = Math.min(now.joules - earlier.joules, left);
      this.#gpus.set(node.id, now);
      gpus.set(node.id, { joules, coveredMs: now.coveredMs - earlier.coveredMs });
      left -= joules;
    }
    return { shared: { joules: left, coveredMs }, gpus };
  }
}

function amountOf({ joules, coveredSeconds }: Pick<Total, 'joules' | 'coveredSeconds'>): Amount {
  return { joules, coveredMs: coveredSeconds * 1_000 };
}
