// What HTTP shows of the grid, as the replies see it. Times are UnixMs, energy J.

import type { Carbon, GridBucket, GridChoice, GridPlaces, GridStanding } from '@jupyter-energy/contract';

/** The energy of a span; `kernelJoules` is null where no kernel was asked for or nothing was split. */
export interface SpanEnergy {
  readonly joules: number;
  readonly kernelJoules: number | null;
}

export interface GridView {
  /** `mayChange`: whether the asker may, as far as the way of asking goes. */
  standing(mayChange: boolean): GridStanding;
  places(): GridPlaces;
  /** Null when done; else what cannot be chosen: `conflict` with the settings, or wrong in itself. */
  choose(choice: GridChoice): { conflict: boolean; field: string; reason: string } | null;
  /** One bucket for each span. */
  buckets(spans: readonly (readonly [from: number, to: number])[]): Promise<{
    buckets: GridBucket[];
    attributions: string[];
  }>;
  /**
   * What the energy of each span has caused. `energyBetween` tells the energies between neighbouring edges; null where one is not
   * known.
   */
  carbon(
    spans: readonly (readonly [from: number, to: number])[],
    energyBetween: (edges: readonly number[]) => readonly (SpanEnergy | null)[],
  ): Promise<(Carbon | null)[]>;
}
