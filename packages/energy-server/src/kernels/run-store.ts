// Where runs that have ended outlive the energy server, and what is kept of each.

import type { Run, UnixMs } from '@jupyter-energy/contract';

export interface KeptRun {
  readonly kernel: string;
  /** The key of the notebook that the kernel belonged to; null where nobody told. */
  readonly notebook: string | null;
  /** The user of the kernel's process, who alone may see it; null where that was not known. */
  readonly owner: number | null;
  /** `energy.from` and `energy.to` are its times, in Unix milliseconds. */
  readonly run: Run;
}

/** Writing and reading never throw: what cannot be kept is lost, which the log tells. */
export interface RunStore {
  /** Once for each run, when its energy is known. */
  keep(run: KeptRun): void;
  /** Those of a kernel that overlap this span, oldest first; where there are more than `most`, the newest of them. */
  between(kernel: string, from: UnixMs, to: UnixMs, most: number): readonly KeptRun[];
}
