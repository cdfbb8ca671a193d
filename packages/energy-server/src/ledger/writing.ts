// Writes what is pending: each piece into the minute, quarter, hour and day that it belongs to.

import type { UnixMs } from '@jupyter-energy/contract';
import type { Amount } from '../energy/step.ts';
import { addTo } from './amounts.ts';
import type { LedgerFace } from './ledger-face.ts';
import type { Column, LedgerFile } from './ledger-file.ts';
import { bucketOf, LEVELS, type Level, MINUTE } from './levels.ts';
import type { Bucket, Piece } from './pending.ts';

export function columnOf({ kind }: LedgerFace): Column {
  return kind === 'channel' ? 'channels' : 'computer';
}

interface Sums extends Readonly<Record<Column, Map<number, Amount>>> {
  first: UnixMs;
  last: UnixMs;
}

/** Only within a transaction: each bucket is read and written once, whatever the number of pieces. */
export function writeBuckets(file: LedgerFile, buckets: Iterable<Bucket>): void {
  const sums = new Map<Level, Map<UnixMs, Sums>>(LEVELS.map((level) => [level, new Map()]));
  for (const { pieces } of buckets) for (const piece of pieces) addPiece(sums, file.faces.id(piece), piece);
  for (const [level, all] of sums) for (const [start, more] of all) file.add(level, start, more);
}

/** A piece lies within a minute; only where detail was given up, within a quarter, whose minutes are then taken to be alike. */
function addPiece(sums: Map<Level, Map<UnixMs, Sums>>, id: number, piece: Piece): void {
  const column = columnOf(piece.face);
  for (const [level, all] of sums)
    for (const { from, to, joules, coveredMs } of level === MINUTE ? minutesOf(piece) : [piece]) {
      const sum = sumAt(all, bucketOf(from, level));
      addTo(sum[column], new Map([[id, { joules, coveredMs }]]));
      sum.first = Math.min(sum.first, from);
      sum.last = Math.max(sum.last, to);
    }
}

function sumAt(all: Map<UnixMs, Sums>, start: UnixMs): Sums {
  const known = all.get(start);
  if (known !== undefined) return known;
  const extent = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
  const sum: Sums = { computer: new Map(), channels: new Map(), ...extent };
  all.set(start, sum);
  return sum;
}

function* minutesOf(piece: Piece): Generator<Piece> {
  const { from, to, joules, coveredMs } = piece;
  for (let start = from; start < to; ) {
    const end = Math.min(to, bucketOf(start, MINUTE) + MINUTE.ms);
    const share = (end - start) / (to - from);
    yield { ...piece, from: start, to: end, joules: joules * share, coveredMs: coveredMs * share };
    start = end;
  }
}
