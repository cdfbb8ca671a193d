// What HTTP shows of kernels, as the replies see it. Times are those of the timeline.

import type { Kernel, KernelActivity, KernelRegistration } from '@jupyter-energy/contract';
import type { IntervalAnswer } from '../attribution/interval.ts';
import type { Amount } from '../energy/step.ts';

/** Energy so far, and power since the beat before; null where that is unknown. */
export interface StandingView {
  readonly watts: number | null;
  readonly amount: Amount;
}

export interface KernelView extends StandingView {
  readonly entry: Pick<
    Kernel,
    'id' | 'name' | 'path' | 'pid' | 'foundBy' | 'state' | 'reason' | 'firstSeenAt'
  > & {
    readonly cpuSeconds: number;
    readonly activities: readonly { readonly state: KernelActivity }[];
  };
  readonly memory: { readonly processes: number; readonly residentBytes: number | null };
}

export interface KernelsView {
  readonly kernels: readonly KernelView[];
  /** Null while the computer's energy cannot be split. */
  readonly split: Readonly<Record<'kernels' | 'others' | 'idle' | 'undivided', StandingView>> | null;
  readonly baseline: { readonly watts: number | null; readonly moments: number };
  kernel(id: string): KernelView | null;
  /** Null where there are too many kernels already. */
  register(id: string, told: KernelRegistration): KernelView | null;
  /** Null where there is no such kernel. */
  remove(id: string): KernelView | null;
  /** Answers whether there is such a kernel. */
  note(id: string, state: KernelActivity, atMs: number): boolean;
  /** Null where nothing is known of the kernel in the whole interval; `computer`: the computer's joules in it. */
  interval(
    id: string,
    fromMs: number,
    toMs: number,
    computer: number,
  ): (IntervalAnswer & { readonly overlap: boolean }) | null;
}
