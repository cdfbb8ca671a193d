// What the energy of each bucket has caused: asked anew by quarter-hours where the mix changes within a bucket.

import type { Carbon } from '@jupyter-energy/contract';
import type { EnergyView, JoinedEnergyView } from './view.ts';

type Span = readonly [from: number, to: number];

/** `energies`: those of the spans, which follow each other. `kernelJoules`: of one energy; null where that is not told. */
export function carbonOf(
  view: EnergyView,
  spans: readonly Span[],
  energies: readonly JoinedEnergyView[],
  kernelJoules: (energy: JoinedEnergyView) => number | null,
): (Carbon | null)[] {
  return view.grid.carbon(spans, (edges) => {
    // As many pieces as spans are the spans themselves.
    const pieces = edges.length === spans.length + 1 ? energies : view.energy(edges);
    return pieces.map((energy) => {
      const { total } = energy;
      return total === null ? null : { joules: total.joules, kernelJoules: kernelJoules(energy) };
    });
  });
}
