// The replies of /v1/kernels and /v1/intervals, and the kernels of a beat, made from what is known at this moment.

import type {
  Beat,
  ComputerSplit,
  Interval,
  Kernel,
  Kernels,
  ShareBasis,
  SplitPart,
} from '@jupyter-energy/contract';
import type { KernelsView, KernelView, StandingView } from './kernels-view.ts';
import type { EnergyRange } from './parameters.ts';
import { type EnergyView, wallOffsetMs } from './view.ts';

/** `GET /v1/kernels`. */
export function kernelsReply(view: EnergyView, kernels: KernelsView): Kernels {
  const split = splitOf(kernels);
  return {
    at: view.now().wallMs,
    kernels: kernels.kernels.map((kernel) => kernelReply(view, kernels, kernel)),
    idleBaseline: kernels.baseline,
    split,
    reason: split === null ? kernels.whyNoSplit : null,
    basis: split === null ? null : shareBasis(view),
  };
}

/** One kernel, as in /v1/kernels and as the answer to what the bridge tells of it. */
export function kernelReply(view: EnergyView, kernels: KernelsView, kernel: KernelView): Kernel {
  const { entry, memory, amount, watts } = kernel;
  const { id, name, path, pid, foundBy, state, reason, firstSeenAt, activities, cpuSeconds } = entry;
  const isHere = state === 'found';
  const isKnown = amount.coveredMs > 0;
  return {
    ...{ id, name, path, pid, foundBy, state, firstSeenAt, watts },
    reason: isHere && !isKnown ? kernels.whyNoSplit : reason,
    activity: activities.at(-1)?.state ?? null,
    joules: isKnown ? amount.joules : null,
    coveredSeconds: amount.coveredMs / 1_000,
    cpuSeconds: isHere || cpuSeconds > 0 ? cpuSeconds : null,
    residentBytes: isHere ? memory.residentBytes : null,
    processes: memory.processes,
    basis: isKnown ? shareBasis(view) : null,
  };
}

/** `GET /v1/intervals`. What is not settled yet is settled first, by a reading taken at once. */
export async function intervalReply(
  view: EnergyView,
  kernels: KernelsView,
  id: string,
  range: EnergyRange,
): Promise<Interval> {
  const newestMs = view.history.latest()?.atMs ?? Number.NEGATIVE_INFINITY;
  if (range.to === null || range.to - wallOffsetMs(view) > newestMs) await view.mark();
  const { from } = range;
  const to = range.to ?? view.now().wallMs;
  const offsetMs = wallOffsetMs(view);
  const answer = kernels.interval(id, from - offsetMs, to - offsetMs);
  return { kernel: id, from, to, seconds: (to - from) / 1_000, ...answer };
}

/** The kernels and the split of the event `beat`. */
export function kernelsAtBeat(kernels: KernelsView): Pick<Beat, 'kernels' | 'split'> {
  const here = kernels.kernels.filter(({ entry }) => entry.state === 'found');
  return {
    kernels: here.map(({ entry: { id }, watts, account: { joules, coveredMs } }) => ({
      id,
      watts,
      joules: coveredMs > 0 ? joules : null,
      coveredSeconds: coveredMs / 1_000,
    })),
    split: splitOf(kernels),
  };
}

function splitOf({ split }: KernelsView): ComputerSplit | null {
  if (split === null) return null;
  return {
    kernels: partOf(split.kernels),
    others: partOf(split.others),
    idle: partOf(split.idle),
    undivided: partOf(split.undivided),
  };
}

function partOf({ watts, amount }: StandingView): SplitPart {
  return { watts, joules: amount.joules };
}

function shareBasis(view: EnergyView): ShareBasis | null {
  const total = view.history.latest()?.total ?? null;
  return total === null ? null : { total: total.basis, share: 'attributed' };
}
