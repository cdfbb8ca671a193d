// Medians and quantiles of what servers draw.

import type { SpecServer } from './spec-results.ts';

/** The median, load by load, of watts per unit. */
export function medianCurve(servers: readonly SpecServer[], unit: (server: SpecServer) => number): number[] {
  return Array.from({ length: 11 }, (_, i) =>
    median(servers.map((server) => (server.watts[i] ?? 0) / unit(server))),
  );
}

/** The middle of a non-empty list; between the two middle ones where their number is even. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear between neighbours; NaN for an empty list. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = q * (sorted.length - 1);
  const low = sorted[Math.floor(position)] ?? Number.NaN;
  return low + ((sorted[Math.ceil(position)] ?? Number.NaN) - low) * (position - Math.floor(position));
}
