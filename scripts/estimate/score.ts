// How wrong a model is: predictions against published wall watts, over servers that the model has not seen.

import { watts } from '../../packages/energy-server/src/sources/estimate/power-model.ts';
import {
  type PowerRow,
  type PowerTable,
  wattsPerThread,
} from '../../packages/energy-server/src/sources/estimate/power-table.ts';
import { medianCurve, quantile } from './medians.ts';
import type { SpecServer } from './spec-results.ts';

type Table = Omit<PowerTable, 'spread'>;
export type Prediction = (server: SpecServer) => readonly number[];

/** Relative errors over all servers and their eleven loads. */
export interface Score {
  readonly servers: number;
  /** Mean absolute relative error, over all points, idle, half and full load. */
  readonly meanError: number;
  readonly idleError: number;
  readonly halfError: number;
  readonly fullError: number;
  /** Mean signed relative error: positive = the model says too much. */
  readonly bias: number;
  /** Share of points within ± 20 %. */
  readonly within20: number;
  /** 68 % of points are at most this far off. */
  readonly spread: number;
}

export function score(servers: readonly SpecServer[], predict: Prediction): Score {
  const errors = servers.map((server) => {
    const predicted = predict(server);
    return server.watts.map((actual, i) => ((predicted[i] ?? Number.NaN) - actual) / actual);
  });
  const all = errors.flat();
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanErrorAt = (load: number) => mean(errors.map((points) => Math.abs(points[load] ?? Number.NaN)));
  return {
    servers: servers.length,
    meanError: mean(all.map(Math.abs)),
    idleError: meanErrorAt(0),
    halfError: meanErrorAt(5),
    fullError: meanErrorAt(10),
    bias: mean(all),
    within20: all.filter((error) => Math.abs(error) <= 0.2).length / all.length,
    spread: quantile(all.map(Math.abs), 0.68),
  };
}

/** A prediction for each server by a model that was fitted without all servers that share its `group`. */
export function leavingOut<Model>(
  servers: readonly SpecServer[],
  group: (server: SpecServer) => string,
  train: (servers: readonly SpecServer[]) => Model,
  predict: (model: Model, server: SpecServer) => readonly number[],
): Prediction {
  const models = new Map<string, Model>();
  return (server) => {
    const left = group(server);
    let model = models.get(left);
    if (model === undefined) {
      model = train(servers.filter((other) => group(other) !== left));
      models.set(left, model);
    }
    return predict(model, server);
  };
}

/** For comparison: the median watts per `unit` over the servers of the same row; over all where none is left. */
export function medianPer(unit: (server: SpecServer) => number) {
  return (servers: readonly SpecServer[], server: SpecServer): readonly number[] => {
    const same = servers.filter((other) => other.row === server.row);
    return medianCurve(same.length > 0 ? same : servers, unit).map((w) => w * unit(server));
  };
}

/** The recognised row, and the size of the server as /proc/cpuinfo tells it. */
export function knownCpu(table: Table, server: SpecServer): readonly number[] {
  return wholeServer(table, server, rowOf(table.rows, server.row), true);
}

/** The row, but nothing of the host: what a virtual machine that has all of the server would say. */
export function knownCpuInVm(table: Table, server: SpecServer): readonly number[] {
  return wholeServer(table, server, rowOf(table.rows, server.row), false);
}

/** No row: the vendor's fallback, and the size of the server. */
export function unknownCpu(table: Table, server: SpecServer): readonly number[] {
  return wholeServer(table, server, fallbackOf(table, server), true);
}

export function unknownCpuInVm(table: Table, server: SpecServer): readonly number[] {
  return wholeServer(table, server, fallbackOf(table, server), false);
}

function fallbackOf(table: Table, server: SpecServer): PowerRow {
  return rowOf(table.fallbacks, server.desktop ? 'unknown-desktop' : `unknown-${server.vendor}`);
}

function rowOf(rows: readonly PowerRow[], id: string | null): PowerRow {
  const row = rows.find((candidate) => candidate.id === id);
  if (!row) throw new Error(`no row ${id} left to predict with`);
  return row;
}

function wholeServer(
  table: Table,
  server: SpecServer,
  row: PowerRow,
  shapeKnown: boolean,
): readonly number[] {
  const { sockets, coresPerSocket, threads, ramGb } = server;
  const shape = shapeKnown
    ? { sockets, coresPerSocket, threadsPerCore: threads / (sockets * coresPerSocket) }
    : null;
  const model = {
    wattsPerThread: wattsPerThread({ ...table, spread: noSpread }, row, shape),
    ramIncludedGb: table.ram.includedGbPerThread,
    ramWattsPerGb: table.ram.wattsPerGb,
  };
  return server.watts.map((_, i) => watts(model, i / 10, threads, ramGb));
}

const noSpread = { known: 0, unknown: 0, knownShare: 0, unknownShare: 0 };

/** CodeCarbon's formula for machines without a meter: TDP × (0.1 + 0.9 u³), and its rule of 3 W per 8 GB of memory. */
export const codeCarbon: Prediction = (server) =>
  server.watts.map(
    (_, i) =>
      (server.tdpWatts ?? Number.NaN) * server.sockets * (0.1 + 0.9 * (i / 10) ** 3) + (3 / 8) * server.ramGb,
  );
