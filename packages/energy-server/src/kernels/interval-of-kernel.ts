// An interval of a kernel as the contract tells it, or why it cannot be told.

import type { EnergyBucket, Interval } from '@jupyter-energy/contract';
import type { IntervalAnswer } from '../attribution/interval.ts';
import { isGpu } from './gpu-domain.ts';

/** Whoever asks knows for which kernel and span. */
export type IntervalOfKernel = Omit<Interval, 'kernel' | 'from' | 'to' | 'seconds'>;

/** The computer's energy in the interval. */
export type Computer = Pick<EnergyBucket, 'total' | 'parts'>;

export const INSTANT = 'Too short to tell: it began and ended in the same moment.';

/** `overlap`: the kernel had not come to rest before the interval began. */
export function knownInterval(
  answer: IntervalAnswer,
  { total, parts }: Computer & { readonly total: object },
  overlap: boolean,
): IntervalOfKernel {
  const { joules, coveredMs, split, tooShort, incomplete, shared } = answer;
  const byPrograms = split.kernel + split.otherKernels + split.others;
  return {
    ...{ joules, split, uncertaintyJoules: answer.boundJoules, relativeError: total.relativeError },
    coveredSeconds: coveredMs / 1_000,
    watts: (joules / coveredMs) * 1_000,
    share: byPrograms > 0 ? joules / byPrograms : null,
    cpuSeconds: answer.cpuSeconds,
    parts: partsOf(answer, parts),
    computer: computerOf(total),
    basis: { total: total.basis, share: 'attributed' },
    flags: { tooShort, incomplete, shared, overlap },
    reason: null,
  };
}

export function unknownInterval({ total }: Computer, reason: string): IntervalOfKernel {
  return {
    coveredSeconds: 0,
    joules: null,
    uncertaintyJoules: null,
    relativeError: null,
    watts: null,
    share: null,
    cpuSeconds: null,
    parts: [],
    computer: computerOf(total),
    split: null,
    basis: null,
    flags: { tooShort: reason === INSTANT, incomplete: reason !== INSTANT, shared: false, overlap: false },
    reason,
  };
}

function computerOf(total: Computer['total']): Interval['computer'] {
  if (total === null) return null;
  const { joules, coveredSeconds, basis } = total;
  return { joules, coveredSeconds, basis };
}

/**
 * What came from GPUs with a meter of their own by GPU, the rest by what the outermost domains used without the GPUs inside them.
 * The parts sum to the joules.
 */
function partsOf({ joules, gpus }: IntervalAnswer, parts: Computer['parts']): Interval['parts'] {
  const ofGpus = parts.flatMap(({ id, label }) => {
    const own = gpus.get(id) ?? 0;
    return own > 0 ? { id, label, joules: own } : [];
  });
  const shared = Math.max(0, joules - ofGpus.reduce((sum, part) => sum + part.joules, 0));
  const roots = parts
    .filter(({ id, parent }) => parent === null && !isGpu(id))
    .map(({ id, label, joules: all }) => ({ id, label, all: Math.max(0, all - gpusIn(id, parts)) }));
  const sum = roots.reduce((total, { all }) => total + all, 0);
  const byRoot = roots.map(({ id, label, all }) => ({ id, label, joules: (shared * all) / sum }));
  return [...(sum > 0 ? byRoot : []), ...ofGpus];
}

function gpusIn(root: string, parts: Computer['parts']): number {
  return parts
    .filter(({ id, parent, rest }) => parent === root && !rest && isGpu(id))
    .reduce((sum, { joules }) => sum + joules, 0);
}
