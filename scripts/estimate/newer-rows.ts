// Rows for CPUs that the fitted results lack: published medians of idle and full load, and a vendor's curve between them.

import type { PowerRow } from '../../packages/energy-server/src/sources/estimate/power-table.ts';
import { medianCurve } from './medians.ts';
import { rowNames } from './row-names.ts';
import type { SpecServer } from './spec-results.ts';

/**
 * Median wall watts per hardware thread, idle and at full load, over a later collection of SPECpower_ssj2008 results
 * (Cloud Carbon Footprint, ccf-coefficients, SPECpower-2026-03-09.csv); `servers` says over how many.
 */
const medians = [
  { id: 'ivy-bridge-server', vendor: 'intel', servers: 3, idle: 1.39, full: 5.46 },
  { id: 'sapphire-rapids', vendor: 'intel', servers: 47, idle: 0.95, full: 4.0 },
  { id: 'emerald-rapids', vendor: 'intel', servers: 3, idle: 0.79, full: 2.91 },
  { id: 'granite-rapids', vendor: 'intel', servers: 30, idle: 0.6, full: 2.69 },
  { id: 'epyc-4', vendor: 'amd', servers: 42, idle: 0.38, full: 1.85 },
  { id: 'epyc-5', vendor: 'amd', servers: 43, idle: 0.22, full: 1.18 },
  { id: 'neoverse-n1', vendor: 'other', servers: 7, idle: 0.62, full: 1.92 },
] as const;

/** How the way from idle to full load is bent: the median of each vendor's server silicon, of both for others. */
export function newerRows(servers: readonly SpecServer[]): readonly PowerRow[] {
  return medians.map(({ id, vendor, servers: count, idle, full }) => {
    const like = servers.filter(
      (server) => !server.desktop && (vendor === 'other' || server.vendor === vendor),
    );
    const bend = medianCurve(
      like.map((server) => ({ ...server, watts: fromIdleToFull(server.watts) })),
      () => 1,
    );
    return {
      id,
      name: rowNames[id] ?? id,
      origin: 'medians',
      servers: count,
      host: null,
      wattsPerThread: bend.map((r) => Number((idle + (full - idle) * r).toPrecision(4))),
    };
  });
}

function fromIdleToFull(watts: readonly number[]): readonly number[] {
  const [idle = 0] = watts;
  const full = watts[10] ?? 0;
  return watts.map((w) => (w - idle) / (full - idle));
}
