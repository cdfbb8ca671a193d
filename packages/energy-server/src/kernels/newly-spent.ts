// What was spent since the beat before: by GPUs with a meter of their own, and by everything else.

import type { Joules, Total } from '@jupyter-energy/contract';
import { type Amount, NOTHING } from '../energy/step.ts';
import type { Settled } from '../history/history.ts';
import { isGpu } from './gpu-domain.ts';

export interface NewAmounts {
  readonly shared: Amount;
  /** By domain. */
  readonly gpus: ReadonlyMap<string, Amount>;
}

export class NewlySpent {
  readonly #gpuJoules = new Map<string, Joules>();
  #all: Amount = NOTHING;

  /** So far, without GPUs. */
  get withoutGpus(): Amount {
    const ofGpus = [...this.#gpuJoules.values()].reduce((a, b) => a + b, 0);
    return { joules: this.#all.joules - ofGpus, coveredMs: this.#all.coveredMs };
  }

  /** Sums to what the total has grown by. */
  take({ total, nodes }: Pick<Settled, 'total' | 'nodes'>): NewAmounts {
    const before = this.#all;
    this.#all = total === null ? before : amountOf(total);
    const all = this.#all.joules - before.joules;
    const coveredMs = this.#all.coveredMs - before.coveredMs;
    const gpus = new Map<string, Amount>();
    let left = all;
    for (const { id, joules: soFar } of nodes.filter((node) => !node.rest && isGpu(node.id))) {
      const joules = Math.min(soFar - (this.#gpuJoules.get(id) ?? 0), left);
      this.#gpuJoules.set(id, soFar);
      gpus.set(id, { joules, coveredMs });
      left -= joules;
    }
    return { shared: { joules: left, coveredMs }, gpus };
  }
}

function amountOf({ joules, coveredSeconds }: Total): Amount {
  return { joules, coveredMs: coveredSeconds * 1_000 };
}
