// The energy of an interval of a kernel: a difference of interpolations, with its uncertainty and what is to be known about it.

import type { Joules, Milliseconds } from '@jupyter-energy/contract';
import { type Amount, NOTHING } from '../energy/step.ts';
import type { Accounts } from './accounts.ts';
import { edgeBound, isTooShort, tickBound } from './uncertainty.ts';

/** CPU time is counted in hundredths of a second. */
const TICK_SECONDS = 0.01;
/** So much of an interval may be unknown without anybody speaking of it: the last reading comes a moment before the answer. */
const TOLERATED_MS = 20;
const TOLERATED = 0.01;
/** Other kernels that had less than this part of what kernels used were not there. */
const SHARED = 0.01;

export interface IntervalSplit {
  readonly kernel: Joules;
  readonly otherKernels: Joules;
  readonly others: Joules;
  readonly idle: Joules;
  readonly undivided: Joules;
}

export interface IntervalAnswer {
  readonly joules: Joules;
  readonly coveredMs: Milliseconds;
  /** The most by which readings beside the edges and the coarseness of CPU time can make it wrong. */
  readonly boundJoules: Joules;
  readonly split: IntervalSplit;
  readonly cpuSeconds: number | null;
  readonly tooShort: boolean;
  readonly incomplete: boolean;
  readonly shared: boolean;
}

/** Null where nothing is known of the kernel in the whole interval. */
export function intervalOf(
  accounts: Accounts,
  kernel: string,
  fromMs: Milliseconds,
  toMs: Milliseconds,
  computer: Joules,
): IntervalAnswer | null {
  const series = accounts.kernels.get(kernel);
  const { joules, coveredMs } = series?.between(fromMs, toMs) ?? NOTHING;
  if (series === undefined || coveredMs <= 0) return null;
  const split = splitOf(accounts, kernel, joules, fromMs, toMs);
  const divided = split.kernel + split.otherKernels + split.others;
  const busySeconds = accounts.cpuSeconds(null, fromMs, toMs) ?? 0;
  const boundJoules = edgeBound(series, fromMs, toMs) + tickBound(divided, busySeconds, TICK_SECONDS);
  const spanMs = toMs - fromMs;
  return {
    joules,
    coveredMs: Math.min(coveredMs, spanMs),
    boundJoules,
    split,
    cpuSeconds: accounts.cpuSeconds(kernel, fromMs, toMs),
    tooShort: isTooShort(joules, boundJoules, computer),
    incomplete: spanMs - coveredMs > Math.max(TOLERATED_MS, TOLERATED * spanMs),
    shared: split.otherKernels > SHARED * (split.kernel + split.otherKernels),
  };
}

function splitOf(
  accounts: Accounts,
  kernel: string,
  joules: Joules,
  fromMs: Milliseconds,
  toMs: Milliseconds,
): IntervalSplit {
  const within = (series: { between(a: number, b: number): Amount }) => series.between(fromMs, toMs).joules;
  const { others, idle, undivided } = accounts.rest;
  let otherKernels = 0;
  for (const [id, series] of accounts.kernels) if (id !== kernel) otherKernels += within(series);
  return {
    kernel: joules,
    otherKernels,
    others: within(others),
    idle: within(idle),
    undivided: within(undivided),
  };
}
