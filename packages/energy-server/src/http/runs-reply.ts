// The reply of /v1/runs: those in memory, and before them those that outlived an earlier energy server.

import type { Run, Runs } from '@jupyter-energy/contract';
import type { KernelsView, RunView } from './kernels-view.ts';
import { type EnergyRange, MOST_RUNS } from './parameters.ts';
import { type EnergyView, wallOffsetMs } from './view.ts';

/** `GET /v1/runs`. */
export function runsReply(view: EnergyView, kernels: KernelsView, kernel: string, range: EnergyRange): Runs {
  const { from } = range;
  const to = range.to ?? view.now().wallMs;
  const runs = new Map<string, Run>();
  for (const { run } of kernels.keptRuns(kernel, from, to, MOST_RUNS)) runs.set(run.id, run);
  const offsetMs = wallOffsetMs(view);
  for (const run of kernels.runs(kernel)) {
    const end = (run.toMs ?? Number.POSITIVE_INFINITY) + offsetMs;
    if (run.fromMs + offsetMs < to && end > from) runs.set(run.id, told(kernel, run, offsetMs));
  }
  const oldestFirst = [...runs.values()].sort((a, b) => a.energy.from - b.energy.from);
  const isKnown = runs.size > 0 || kernels.kernel(kernel) !== null;
  return {
    kernel,
    runs: oldestFirst.slice(-MOST_RUNS),
    reason: isKnown ? null : `No kernel ${kernel} is known.`,
  };
}

function told(kernel: string, run: RunView, offsetMs: number): Run {
  const { id, count, fromMs, toMs, untilMs, energy } = run;
  const interval = {
    kernel,
    from: fromMs + offsetMs,
    to: untilMs + offsetMs,
    seconds: (untilMs - fromMs) / 1_000,
    ...energy,
  };
  return { id, count, running: toMs === null, energy: interval };
}
