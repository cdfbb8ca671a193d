// The reply of /v1/grid: the place, the standing of live data, and a bucket for each step.

import type { Grid } from '@jupyter-energy/contract';
import type { EnergyRange } from './parameters.ts';
import { spans } from './spans.ts';
import type { EnergyView } from './view.ts';

/** `GET /v1/grid`. `mayTell`: whether the asker may change the place. */
export async function gridReply(
  view: EnergyView,
  { from, to, stepMs }: EnergyRange,
  mayTell: boolean,
): Promise<Grid> {
  const end = to ?? view.now().wallMs;
  return {
    ...view.grid.standing(mayTell),
    ...(await view.grid.buckets([...spans(from, end, stepMs ?? end - from)])),
  };
}
