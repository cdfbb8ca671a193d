// What the energy of each bucket has caused: asked anew by quarter-hours where the mix changes within a bucket.

import type { Carbon } from '@jupyter-energy/contract';
import type { EnergyView, JoinedEnergyView } from './view.ts';

type Span = readonly [from: number, to: number];

/** `energies`: those of the spans. `kernelJoules`: of one energy; null where that is not told. */
export function carbonOf(
  view: EnergyView,
  spans: readonly Span[],
  energies: readonly JoinedEnergyView[],
  kernelJoules: (energy: JoinedEnergyView) => number | null,
): Promise<(Carbon | null)[]> {
  const known = new Map(spans.map(([from, to], index) => [`${from} ${to}`, energies[index]]));
  return view.grid.carbon(spans, (edges) => {
    const whole = edges.slice(1).map((to, index) => known.get(`${edges[index]} ${to}`));
    const pieces = whole.every((energy) => energy !== undefined) ? whole : view.energy(edges);
    return pieces.map((energy) => {
      const { total } = energy;
      return total === null ? null : { joules: total.joules, kernelJoules: kernelJoules(energy) };
    });
  });
}
