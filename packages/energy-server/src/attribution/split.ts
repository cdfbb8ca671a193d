// The split of a span's energy: idle first, then what is above it by use; the parts sum to the whole.

import type { Joules, Milliseconds, Watts } from '@jupyter-energy/contract';
import type { Amount } from '../energy/step.ts';

type KernelId = string;

/** How much was used in the span: CPU seconds of the machine, or percent of a GPU. Kernels are inside `all`. */
export interface Use {
  readonly all: number;
  readonly kernels: ReadonlyMap<KernelId, number>;
}

export interface Split {
  readonly kernels: ReadonlyMap<KernelId, Joules>;
  /** Used by programs that are no kernels. */
  readonly others: Joules;
  /** What would have been used anyway. */
  readonly idle: Joules;
  /** What cannot be divided: nobody knows what is idle, or who used it. */
  readonly undivided: Joules;
}

const NO_KERNELS: Split['kernels'] = new Map();

/**
 * E_dyn = max(0, E − P_base · T); a kernel has E_dyn · c_k / C, other programs have the rest, idle is E − E_dyn, which is less than
 * P_base · T where less was measured. T is the time for which E is known. With C = 0 nobody was there to use anything: it is
 * other programs'. Kernels that by the coarseness of the clocks used more than all did share all of it.
 */
export function splitEnergy({ joules, coveredMs }: Amount, baseline: Watts | null, use: Use | null): Split {
  if (baseline === null) return { kernels: NO_KERNELS, others: 0, idle: 0, undivided: joules };
  const dynamic = Math.max(0, joules - idleJoules(baseline, coveredMs));
  const idle = joules - dynamic;
  if (use === null) return { kernels: NO_KERNELS, others: 0, idle, undivided: dynamic };
  const byKernels = sum(use.kernels.values());
  const all = use.all > 0 ? Math.max(use.all, byKernels) : Number.POSITIVE_INFINITY;
  const kernels = new Map([...use.kernels].map(([id, used]) => [id, dynamic * (used / all)] as const));
  const others = Math.max(0, dynamic - sum(kernels.values()));
  return { kernels, others, idle, undivided: 0 };
}

/** Heading by heading. */
export function sumOfSplits(splits: readonly Split[]): Split {
  const kernels = new Map<KernelId, Joules>();
  let [others, idle, undivided] = [0, 0, 0];
  for (const split of splits) {
    others += split.others;
    idle += split.idle;
    undivided += split.undivided;
    split.kernels.forEach((joules, id) => {
      kernels.set(id, (kernels.get(id) ?? 0) + joules);
    });
  }
  return { kernels, others, idle, undivided };
}

function idleJoules(baseline: Watts, ms: Milliseconds): Joules {
  return (baseline * ms) / 1000;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
