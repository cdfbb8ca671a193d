// A bar's energy in layers, by part of the computer or by whose it was. The layers of a bar sum to its total.

import type { EnergyBucket, EnergyPart, EnergySplit, Joules } from '@jupyter-energy/contract';
import { SHARE_KEYS } from '../account/shares.ts';

/** What the bars are stacked by. */
export type StackedBy = 'part' | 'split';

/** One colour of the bars. */
export interface Layer {
  /** A part's id, a key of the split, or `UNDIVIDED`. */
  readonly id: string;
  /** Of a part; null for the others. */
  readonly part: Pick<EnergyPart, 'id' | 'label' | 'rest'> | null;
  /** One for each bar; null where nothing is known. */
  readonly joules: (Joules | null)[];
}

/** What is known of the total but not of whose or which part's it was. */
export const UNDIVIDED = 'undivided' satisfies keyof EnergySplit;

/** Less than this of a total is rounding. */
const SOME = 1e-6;

export function layersOf(buckets: readonly (EnergyBucket | null)[], by: StackedBy): Layer[] {
  const layers = new Map<string, Layer>();
  buckets.forEach((bucket, bar) => {
    for (const { id, part, joules } of bucket === null ? [] : piecesOf(bucket, by)) {
      const layer = layers.get(id) ?? { id, part, joules: buckets.map((one) => (one?.total ? 0 : null)) };
      layer.joules[bar] = (layer.joules[bar] ?? 0) + joules;
      layers.set(id, layer);
    }
  });
  const all = buckets.reduce((sum, bucket) => sum + (bucket?.total?.joules ?? 0), 0);
  const seen = [...layers.values()].filter(({ joules }) => sumOf(joules) > SOME * all);
  return by === 'part' ? undividedLast(seen) : inOrder(seen);
}

/** Whether whose energy it was is known of any bar. */
export function hasSplit(buckets: readonly (EnergyBucket | null)[]): boolean {
  return buckets.some((bucket) => bucket?.split != null);
}

type Piece = Pick<Layer, 'id' | 'part'> & { readonly joules: Joules };

function piecesOf({ total, parts, split }: EnergyBucket, by: StackedBy): Piece[] {
  if (total === null) return [];
  const pieces = by === 'part' ? outermost(parts).map(pieceOf) : splitPieces(split ?? null);
  const rest = total.joules - pieces.reduce((sum, { joules }) => sum + joules, 0);
  if (rest > SOME * total.joules) pieces.push({ id: UNDIVIDED, part: null, joules: rest });
  return pieces;
}

/** The roots; where one root is all there is, what it is made of instead, since the root alone is the total again. */
function outermost(parts: readonly EnergyPart[]): readonly EnergyPart[] {
  const roots = parts.filter(({ parent }) => parent === null);
  const [only] = roots;
  if (roots.length !== 1 || only === undefined) return roots;
  const inside = parts.filter(({ parent }) => parent === only.id);
  return inside.length === 0 ? roots : inside;
}

function pieceOf({ id, label, rest, joules }: EnergyPart): Piece {
  return { id, part: { id, label, rest }, joules };
}

function splitPieces(split: EnergySplit | null): Piece[] {
  if (split === null) return [];
  return SHARE_KEYS.map((id) => ({ id, part: null, joules: split[id] }));
}

function undividedLast(layers: readonly Layer[]): Layer[] {
  const isLast = ({ id }: Layer) => id === UNDIVIDED;
  return [...layers.filter((layer) => !isLast(layer)), ...layers.filter(isLast)];
}

function inOrder(layers: readonly Layer[]): Layer[] {
  return SHARE_KEYS.flatMap((key) => layers.filter(({ id }) => id === key));
}

function sumOf(joules: Layer['joules']): Joules {
  return joules.reduce<Joules>((sum, value) => sum + (value ?? 0), 0);
}
