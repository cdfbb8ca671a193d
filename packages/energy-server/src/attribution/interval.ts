// The energy of an interval of a kernel: a difference of interpolations, with its uncertainty and what is to be known about it.

import type { EnergySplit, Joules, Milliseconds } from '@jupyter-energy/contract';
import { NOTHING } from '../energy/step.ts';
import type { Accounts } from './accounts.ts';
import { energySeen, type Seen } from './seen-from.ts';
import { edgeBound, isTooShort, tickBound } from './uncertainty.ts';

/** So much of an interval may be unknown without anybody speaking of it: the last reading comes a moment before the answer. */
const TOLERATED_MS = 20;
const TOLERATED = 0.01;
/** Other kernels that had less than this part of what kernels used were not there. */
const SHARED = 0.01;

export interface IntervalAnswer {
  readonly joules: Joules;
  readonly coveredMs: Milliseconds;
  /** The most by which readings beside the edges and the coarseness of CPU time can make it wrong. */
  readonly boundJoules: Joules;
  /** Sums to what the computer used. */
  readonly split: EnergySplit;
  /** What of the joules came from GPUs with a meter of their own, by domain. */
  readonly gpus: ReadonlyMap<string, Joules>;
  readonly cpuSeconds: number | null;
  readonly tooShort: boolean;
  readonly incomplete: boolean;
  readonly shared: boolean;
}

/**
 * Null where nothing is known of the kernel in the whole interval. `seen`: under which headings other kernels are told;
 * `computer`: the joules that the computer used.
 */
export function intervalOf(
  accounts: Accounts,
  kernel: string,
  fromMs: Milliseconds,
  toMs: Milliseconds,
  computer: Joules,
  seen: Seen = onlySelf(kernel),
): IntervalAnswer | null {
  const series = accounts.kernels.get(kernel);
  const { coveredMs } = series?.between(fromMs, toMs) ?? NOTHING;
  if (series === undefined || coveredMs <= 0) return null;
  const split = energySeen(accounts, seen, fromMs, toMs, computer);
  const { kernel: joules } = split;
  const gpus = accounts.gpuJoules(kernel, fromMs, toMs);
  const byCpuTime = split.kernel + split.otherKernels + split.others - accounts.allGpuJoules(fromMs, toMs);
  const busySeconds = accounts.cpuSeconds(null, fromMs, toMs) ?? 0;
  const spanMs = toMs - fromMs;
  const tickSeconds = accounts.tickSeconds(kernel, fromMs, toMs);
  const ofTicks = tickBound(Math.max(0, byCpuTime), busySeconds, spanMs / 1_000, tickSeconds);
  const boundJoules = edgeBound(series, fromMs, toMs) + ofTicks;
  return {
    joules,
    coveredMs: Math.min(coveredMs, spanMs),
    boundJoules,
    split,
    gpus,
    cpuSeconds: accounts.cpuSeconds(kernel, fromMs, toMs),
    tooShort: isTooShort(joules, boundJoules, computer),
    incomplete: spanMs - coveredMs > Math.max(TOLERATED_MS, TOLERATED * spanMs),
    shared: split.otherKernels > SHARED * (split.kernel + split.otherKernels),
  };
}

/** All other kernels are other kernels. */
function onlySelf(kernel: string): Seen {
  return (id) => (id === kernel ? 'kernel' : 'otherKernels');
}
