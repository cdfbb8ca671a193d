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

/** In order. `isSimple`: of such a span there is nothing to look up, so that any number of them is one piece of work, uncut. */
export function* chunksOf(
  spans: readonly (readonly [from: number, to: number])[],
  isSimple: (from: number, to: number) => boolean,
): Generator<Chunk> {
  let chunk: Part[] = [];
  let wasSimple = true;
  for (const [part, simple] of partsOf(spans, isSimple)) {
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
  isSimple: (from: number, to: number) => boolean,
): Generator<readonly [part: Part, isSimple: boolean]> {
  for (const [span, [from, to]] of spans.entries()) {
    const simple = isSimple(from, to);
    const stepMs = simple ? to - from : LONGEST_MS;
    for (let start = from; start < to; start += stepMs)
      yield [{ span, from: start, to: Math.min(start + stepMs, to) }, simple];
  }
}
