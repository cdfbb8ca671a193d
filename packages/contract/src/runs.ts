// Runs: what kernels executed, as the Jupyter side told of it, with the energy of each. Times are UnixMs, energy J.

import * as z from 'zod/mini';
import { Interval } from './kernels.ts';

/** One execution. Nothing of what was executed is in it. */
export const Run = z.strictObject({
  id: z.string(),
  /** Jupyter's `execution_count`; null where nobody told. */
  count: z.nullable(z.int()),
  running: z.boolean(),
  /** From `execute_input` to `idle` by the kernel's clock; while it runs, up to the newest reading. */
  energy: Interval,
});
export type Run = z.infer<typeof Run>;

/** `GET /v1/runs?kernel=&from=&to=`: the runs of a kernel that overlap this span, the oldest first. */
export const Runs = z.strictObject({
  kernel: z.string(),
  runs: z.array(Run),
  /** Why no run can be known, where no such kernel is; null otherwise. */
  reason: z.nullable(z.string()),
});
export type Runs = z.infer<typeof Runs>;
