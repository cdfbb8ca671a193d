// `export --what carbon`: what the computer's energy has caused, span by span, and an SCI score where its making is known.

import type { Carbon } from '@jupyter-energy/contract';
import type { Grid } from '../grid/grid.ts';
import type { Share } from '../history/answers.ts';
import type { LedgerFile } from '../ledger/ledger-file.ts';
import { readSpans } from '../ledger/reading.ts';
import { spentFrom } from '../ledger/recorded-energy.ts';
import { type BasisOf, chunksOf, type Span, utc } from './export-rows.ts';
import type { Cell, Table } from './table-text.ts';
import type { Steps } from './when.ts';

/** What making the computer has emitted, and over how long that is spread. */
export interface Embodied {
  readonly kilograms: number;
  readonly years: number;
}

const YEAR_S = 365.25 * 86_400;
/** A score of which more is missing would be too small. */
const LEAST_COVERED = 0.99;

const columns = [
  ...['from_utc', 'to_utc', 'energy_J', 'covered_s', 'span_s', 'operational_gCO2e', 'known_J'],
  ...['mix_J', 'renewable_J', 'low_carbon_J', 'mix', 'factors', 'basis'],
];
const sciColumns = ['embodied_gCO2e', 'sci_gCO2e'];

/** What the score covers (ISO/IEC 21031:2024 asks for it to be told). */
export const SCI_BOUNDARY =
  'SCI = (E × I + M) per R. R: this computer for the span of the row. E: all energy that its meters or its estimate tell (see basis and ' +
  '--what parts), idle included; without network, screens and the building around it, unless a meter sees them. I: average intensity where the ' +
  'computer stands, by quarters of an hour (see mix and factors), no market-based measures. M: what making the computer has emitted, by the ' +
  'settings, × span ÷ life, the whole computer. Empty where less than 99 % of the span or not all of its intensity is known.';

export interface CarbonSetup {
  readonly file: LedgerFile;
  readonly span: Span;
  readonly steps: Steps;
  readonly grid: Grid;
  /** Null leaves the score out. */
  readonly embodied: Embodied | null;
  readonly basisOf: BasisOf;
}

export function carbonTable(setup: CarbonSetup): Table {
  return {
    columns: setup.embodied === null ? columns : [...columns, ...sciColumns],
    rows: rowsOf(setup),
  };
}

function* rowsOf(setup: CarbonSetup): Generator<readonly Cell[]> {
  for (const edges of chunksOf(setup.file, setup.span, setup.steps))
    for (const [index, recorded] of readSpans(setup.file, edges, 'computer').entries()) {
      const { total } = spentFrom(recorded);
      if (total !== null) yield rowOf(setup, edges[index] ?? 0, edges[index + 1] ?? 0, total);
    }
}

function rowOf(
  { file, grid, embodied, basisOf }: CarbonSetup,
  from: number,
  to: number,
  { amount: { joules, coveredMs }, face }: Share,
): readonly Cell[] {
  const carbon = grid.carbonOf(from, to, (edges) => totalsBetween(file, edges));
  const seconds = [coveredMs / 1000, (to - from) / 1000] as const;
  return [
    ...[utc(from), utc(to), joules, ...seconds],
    ...(carbon === null ? unknown : toldOf(carbon)),
    basisOf(face.basis),
    ...(embodied === null ? [] : score(carbon, joules, seconds, embodied)),
  ];
}

const unknown: readonly Cell[] = [null, 0, 0, null, null, 'none', ''];

/** In the order of the columns. */
function toldOf(carbon: Carbon): readonly Cell[] {
  const { grams, knownJoules, mixJoules, renewableJoules, lowCarbonJoules, kinds, factors } = carbon;
  const known = knownJoules > 0 ? grams : null;
  return [
    known,
    knownJoules,
    mixJoules,
    renewableJoules,
    lowCarbonJoules,
    kinds.join(' '),
    factors.join(' '),
  ];
}

function totalsBetween(file: LedgerFile, edges: readonly number[]) {
  return readSpans(file, edges, 'computer').map((recorded) => {
    const { total } = spentFrom(recorded);
    return total === null ? null : { joules: total.amount.joules, kernelJoules: null };
  });
}

/** Embodied emissions of the span, and the score. */
function score(
  carbon: Carbon | null,
  joules: number,
  [coveredS, spanS]: readonly [number, number],
  { kilograms, years }: Embodied,
): Cell[] {
  const embodied = (kilograms * 1000 * spanS) / (years * YEAR_S);
  const isWhole =
    carbon !== null && carbon.knownJoules >= joules * (1 - 1e-9) && coveredS >= spanS * LEAST_COVERED;
  return [embodied, isWhole ? carbon.grams + embodied : null];
}
