// All kernels with what they draw and use, from two replies of the energy server: processor use is a difference.

import type { Joules, Kernel, Kernels, Watts } from '@jupyter-energy/contract';

export interface ListedKernel {
  readonly id: string;
  readonly kernel: Kernel;
  readonly watts: Watts | null;
  readonly joules: Joules | null;
  /** Processors' worth of use since the reply before: 1 is one of them, all the time. Null while unknown. */
  readonly processors: number | null;
  readonly bytes: number | null;
}

/** By what the list is sorted. */
export type KernelOrder = 'name' | 'power' | 'energy' | 'cpu' | 'memory';

export class KernelList {
  #before: Kernels | null = null;
  #rows: readonly ListedKernel[] = [];

  /** Kernels that are here or elsewhere; those that have ended are no longer listed. */
  get rows(): readonly ListedKernel[] {
    return this.#rows;
  }

  take(told: Kernels): void {
    const before = this.#before;
    const earlier = new Map(before?.kernels.map((kernel) => [kernel.id, kernel]));
    const seconds = before === null ? 0 : (told.at - before.at) / 1_000;
    this.#rows = told.kernels
      .filter(({ state }) => state !== 'gone')
      .map((kernel) => ({
        id: kernel.id,
        kernel,
        watts: kernel.watts,
        joules: kernel.joules,
        processors: useOf(kernel, earlier.get(kernel.id), seconds),
        bytes: kernel.residentBytes,
      }));
    // Asked twice within a moment, the second reply says too little of the time between.
    if (before === null || seconds > 0.5) this.#before = told;
  }
}

/** A kernel that was restarted counts its processor time anew: nothing is known until the next reply. */
function useOf({ cpuSeconds, pid }: Kernel, before: Kernel | undefined, seconds: number): number | null {
  if (cpuSeconds === null || before?.cpuSeconds == null || before.pid !== pid || seconds <= 0) return null;
  return cpuSeconds < before.cpuSeconds ? null : (cpuSeconds - before.cpuSeconds) / seconds;
}

/** Unknown values come last, whichever way; names in the order of the language. */
export function sortedKernels(
  rows: readonly ListedKernel[],
  order: KernelOrder,
  descending: boolean,
  nameOf: (row: ListedKernel) => string,
): readonly ListedKernel[] {
  const way = descending ? -1 : 1;
  const byName = (a: ListedKernel, b: ListedKernel) =>
    nameOf(a).localeCompare(nameOf(b)) || a.id.localeCompare(b.id);
  if (order === 'name') return rows.toSorted((a, b) => way * byName(a, b));
  const value = VALUES[order];
  return rows.toSorted((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null)
      return Number(left === null) - Number(right === null) || byName(a, b);
    return way * (left - right) || byName(a, b);
  });
}

const VALUES: Readonly<Record<Exclude<KernelOrder, 'name'>, (row: ListedKernel) => number | null>> = {
  power: ({ watts }) => watts,
  energy: ({ joules }) => joules,
  cpu: ({ processors }) => processors,
  memory: ({ bytes }) => bytes,
};
