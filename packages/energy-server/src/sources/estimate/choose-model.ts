// Which model fits this machine, and how far it can be trusted.

import { boardPower, laptopPower } from './client-model.ts';
import type { CpuModel } from './cpu-model.ts';
import type { MachineKind } from './machine-kind.ts';
import { rowIdOf } from './microarchitecture.ts';
import type { EstimateOptions } from './options.ts';
import type { PowerModel } from './power-model.ts';
import { type HostShape, type PowerRow, wattsPerThread } from './power-table.ts';
import { rowById, shippedTable } from './shipped-table.ts';

export interface ChosenModel {
  readonly model: PowerModel;
  /** For people: "Ice Lake-SP server". */
  readonly name: string;
  /** For people, where the watts come from: "published server measurements (SPECpower)". */
  readonly origin: string;
  /** One standard deviation, relative. */
  readonly relativeError: number;
}

/** No estimate claims to be better than this; published servers are tuned, real ones draw more. */
const AT_LEAST = { recognised: 0.2, inVm: 0.4, guessed: 0.5 };

const SERVERS = 'published measurements of servers (SPECpower)';

const { ram, spread, desktopPerTdpWatt } = shippedTable;
const serverRam = { ramIncludedGb: ram.includedGbPerThread, ramWattsPerGb: ram.wattsPerGb };

/** `threads`: how many the whole machine has. */
export function chooseModel(
  cpu: CpuModel,
  machine: MachineKind,
  options: EstimateOptions,
  threads: number,
): ChosenModel {
  if (options.cpu === null) {
    const client = clientModel(cpu, machine, options, threads);
    if (client) return client;
  }
  return serverModel(cpu, machine, options);
}

function serverModel(cpu: CpuModel, machine: MachineKind, options: EstimateOptions): ChosenModel {
  const { row, recognised } = rowOf(cpu, machine, options);
  // A virtual machine's topology is an invention of its host.
  const shape = machine.virtual ? null : cpu.shape;
  const perThread = wattsPerThread(shippedTable, row, shape);
  const factor = threadsPerVcpu(row, shape, options);
  // "Coffee Lake desktop" in a server is a Coffee Lake server.
  const name = recognised ? `${row.name.replace(/ (desktop|server)$/, '')} ${machine.kind}` : row.name;
  return {
    model: { wattsPerThread: perThread.map((w) => w * factor), ...serverRam },
    name,
    origin: SERVERS,
    relativeError: errorOf(machine, recognised, shape !== null && row.host !== null),
  };
}

function rowOf(
  cpu: CpuModel,
  machine: MachineKind,
  options: EstimateOptions,
): { row: PowerRow; recognised: boolean } {
  const id = options.cpu ?? rowIdOf(cpu);
  const recognised = id === null ? undefined : rowById(id);
  if (recognised) return { row: recognised, recognised: !recognised.id.startsWith('unknown') };
  const byVendor = cpu.vendor === 'intel' || cpu.vendor === 'amd' ? `unknown-${cpu.vendor}` : 'unknown';
  const row = rowById(machine.kind === 'desktop' ? 'unknown-desktop' : byVendor);
  if (!row) throw new Error('the table of the estimate has lost its fallback rows');
  return { row, recognised: false };
}

/** A row describes servers with multithreading; without it each thread that is seen stands for a whole core. */
function threadsPerVcpu(row: PowerRow, shape: HostShape | null, options: EstimateOptions): number {
  const scaled = shape !== null && row.host !== null;
  const hasSmt = row.id !== 'neoverse-n1' && row.host?.threadsPerCore !== 1;
  if (scaled || !hasSmt) return 1;
  return options['smt-off'] || shape?.threadsPerCore === 1 ? 2 : 1;
}

function errorOf(machine: MachineKind, recognised: boolean, hostSeen: boolean): number {
  const measured = recognised
    ? spread[hostSeen ? 'known' : 'knownShare']
    : spread[hostSeen ? 'unknown' : 'unknownShare'];
  const least = [
    AT_LEAST.recognised,
    machine.virtual ? AT_LEAST.inVm : 0,
    recognised && machine.kind === 'server' ? 0 : AT_LEAST.guessed,
  ];
  return Math.max(measured, ...least);
}

/** Laptops, boards, and desktops whose rated power was given; null for all that the table describes better. */
function clientModel(
  cpu: CpuModel,
  machine: MachineKind,
  options: EstimateOptions,
  threads: number,
): ChosenModel | null {
  const tdpWatts = options['tdp-watts'];
  const client = (name: string, origin: string, points: readonly number[]): ChosenModel => ({
    // The machine's memory is inside its watts.
    model: { wattsPerThread: points.map((w) => w / threads), ramIncludedGb: 0, ramWattsPerGb: 0 },
    name,
    origin,
    relativeError: AT_LEAST.guessed,
  });
  if (machine.kind === 'board') {
    const board = boardPower(cpu.board);
    return (
      board &&
      client(cpu.board, 'a published measurement of such a board (PowerJoular)', [board.idle, board.full])
    );
  }
  if (machine.kind === 'laptop') {
    const { idle, full } = laptopPower(cpu, tdpWatts);
    return client('laptop', 'the rated power of its processor, which is a rough guide', bend(idle, full));
  }
  if (machine.kind === 'desktop' && tdpWatts !== null) {
    return client(
      `desktop with a processor of ${tdpWatts} W`,
      SERVERS,
      desktopPerTdpWatt.map((w) => w * tdpWatts),
    );
  }
  return null;
}

/** From idle to full load along the bend of desktop silicon. */
function bend(idle: number, full: number): readonly number[] {
  const [least = 0] = desktopPerTdpWatt;
  const most = desktopPerTdpWatt.at(-1) ?? 1;
  return desktopPerTdpWatt.map((w) => idle + ((full - idle) * (w - least)) / (most - least));
}
