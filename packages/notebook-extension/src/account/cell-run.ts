// One run of a cell: which execution it was, of which source, and what it took.

import type { UnixMs } from '@jupyter-energy/contract';
import type { CellEnergy } from './cell-energy.ts';

export interface CellRun {
  /** `msg_id` of its `execute_request`; empty where only a notebook's file tells of it. */
  readonly run: string;
  readonly kernel: string;
  /** Fingerprint of what was executed. */
  readonly source: string;
  /** Jupyter's `execution_count`; null until the kernel told it. */
  readonly count: number | null;
  /** Null while it waits in the queue. */
  readonly from: UnixMs | null;
  /** Null until it has ended. */
  readonly to: UnixMs | null;
  /** Null until the energy server told it. */
  readonly energy: CellEnergy | null;
}

/** Runs by the id of their cell, the newest of each. */
export type CellRuns = Readonly<Record<string, CellRun>>;

/** What comes from storage or from a file may be anything. */
export function isCellRun(value: unknown): value is CellRun {
  if (typeof value !== 'object' || value === null) return false;
  const { run, kernel, source, count, from, to, energy } = value as Partial<CellRun>;
  return (
    [run, kernel, source].every((text) => typeof text === 'string') &&
    [count, from, to].every((number) => number === null || Number.isFinite(number)) &&
    (energy === null || isCellEnergy(energy))
  );
}

const FLAGS = ['tooShort', 'incomplete', 'shared', 'overlap'] as const;
const NUMBERS = ['joules', 'plusMinus', 'relativeError', 'watts', 'share', 'computerJoules'] as const;

function isCellEnergy(value: unknown): value is CellEnergy {
  if (typeof value !== 'object' || value === null) return false;
  const energy = value as CellEnergy;
  return (
    Number.isFinite(energy.from) &&
    Number.isFinite(energy.to) &&
    NUMBERS.every((name) => energy[name] === null || isAmount(energy[name])) &&
    FLAGS.every((name) => typeof energy[name] === 'boolean') &&
    (energy.basis === null || ['measured', 'estimated', 'attributed'].includes(energy.basis)) &&
    (energy.reason === null || typeof energy.reason === 'string') &&
    Array.isArray(energy.parts) &&
    energy.parts.every(
      ({ id, label, joules }) => typeof id === 'string' && typeof label === 'string' && isAmount(joules),
    )
  );
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
