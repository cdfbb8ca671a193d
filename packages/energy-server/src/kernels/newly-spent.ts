// What was spent since the beat before: by GPUs with a meter of their own, and by everything else.

import type { Joules, Total } from '@jupyter-energy/contract';
import type { Spent } from '../attribution/accounts.ts';
import { type Amount, NOTHING } from '../energy/step.ts';
import type { Settled } from '../history/history.ts';
import { isGpu } from './gpu-domain.ts';

export class NewlySpent {
  readonly #gpuJoules = new Map<string, Joules>();
  #all: Amount = NOTHING;

  /** So far, without GPUs. */
  get withoutGpus(): Amount {
    const ofGpus = [...this.#gpuJoules.values()].reduce((a, b) => a + b, 0);
    return { joules: this.#all.joules - ofGpus, coveredMs: this.#all.coveredMs };
  }

  /** Sums to what the total has grown by. */
  take({ total, nodes }: Pick<Settled, 'total' | 'nodes'>): Spent {
    const before = this.#all;
    this.#all = total === null ? before : amountOf(total);
    let ofGpus = 0;
    for (const { id, joules } of nodes.filter((node) => !node.rest && isGpu(node.id))) {
      ofGpus += joules - (this.#gpuJoules.get(id) ?? 0);
      this.#gpuJoules.set(id, joules);
    }
    const all = this.#all.joules - before.joules;
    const coveredMs = this.#all.coveredMs - before.coveredMs;
    return {
      shared: { joules: Math.max(0, all - ofGpus), coveredMs },
      gpus: { joules: Math.min(ofGpus, all), coveredMs },
    };
  }
}

function amountOf({ joules, coveredSeconds }: Total): Amount {
  return { joules, coveredMs: coveredSeconds * 1_000 };
}
