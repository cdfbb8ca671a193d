// What was spent since the beat before: by GPUs with a meter of their own, and by everything else.

import type { Joules, Total } from '@jupyter-energy/contract';
import { type Amount, NOTHING } from '../energy/step.ts';
import { sumOf } from '../energy/sum.ts';
import type { Settled } from '../history/history.ts';
import { difference } from '../history/series.ts';
import { isGpu } from './gpu-domain.ts';

export interface NewAmounts {
  /** In the time in which every meter was known that the idle power is of; GPUs need not be. */
  readonly shared: Amount;
  /** What some of those meters told while another was not known. */
  readonly partial: Joules;
  /** By domain. */
  readonly gpus: ReadonlyMap<string, Amount>;
}

type Nodes = Settled['nodes'];

export class NewlySpent {
  /** Of every part, since any may become an outermost one. */
  readonly #soFar = new Map<string, Amount>();
  #joules: Joules = 0;
  #shared: Amount = NOTHING;

  /** So far, without GPUs. */
  get withoutGpus(): Amount {
    return this.#shared;
  }

  /** All that a GPU has spent so far. */
  ofGpu(domain: string): Amount {
    return this.#soFar.get(domain) ?? NOTHING;
  }

  /** Sums to what the total has grown by. */
  take({ total, nodes }: Pick<Settled, 'total' | 'nodes'>): NewAmounts {
    const joules = total === null ? 0 : total.joules - this.#joules;
    this.#joules += joules;
    let left = joules;
    const gpus = new Map<string, Amount>();
    let inside = 0;
    const outermost: Amount[] = [];
    for (const node of nodes) {
      const { id, parent, rest } = node;
      const news = this.#newsOf(node);
      if (!isGpu(id)) {
        if (parent === null) outermost.push(news);
      } else if (!rest) {
        const own = Math.min(news.joules, left);
        gpus.set(id, { joules: own, coveredMs: news.coveredMs });
        left -= own;
        if (parent !== null) inside += own;
      }
    }
    const { jointJoules, coveredMs } = sumOf(outermost);
    const shared = { joules: Math.min(left, Math.max(0, jointJoules - inside)), coveredMs };
    this.#shared = {
      joules: this.#shared.joules + shared.joules,
      coveredMs: this.#shared.coveredMs + coveredMs,
    };
    return { shared, partial: left - shared.joules, gpus };
  }

  #newsOf(node: Nodes[number]): Amount {
    const now = amountOf(node);
    const news = difference(this.#soFar.get(node.id) ?? NOTHING, now);
    this.#soFar.set(node.id, now);
    return news;
  }
}

function amountOf({ joules, coveredSeconds }: Pick<Total, 'joules' | 'coveredSeconds'>): Amount {
  return { joules, coveredMs: coveredSeconds * 1_000 };
}
