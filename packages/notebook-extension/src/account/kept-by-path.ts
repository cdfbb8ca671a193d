// Keeps something of each notebook over a reload of the page: by the notebook's path, as one text.

import type { Keep } from './openings.ts';

const MOST_NOTEBOOKS = 20;

export interface Keeping<T> {
  /** What is worth keeping; null for nothing. */
  readonly worth: (live: T) => T | null;
  /** Whether what was kept can be used; an older version of this may have written it. */
  readonly is: (kept: unknown) => kept is T;
}

export class KeptByPath<T> {
  readonly #keep: Keep;
  readonly #keeping: Keeping<T>;
  /** Of notebooks that are not on the page, or not yet. */
  readonly #earlier: Map<string, T>;
  readonly #open = new Map<string, () => T | null>();

  constructor(keep: Keep, keeping: Keeping<T>) {
    this.#keep = keep;
    this.#keeping = keeping;
    this.#earlier = restore(keep, keeping);
  }

  /** A notebook is on the page; `live` tells what there is to keep from now on, if anything. Returns what was kept before. */
  opened(path: string, live: (earlier: T | null) => T | null): T | null {
    const earlier = this.#earlier.get(path) ?? null;
    this.#earlier.delete(path);
    this.#open.set(path, () => live(earlier));
    return earlier;
  }

  /** It was closed; opened again, it begins anew. */
  forget(path: string): void {
    this.#open.delete(path);
    this.#earlier.delete(path);
  }

  /** It was closed; opened again, it finds what there is now. */
  leave(path: string): void {
    const kept = this.#worth(this.#open.get(path)?.() ?? null);
    this.forget(path);
    if (kept !== null) this.#earlier.set(path, kept);
  }

  renamed(from: string, to: string): void {
    const live = this.#open.get(from);
    if (live === undefined || from === to) return;
    this.#open.delete(from);
    this.#open.set(to, live);
  }

  save(): void {
    const live = Array.from(this.#open, ([path, tell]) => [path, tell()] as const);
    const kept = [...this.#earlier, ...live]
      .map(([path, value]) => [path, this.#worth(value)] as const)
      .filter(([, value]) => value !== null)
      .slice(-MOST_NOTEBOOKS);
    this.#keep.write(JSON.stringify(Object.fromEntries(kept)));
  }

  #worth(value: T | null): T | null {
    return value === null ? null : this.#keeping.worth(value);
  }
}

function restore<T>(keep: Keep, { is }: Keeping<T>): Map<string, T> {
  try {
    const kept = JSON.parse(keep.read() ?? '{}') as Record<string, unknown>;
    return new Map(Object.entries(kept).filter((entry): entry is [string, T] => is(entry[1])));
  } catch {
    // Something else wrote there: all begins anew.
    return new Map();
  }
}
