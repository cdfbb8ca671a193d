// Answers to questions about the past: power step by step, energy over a span. Times are those of the timeline.

import type { EnergyBucket, Milliseconds, PowerSeries, Watts } from '@jupyter-energy/contract';
import type { PartFace } from '../energy/part.ts';
import type { Amount } from '../energy/step.ts';
import { relativeErrorOf } from '../energy/sum.ts';
import { wattsOf } from './power.ts';
import { difference, type Series } from './series.ts';
import type { Strand } from './strand.ts';
import type { Strands } from './strands.ts';

/** Columns of equal length: the ends of the steps, and for each series the mean power over each step. */
export interface PowerColumns {
  readonly at: number[];
  readonly series: PowerSeries[];
}

/** Without what the caller knows: the span by the wall clock, and whose it was. */
export type EnergyOfSpan = Pick<EnergyBucket, 'total' | 'parts'>;

/** The total first, then every part of which something is known in the span. A last step that is not whole is left out. */
export function powerOver(
  strands: Strands,
  fromMs: Milliseconds,
  toMs: Milliseconds,
  stepMs: Milliseconds,
): PowerColumns {
  const { total } = strands;
  // A step that lacks less than a millionth of its length is whole: divisions round.
  const steps = stepMs > 0 ? Math.max(0, Math.floor((toMs - fromMs) / stepMs + 1e-6)) : 0;
  const at = Array.from({ length: steps }, (_, index) => fromMs + (index + 1) * stepMs);
  if (total === null || steps === 0) return { at, series: [] };
  const known = knownParts(strands.parts.values(), fromMs, toMs).map(({ strand }) => strand);
  const series = [total.joint, ...known].map((strand) => columnOf(strand, fromMs, at));
  return { at, series };
}

function columnOf(strand: Strand, fromMs: Milliseconds, at: readonly Milliseconds[]): PowerSeries {
  const { id, parent, label, rest, basis } = strand.faceWithin(fromMs, at.at(-1) ?? fromMs);
  return { id, parent, label, rest, basis, watts: meansOf(strand.series, fromMs, at) };
}

/** Mean power of each step that ends at a moment of `at`; null where nothing is known. */
export function meansOf(series: Series, fromMs: Milliseconds, at: readonly Milliseconds[]): (Watts | null)[] {
  const read = series.reader(fromMs);
  let before = read(fromMs);
  return at.map((ms) => {
    const now = read(ms);
    const mean = wattsOf(difference(before, now));
    before = now;
    return mean;
  });
}

/** Energy of a span as it was counted: coverage is not cut to the span's length yet, so that amounts may be added. */
export interface Spent {
  /** Null where nothing is known. */
  readonly total: Share | null;
  readonly parts: readonly Share[];
}

/** What one part, or the total, used. */
export interface Share {
  readonly face: PartFace;
  readonly amount: Amount;
}

/**
 * Only of the part of the span that the history still knows or already knows. Where the tree changed within the span, a part stands
 * under its newest parent; the total is right all the same, its parts then need not sum to it.
 */
export function spentOver({ total, parts }: Strands, fromMs: Milliseconds, toMs: Milliseconds): Spent {
  const known = knownParts(parts.values(), fromMs, toMs);
  if (total === null || known.length === 0) return { total: null, parts: [] };
  const share = ({ strand, amount }: KnownPart) => ({ face: strand.faceWithin(fromMs, toMs), amount });
  const all = { strand: total.energy, amount: total.energy.series.between(fromMs, toMs) };
  return { total: share(all), parts: known.map(share) };
}

/** As people are told: `coveredSeconds` tells how much of the span is known. A late reading may bring more than the span has. */
export function energyOf({ total, parts }: Spent, spanMs: Milliseconds): EnergyOfSpan {
  if (total === null) return { total: null, parts: [] };
  const roots = parts.filter(({ face }) => face.parent === null);
  const relativeError = relativeErrorOf(roots.map(({ face, amount }) => ({ ...face, ...amount })));
  return {
    total: { basis: total.face.basis, relativeError, ...inSeconds(total.amount, spanMs) },
    parts: parts.map(({ face: { id, parent, label, rest, basis }, amount }) => ({
      ...{ id, parent, label, rest, basis },
      ...inSeconds(amount, spanMs),
    })),
  };
}

interface KnownPart {
  readonly strand: Strand;
  readonly amount: Amount;
}

function knownParts(
  strands: Iterable<Strand>,
  fromMs: Milliseconds,
  toMs: Milliseconds,
): readonly KnownPart[] {
  return [...strands]
    .map((strand) => ({ strand, amount: strand.series.between(fromMs, toMs) }))
    .filter(({ amount }) => amount.coveredMs > 0);
}

function inSeconds(
  { joules, coveredMs }: Amount,
  spanMs: Milliseconds,
): { joules: number; coveredSeconds: number } {
  return { joules, coveredSeconds: Math.min(coveredMs, spanMs) / 1000 };
}
