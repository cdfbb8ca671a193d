// Spans put together, or cut, into pieces of work: long enough to be worth a look into the record, short enough to hold nobody up.

/** A part of one of the spans. */
export interface Part {
  /** Which of them. */
  readonly span: number;
  readonly from: number;
  readonly to: number;
}

/** Parts that meet: where one ends, the next begins. */
export type Chunk = readonly Part[];

/** Two hundred quarter-hours take a few milliseconds. */
const LONGEST_MS = 2 * 86_400_000;

/** Of all other time there is nothing to look up. */
export interface ToldTime {
  readonly from: number;
  readonly to: number;
}

/** In order. `told`: null where nothing was. What lies outside of it is one piece of work, uncut, however long it is. */
export function* chunksOf(
  spans: readonly (readonly [from: number, to: number])[],
  told: ToldTime | null,
): Generator<Chunk> {
  let chunk: Part[] = [];
  let wasSimple = true;
  for (const [part, simple] of partsOf(spans, told)) {
    const [first, last] = [chunk[0], chunk.at(-1)];
    const fits =
      first !== undefined &&
      last?.to === part.from &&
      simple === wasSimple &&
      (simple || part.to - first.from <= LONGEST_MS);
    if (!fits && chunk.length > 0) yield chunk;
    if (!fits) chunk = [];
    chunk.push(part);
    wasSimple = simple;
  }
  if (chunk.length > 0) yield chunk;
}

function* partsOf(
  spans: readonly (readonly [from: number, to: number])[],
  told: ToldTime | null,
): Generator<readonly [part: Part, isSimple: boolean]> {
  for (const [span, [from, to]] of spans.entries())
    for (let start = from; start < to; ) {
      const isTold = told !== null && start >= told.from && start < told.to;
      const end = isTold
        ? Math.min(to, told.to, start + LONGEST_MS)
        : told !== null && start < told.from
          ? Math.min(to, told.from)
          : to;
      yield [{ span, from: start, to: end }, !isTold];
      start = end;
    }
}
