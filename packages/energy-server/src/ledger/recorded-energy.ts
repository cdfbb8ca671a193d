// What was recorded, as the history tells the same: so that both can be added, and look alike.

import { type UnixMs, weakestBasis } from '@jupyter-energy/contract';
import type { PartFace } from '../energy/part.ts';
import type { Share, Spent } from '../history/answers.ts';
import type { LedgerFace } from './ledger-face.ts';
import type { Piece } from './pending.ts';
import type { Recorded } from './reading.ts';

/** The total and the parts. A part that stands there several times, on another basis for example, is one part. */
export function spentFrom(recorded: readonly Recorded[]): Spent {
  const parts = new Map<string, Share>();
  let total: Share | null = null;
  for (const one of recorded)
    if (one.face.kind === 'part') addTo(parts, shareOf(one));
    else if (one.face.kind === 'total') total = total === null ? shareOf(one) : joined(total, shareOf(one));
  return { total, parts: [...parts.values()] };
}

/** Of spans one after the other: a part stands where it stood last, on its weakest basis, with its worst error. */
export function sumOf(spans: readonly Spent[]): Spent {
  const [only, ...more] = spans;
  if (only !== undefined && more.length === 0) return only;
  const parts = new Map<string, Share>();
  for (const spent of spans) for (const part of spent.parts) addTo(parts, part);
  const [first = null, ...others] = spans.flatMap(({ total }) => total ?? []);
  return { total: first === null ? null : others.reduce(joined, first), parts: [...parts.values()] };
}

function addTo(parts: Map<string, Share>, part: Share): void {
  const before = parts.get(part.face.id);
  parts.set(part.face.id, before === undefined ? part : joined(before, part));
}

/** The part of a piece that lies in a span; null where none does. */
export function within({ face, from, to, joules, coveredMs }: Piece, a: UnixMs, b: UnixMs): Recorded | null {
  const share = (Math.min(to, b) - Math.max(from, a)) / (to - from);
  return share > 0 ? { face, amount: { joules: joules * share, coveredMs: coveredMs * share } } : null;
}

function shareOf({ face, amount }: Recorded): Share {
  return { face: partFaceOf(face), amount };
}

/** Made once for each face, of which a year's answer holds ten thousand mentions. */
const partFaces = new WeakMap<LedgerFace, PartFace>();

function partFaceOf(face: LedgerFace): PartFace {
  let known = partFaces.get(face);
  if (known === undefined) {
    const { name: id, within: parent, label, rest, basis, relativeError } = face;
    known = { id, parent, label, rest, basis, relativeError };
    partFaces.set(face, known);
  }
  return known;
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
