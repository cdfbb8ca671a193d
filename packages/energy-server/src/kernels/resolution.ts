// How short an interval may be: some meters average, or tell a change late, and say nothing of less than that.

import type { Milliseconds } from '@jupyter-energy/contract';
import { branchesOf, type Tree } from '../energy/tree.ts';
import { isGpu } from './gpu-domain.ts';

interface Coarse {
  readonly domain: string;
  readonly resolvesMs: Milliseconds;
}

export class Resolution {
  readonly #roots: readonly Coarse[];
  readonly #gpus: readonly Coarse[];

  /** Of the meters that make the total, and of GPUs with a meter of their own, wherever in it. */
  constructor({ roots }: Pick<Tree, 'roots'>) {
    const coarse = (branches: Iterable<Tree['roots'][number]>): readonly Coarse[] =>
      [...branches].flatMap(({ domain, channel: { resolvesMs = 0 } }) =>
        resolvesMs > 0 ? [{ domain, resolvesMs }] : [],
      );
    this.#roots = coarse(roots).filter(({ domain }) => !isGpu(domain));
    this.#gpus = coarse(branchesOf(roots)).filter(({ domain }) => isGpu(domain));
  }

  /** Whether nobody can tell what a kernel that used these GPUs used in so short a time. */
  isTooCoarse(spanMs: Milliseconds, uses: (gpu: string) => boolean): boolean {
    return (
      this.#roots.some(({ resolvesMs }) => spanMs < resolvesMs) ||
      this.#gpus.some(({ domain, resolvesMs }) => spanMs < resolvesMs && uses(domain))
    );
  }
}
