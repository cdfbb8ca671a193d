// The rows of `export`: what the record holds, span by span, read as it is written out.

import { type Basis, type UnixMs, weakestBasis } from '@jupyter-energy/contract';
import type { Kind } from '../ledger/ledger-face.ts';
import type { LedgerFile } from '../ledger/ledger-file.ts';
import { QUARTER } from '../ledger/levels.ts';
import { minutesSince, type Recorded, readSpans } from '../ledger/reading.ts';
import { storedRuns } from '../ledger/run-table.ts';
import type { Cell, Table } from './table-text.ts';
import type { Steps } from './when.ts';

export const subjects = ['parts', 'channels', 'kernels', 'notebooks', 'runs', 'carbon'] as const;
export type Subject = (typeof subjects)[number];

export interface Span {
  readonly from: UnixMs;
  readonly to: UnixMs;
}

/** So many spans are read at a time: it is the same work, and the memory stays small. */
const AT_A_TIME = 200;

/** `simulated` readings are never called measured. */
export function tableOf(
  file: LedgerFile,
  what: Exclude<Subject, 'carbon'>,
  span: Span,
  steps: Steps,
  simulated: boolean,
): Table {
  const basisOf = (basis: Basis) => (simulated ? 'simulated' : basis);
  return what === 'runs' ? runTable(file, span, basisOf) : energyTable(file, what, span, steps, basisOf);
}

export type BasisOf = (basis: Basis) => string;

interface Row {
  readonly id: string;
  readonly cells: readonly Cell[];
  readonly joules: number;
  readonly coveredMs: number;
  readonly basis: Basis;
}

const read: Readonly<
  Record<Exclude<Subject, 'runs' | 'carbon'>, { kinds: readonly Kind[]; names: readonly string[] }>
> = {
  parts: { kinds: ['total', 'part'], names: ['part', 'label', 'inside'] },
  channels: { kinds: ['channel'], names: ['channel', 'label', 'domain'] },
  kernels: { kinds: ['kernel', 'split'], names: ['kernel', 'label', 'notebook'] },
  notebooks: { kinds: ['kernel', 'split'], names: ['notebook', 'label'] },
};

function energyTable(
  file: LedgerFile,
  what: Exclude<Subject, 'runs' | 'carbon'>,
  span: Span,
  steps: Steps,
  basisOf: BasisOf,
): Table {
  const { kinds, names } = read[what];
  const column = what === 'channels' ? 'channels' : 'computer';
  const shared = kinds.includes('kernel');
  const columns = ['from_utc', 'to_utc', ...names, 'energy_J', 'covered_s', 'span_s', 'basis'];
  return {
    columns: shared ? [...columns, 'total_basis'] : columns,
    rows: rowsOf(),
  };

  function* rowsOf(): Generator<readonly Cell[]> {
    for (const edges of chunksOf(file, span, steps))
      for (const [index, recorded] of readSpans(file, edges, column).entries()) {
        const [from = 0, to = 0] = edges.slice(index, index + 2);
        const asked = recorded.filter(({ face }) => kinds.includes(face.kind));
        for (const { cells, joules, coveredMs, basis } of merged(asked, what)) {
          const energy = [joules, knownMs(what, coveredMs, to - from) / 1000, (to - from) / 1000];
          const bases = shared ? ['attributed', basisOf(basis)] : [basisOf(basis)];
          yield [utc(from), utc(to), ...cells, ...energy, ...bases];
        }
      }
  }
}

/** Where the record has no minutes any more, a step is at least a quarter of an hour. */
export function* chunksOf(file: LedgerFile, { from, to }: Span, steps: Steps): Generator<readonly UnixMs[]> {
  const since = minutesSince(file);
  let edges = [from];
  for (let at = from; at < to; ) {
    const isCoarse = at < since && steps.leastMs < QUARTER.ms;
    at = Math.min(to, isCoarse ? (Math.floor(at / QUARTER.ms) + 1) * QUARTER.ms : steps.next(at));
    edges.push(at);
    if (edges.length > AT_A_TIME || at === to) {
      yield edges;
      edges = [at];
    }
  }
}

/** One row for what is the same to whoever reads it: a part on two bases, the kernels of a notebook. */
function merged(recorded: readonly Recorded[], what: Subject): Iterable<Row> {
  const rows = new Map<string, Row>();
  for (const one of recorded) {
    const row = rowOf(one, what);
    const before = rows.get(row.id);
    rows.set(row.id, before === undefined ? row : sumOf(before, row));
  }
  return rows.values();
}

function rowOf({ face, amount }: Recorded, what: Subject): Row {
  const { kind, name, label, within, owner, basis } = face;
  // A kernel that nobody told the notebook of stands for itself.
  const ofNotebook = what === 'notebooks' && kind === 'kernel';
  const names = ofNotebook
    ? [within ?? name, label]
    : what === 'notebooks'
      ? [name, label]
      : [name, label, within];
  return { id: JSON.stringify([kind, names[0], owner]), cells: names, ...amount, basis };
}

/** Kernels of a notebook follow each other as a rule; where they ran side by side, their times together may be too much. */
function knownMs(what: Subject, coveredMs: number, spanMs: number): number {
  return what === 'notebooks' ? Math.min(coveredMs, spanMs) : coveredMs;
}

function sumOf(a: Row, b: Row): Row {
  const basis = weakestBasis([a.basis, b.basis]);
  return { ...b, joules: a.joules + b.joules, coveredMs: a.coveredMs + b.coveredMs, basis };
}

function runTable(file: LedgerFile, span: Span, basisOf: BasisOf): Table {
  const columns = [
    ...['from_utc', 'to_utc', 'kernel', 'notebook', 'run', 'count', 'energy_J', 'uncertainty_J', 'covered_s'],
    ...['cpu_s', 'basis', 'total_basis', 'too_short', 'incomplete', 'shared'],
  ];
  return { columns, rows: rowsOf() };

  function* rowsOf(): Generator<readonly Cell[]> {
    for (const { kernel, notebook, run } of storedRuns(file, span.from, span.to)) {
      const { from, to, joules, uncertaintyJoules, coveredSeconds, cpuSeconds, basis, flags } = run.energy;
      yield [
        ...[
          utc(from),
          utc(to),
          kernel,
          notebook,
          run.id,
          run.count,
          joules,
          uncertaintyJoules,
          coveredSeconds,
        ],
        ...[cpuSeconds, basis?.share ?? null, basis === null ? null : basisOf(basis.total)],
        ...[flags.tooShort, flags.incomplete, flags.shared],
      ];
    }
  }
}

export function utc(at: UnixMs): string {
  return new Date(at).toISOString();
}
