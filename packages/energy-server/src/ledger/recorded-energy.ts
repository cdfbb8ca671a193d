// What was recorded, as the history tells the same: so that both can be added, and look alike.

import { type UnixMs, weakestBasis } from '@jupyter-energy/contract';
import type { Share, Spent } from '../history/answers.ts';
import type { Piece } from './pending.ts';
import type { Recorded } from './reading.ts';

/** The total and the parts. A part that stands there several times, on another basis for example, is one part. */
export function spentFrom(recorded: readonly Recorded[]): Spent {
  const shares = (kind: Recorded['face']['kind']): Share[] =>
    recorded.filter(({ face }) => face.kind === kind).map(shareOf);
  return sumOf([{ total: onlyOne(shares('total')), parts: shares('part') }]);
}

/** Of spans one after the other: a part stands where it stood last, on its weakest basis, with its worst error. */
export function sumOf(spans: readonly Spent[]): Spent {
  const parts = new Map<string, Share>();
  for (const part of spans.flatMap((spent) => spent.parts)) {
    const before = parts.get(part.face.id);
    parts.set(part.face.id, before === undefined ? part : joined(before, part));
  }
  return { total: onlyOne(spans.flatMap(({ total }) => total ?? [])), parts: [...parts.values()] };
}

/** The part of a piece that lies in a span; null where none does. */
export function within({ face, from, to, joules, coveredMs }: Piece, a: UnixMs, b: UnixMs): Recorded | null {
  const share = (Math.min(to, b) - Math.max(from, a)) / (to - from);
  return share > 0 ? { face, amount: { joules: joules * share, coveredMs: coveredMs * share } } : null;
}

function shareOf({
  face: { name: id, within: parent, label, rest, basis, relativeError },
  amount,
}: Recorded): Share {
  return { face: { id, parent, label, rest, basis, relativeError }, amount };
}

function onlyOne(totals: readonly Share[]): Share | null {
  const [first, ...more] = totals;
  return first === undefined ? null : more.reduce(joined, first);
}

function joined(a: Share, b: Share): Share {
  const errors = [a.face.relativeError, b.face.relativeError];
  const known = errors.filter((error) => error !== null);
  return {
    face: {
      ...b.face,
      basis: weakestBasis([a.face.basis, b.face.basis]),
      relativeError: known.length === errors.length ? Math.max(...known) : null,
    },
    amount: {
      joules: a.amount.joules + b.amount.joules,
      coveredMs: a.amount.coveredMs + b.amount.coveredMs,
    },
  };
}
