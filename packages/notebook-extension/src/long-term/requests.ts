// What to ask the energy server for the bars of a window: it knows steps of equal length, the calendar does not.

import type { Milliseconds, UnixMs } from '@jupyter-energy/contract';

/** Bars of equal length in a row. */
export interface Run {
  readonly from: UnixMs;
  readonly to: UnixMs;
  readonly stepMs: Milliseconds;
}

/** The fewest runs that have all the edges: one for hours and days, more where the clocks change, one a month for months. */
export function runsOf(edges: readonly UnixMs[]): Run[] {
  const runs: Run[] = [];
  for (let i = 1; i < edges.length; i += 1) {
    const [from, to] = [edges[i - 1] as number, edges[i] as number];
    const last = runs.at(-1);
    if (last !== undefined && last.stepMs === to - from) runs[runs.length - 1] = { ...last, to };
    else runs.push({ from, to, stepMs: to - from });
  }
  return runs;
}

/** `v1/energy?…` of a run, seen from the notebook of a kernel where one runs. */
export function energyPath({ from, to, stepMs }: Run, kernel: string | null): string {
  const seen = kernel === null ? '' : `&kernel=${encodeURIComponent(kernel)}`;
  return `v1/energy?from=${from}&to=${to}&step=${stepMs / 1000}${seen}`;
}

/** `v1/grid?…` of a run. */
export function gridPath({ from, to, stepMs }: Run): string {
  return `v1/grid?from=${from}&to=${to}&step=${stepMs / 1000}`;
}
