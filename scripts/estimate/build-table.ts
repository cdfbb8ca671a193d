// Fits the model to servers and writes it as the table that ships.

import {
  type HostShape,
  type PowerRow,
  type PowerTable,
  threadsOf,
} from '../../packages/energy-server/src/sources/estimate/power-table.ts';
import { median, medianCurve } from './medians.ts';
import { newerRows } from './newer-rows.ts';
import { ridge } from './ridge.ts';
import { rowNames } from './row-names.ts';
import type { SpecServer } from './spec-results.ts';

/** GB per thread inside the published watts (median of results since 2018), and watts for each GB beyond: a judgement, 0.08 to 0.39. */
export const RAM = { includedGbPerThread: 1.07, wattsPerGb: 0.2 };

/**
 * How hard a row is held towards its vendor and kind of silicon, in servers: a row with four servers moves half the
 * way to its own mean. Scores hardly change between 2 and 8.
 */
export const ROW_PENALTY = 4;

type Silicon = { readonly vendor: 'intel' | 'amd' | 'other'; readonly desktop: boolean };

/**
 * ln(watts at load i) = a_i + b_i·ln sockets + c_i·ln(cores per socket) + d_i·AMD + e_i·desktop + row_i, one ridge
 * regression with eleven targets, on watts without the memory beyond `RAM.includedGbPerThread`.
 */
export function buildTable(
  servers: readonly SpecServer[],
  rowPenalty = ROW_PENALTY,
): Omit<PowerTable, 'spread'> {
  const known = servers.filter((server) => server.row !== null);
  const ids = [...new Set(known.map((server) => server.row ?? ''))].sort();
  const predictors = (
    silicon: Silicon,
    shape: Pick<HostShape, 'sockets' | 'coresPerSocket'>,
    row: string | null,
  ) => [
    1,
    Math.log(shape.sockets),
    Math.log(shape.coresPerSocket),
    { intel: 0, amd: 1, other: 0.5 }[silicon.vendor],
    silicon.desktop ? 1 : 0,
    ...ids.map((id) => (id === row ? 1 : 0)),
  ];
  const coefficients = ridge(
    known.map((server) => predictors(server, server, server.row)),
    known.map((server) => withoutExtraRam(server).map(Math.log)),
    [1e-6, 0.01, 0.01, 0.01, 0.01, ...ids.map(() => rowPenalty)],
  );
  const curve = (silicon: Silicon, shape: HostShape, row: string | null) => {
    const x = predictors(silicon, shape, row);
    const hostWatts = coefficients.map((line) =>
      Math.exp(line.reduce((sum, b, i) => sum + b * (x[i] ?? 0), 0)),
    );
    return hostWatts.map((w) => round(w / threadsOf(shape)));
  };
  const rows = ids.map((id): PowerRow => {
    const members = known.filter((server) => server.row === id);
    const first = members[0] as SpecServer;
    const host = typicalHost(members);
    return {
      id,
      name: rowNames[id] ?? id,
      origin: 'fit',
      servers: members.length,
      host,
      wattsPerThread: curve(first, host, id),
    };
  });
  return {
    origin:
      'SPECpower_ssj2008 results, published at spec.org by the test sponsors and collected by third parties; see docs/estimate.md',
    ram: RAM,
    scaling: {
      sockets: coefficients.map((line) => round(line[1] ?? 1)),
      coresPerSocket: coefficients.map((line) => round(line[2] ?? 1)),
    },
    rows: [...rows, ...newerRows(known)],
    fallbacks: fallbackRows(known, rows, curve),
    desktopPerTdpWatt: medianCurve(
      known.filter((server) => server.desktop && server.tdpWatts),
      (server) => server.sockets * (server.tdpWatts ?? 1),
    ).map((w) => Number(w.toPrecision(3))),
  };
}

function fallbackRows(
  servers: readonly SpecServer[],
  rows: readonly PowerRow[],
  curve: (silicon: Silicon, shape: HostShape, row: null) => number[],
): readonly PowerRow[] {
  const fallback = (id: string, silicon: Silicon, like: (server: SpecServer) => boolean): PowerRow => {
    const members = servers.filter(like);
    const ids = new Set(members.map((server) => server.row));
    // Each microarchitecture counts once, however many of its servers were published.
    const cores = rows.filter((row) => ids.has(row.id)).map((row) => row.host?.coresPerSocket ?? Number.NaN);
    const host = { ...typicalHost(members), coresPerSocket: Math.round(median(cores)) };
    return {
      id,
      name: rowNames[id] ?? id,
      origin: 'fit',
      servers: members.length,
      host,
      wattsPerThread: curve(silicon, host, null),
    };
  };
  return [
    fallback('unknown-intel', { vendor: 'intel', desktop: false }, (s) => s.vendor === 'intel' && !s.desktop),
    fallback('unknown-amd', { vendor: 'amd', desktop: false }, (s) => s.vendor === 'amd'),
    fallback('unknown', { vendor: 'other', desktop: false }, (s) => !s.desktop),
    fallback('unknown-desktop', { vendor: 'intel', desktop: true }, (s) => s.desktop),
  ];
}

/** Two sockets for server silicon, as in most clouds' hosts; the median of the cores. */
function typicalHost(members: readonly SpecServer[]): HostShape {
  return {
    sockets: members.every((server) => server.desktop) ? 1 : 2,
    coresPerSocket: Math.round(median(members.map((server) => server.coresPerSocket))),
    threadsPerCore: Math.round(
      median(members.map((server) => server.threads / (server.sockets * server.coresPerSocket))),
    ),
  };
}

/** The published watts less those of memory beyond what the model counts as included. */
function withoutExtraRam(server: SpecServer): readonly number[] {
  const extra = Math.max(0, server.ramGb - server.threads * RAM.includedGbPerThread) * RAM.wattsPerGb;
  // A machine with a lot of memory and few watts must not go to zero or below.
  return server.watts.map((w) => Math.max(w - extra, w / 2));
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
