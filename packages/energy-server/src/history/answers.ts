// Answers to questions about the past: power step by step, energy over a span. Times are those of the timeline.

import type { EnergyBucket, EnergyPart, Milliseconds, PowerSeries } from '@jupyter-energy/contract';
import type { Amount } from '../energy/step.ts';
import { relativeErrorOf } from '../energy/sum.ts';
import { wattsOf } from './power.ts';
import { difference } from './series.ts';
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
  const known = knownParts(strands, fromMs, toMs).map(({ strand }) => strand);
  const series = [total.joint, ...known].map((strand) => columnOf(strand, fromMs, at));
  return { at, series };
}

function columnOf(strand: Strand, fromMs: Milliseconds, at: readonly Milliseconds[]): PowerSeries {
  const { id, parent, label, rest, basis } = strand.faceWithin(fromMs, at.at(-1) ?? fromMs);
  const read = strand.series.reader(fromMs);
  let before = read(fromMs);
  const watts = at.map((ms) => {
    const now = read(ms);
    const mean = wattsOf(difference(before, now));
    before = now;
    return mean;
  });
  return { id, parent, label, rest, basis, watts };
}

/**
 * Only of the part of the span that the history still knows or already knows: `coveredSeconds` tells how much that is. Where the tree
 * changed within the span, a part stands under its newest parent; the total is right all the same, its parts then need not sum to it.
 */
export function energyOver(strands: Strands, fromMs: Milliseconds, toMs: Milliseconds): EnergyOfSpan {
  const { total } = strands;
  const amount = total?.energy.series.between(fromMs, toMs);
  const known = knownParts(strands, fromMs, toMs);
  if (total === null || amount === undefined || known.length === 0) return { total: null, parts: [] };
  const spanMs = toMs - fromMs;
  const parts = known.map((part) => energyPart(part, fromMs, toMs));
  const roots = known
    .map(({ strand, amount: { joules } }) => ({ ...strand.faceWithin(fromMs, toMs), joules }))
    .filter((face) => face.parent === null);
  const { basis } = total.energy.faceWithin(fromMs, toMs);
  const relativeError = relativeErrorOf(roots);
  return { total: { basis, relativeError, ...inSeconds(amount, spanMs) }, parts };
}

interface KnownPart {
  readonly strand: Strand;
  readonly amount: Amount;
}

function knownParts(strands: Strands, fromMs: Milliseconds, toMs: Milliseconds): readonly KnownPart[] {
  return [...strands.parts.values()]
    .map((strand) => ({ strand, amount: strand.series.between(fromMs, toMs) }))
    .filter(({ amount }) => amount.coveredMs > 0);
}

function energyPart({ strand, amount }: KnownPart, fromMs: Milliseconds, toMs: Milliseconds): EnergyPart {
  const { id, parent, label, rest, basis } = strand.faceWithin(fromMs, toMs);
  return { id, parent, label, rest, basis, ...inSeconds(amount, toMs - fromMs) };
}

/** A reading that came late may bring more covered time than the span has. */
function inSeconds(
  { joules, coveredMs }: Amount,
  spanMs: Milliseconds,
): { joules: number; coveredSeconds: number } {
  return { joules, coveredSeconds: Math.min(coveredMs, spanMs) / 1000 };
}
