// GPUs with a meter of their own: whose energy it was, by their processes, and what they draw while nobody computes on them.

import type { Milliseconds } from '@jupyter-energy/contract';
import type { GpuSpent } from '../attribution/accounts.ts';
import type { ProcessorTime } from '../attribution/baseline.ts';
import type { Use } from '../attribution/split.ts';
import type { DeviceUse } from '../energy/device-use.ts';
import type { Amount } from '../energy/step.ts';
import type { Baselines } from './baselines.ts';
import type { NewAmounts } from './newly-spent.ts';

type KernelOf = (pid: number) => string | null;

/** Nobody whom we know computed there: what was used above idle is other programs'. */
const NOBODY: Use = { all: 1, kernels: new Map() };

interface Watched {
  readonly use: DeviceUse;
  readonly atMs: Milliseconds;
  /** Busy: some process could compute. All: the time for which that is known. */
  readonly time: ProcessorTime;
}

export class Gpus {
  readonly #baselines: Baselines;
  readonly #kernelOf: KernelOf;
  #watched = new Map<string, Watched>();

  constructor(baselines: Baselines, kernelOf: KernelOf) {
    this.#baselines = baselines;
    this.#kernelOf = kernelOf;
  }

  /** What their sources told with the newest readings. */
  take(uses: readonly DeviceUse[], atMs: Milliseconds): void {
    const before = this.#watched;
    this.#watched = new Map();
    for (const use of uses) this.#watched.set(use.domain, watchedOn(before.get(use.domain), use, atMs));
  }

  /** Each GPU's new energy with what it is divided by. `soFar`: all that each has spent. */
  spent(
    atMs: Milliseconds,
    gpus: NewAmounts['gpus'],
    soFar: (domain: string) => Amount,
  ): readonly GpuSpent[] {
    const spent: GpuSpent[] = [];
    gpus.forEach((amount, domain) => {
      const watched = this.#watched.get(domain);
      const baseline = this.#baselines.observeGpu(domain, atMs, soFar(domain), () => watched?.time ?? null);
      const use = watched === undefined ? null : useOf(watched.use, this.#kernelOf);
      spent.push({ domain, amount, baseline, use });
    });
    return spent;
  }
}

/** A GPU of which nothing was told at the beat before begins anew. */
function watchedOn(before: Watched | undefined, use: DeviceUse, atMs: Milliseconds): Watched {
  if (before === undefined) return { use, atMs, time: { busySeconds: 0, allSeconds: 0 } };
  if (use.processes === null) return { use, atMs, time: before.time };
  const { busySeconds, allSeconds } = before.time;
  const seconds = (atMs - before.atMs) / 1_000;
  const isBusy = use.processes.length > 0 || before.use.processes?.length !== 0;
  return {
    use,
    atMs,
    time: { busySeconds: busySeconds + (isBusy ? seconds : 0), allSeconds: allSeconds + seconds },
  };
}

/**
 * The whole for a kernel whose processes are the only ones that compute there; among several by how much each used. Null where that
 * is not told.
 */
export function useOf({ processes }: DeviceUse, kernelOf: KernelOf): Use | null {
  if (processes === null) return null;
  const amounts = new Map<string | null, number>();
  for (const { pid, amount } of processes) {
    const kernel = kernelOf(pid);
    // What is not known makes every sum with it unknown.
    amounts.set(kernel, (amounts.get(kernel) ?? 0) + (amount ?? Number.NaN));
  }
  const trees = [...amounts.keys()];
  if (trees.every((kernel) => kernel === null)) return NOBODY;
  const [only] = trees;
  if (trees.length === 1 && typeof only === 'string') return { all: 1, kernels: new Map([[only, 1]]) };
  const all = [...amounts.values()].reduce((sum, amount) => sum + amount, 0);
  // Of several none of which is seen to compute, nobody knows which did.
  if (!(all > 0)) return null;
  const kernels = [...amounts].flatMap(([kernel, amount]) =>
    kernel === null ? [] : [[kernel, amount] as const],
  );
  return { all, kernels: new Map(kernels) };
}
