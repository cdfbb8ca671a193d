// What duplicates told lately: spans with their mean power, which end before or after the beats that bring them.

import type { Duplicate, UnixMs, Watts } from '@jupyter-energy/contract';

type Span = NonNullable<Duplicate['reading']>;

/** Beats, and the answer that tells the past, come within seconds; by then nothing older is needed. */
const KEEP_MS = 30_000;

export class DuplicateReadings {
  readonly #spans = new Map<string, Span[]>();
  #newest = new Map<string, Watts | null>();

  /** The power that a duplicate told last; null while it is silent, or not there. */
  newest(id: string): Watts | null {
    return this.#newest.get(id) ?? null;
  }

  /** What the newest beat says of all of them. */
  take(duplicates: readonly Duplicate[]): void {
    this.#newest = new Map(duplicates.map(({ id, reading }) => [id, reading?.watts ?? null]));
    for (const { id, reading } of duplicates) if (reading !== null) this.#keep(id, reading);
    for (const id of this.#spans.keys()) if (!this.#newest.has(id)) this.#spans.delete(id);
  }

  /** The mean power over the span in which a moment lies; undefined where no span that is kept holds it. */
  at(id: string, ms: UnixMs): Watts | null | undefined {
    return this.#spans.get(id)?.findLast(({ from, to }) => from < ms && ms <= to)?.watts;
  }

  /** Where the newest span begins; null where none is kept. */
  newestFrom(id: string): UnixMs | null {
    return this.#spans.get(id)?.at(-1)?.from ?? null;
  }

  #keep(id: string, span: Span): void {
    const spans = this.#spans.get(id) ?? [];
    const before = spans.at(-1);
    if (before !== undefined && span.to <= before.to) return;
    this.#spans.set(
      id,
      [...spans, span].filter(({ to }) => to > span.to - KEEP_MS),
    );
  }
}
