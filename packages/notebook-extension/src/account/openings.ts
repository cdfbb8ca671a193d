// When each notebook was opened, and the energy since then. Times are the energy server's: the browser's clock may be off.

import type { Beat, Joules, UnixMs } from '@jupyter-energy/contract';
import { type Cumulative, RunningTotal, type RunningTotalState } from './running-total.ts';

/** The energy of the computer since a notebook was opened. */
export interface Since {
  readonly openedAt: UnixMs;
  readonly elapsedSeconds: number;
  /** Seconds, of those elapsed, for which the joules are known. */
  readonly coveredSeconds: number;
  /** Null while nothing is known of the whole span. */
  readonly joules: Joules | null;
  /** Whether any of the joules come from a model. */
  readonly estimated: boolean;
}

interface Opening {
  readonly at: UnixMs;
  readonly sum: Cumulative;
}

/** What the page keeps over a reload. */
interface Kept {
  readonly total: RunningTotalState;
  readonly openings: Readonly<Record<string, Opening>>;
}

/** Where one text survives a reload of the page. */
export interface Keep {
  read(): string | null;
  write(text: string): void;
}

/** So little may lie between the newest reading and the beat that tells of it without being called a gap. */
const SETTLING_SECONDS = 5;
const KEEP_EVERY_MS = 5_000;

/** Notebooks by path, with the sum as it stood when each was opened. */
export class Openings {
  readonly #keep: Keep;
  readonly #total: RunningTotal;
  readonly #openings: Map<string, Opening>;
  /** Notebooks opened before the first beat told the time. */
  readonly #waiting = new Set<string>();
  #at: UnixMs | null = null;
  #keptAt = 0;

  constructor(keep: Keep) {
    this.#keep = keep;
    const kept = restore(keep);
    this.#total = new RunningTotal(kept?.total ?? null);
    this.#openings = new Map(Object.entries(kept?.openings ?? {}));
  }

  /** A notebook is on the page. After a reload its account goes on. */
  opened(path: string): void {
    if (!this.#openings.has(path)) this.#waiting.add(path);
  }

  /** It was closed; opened again, it begins anew. */
  closed(path: string): void {
    this.#waiting.delete(path);
    if (this.#openings.delete(path)) this.save();
  }

  renamed(from: string, to: string): void {
    if (this.#waiting.delete(from)) this.#waiting.add(to);
    const opening = this.#openings.get(from);
    if (opening === undefined || from === to) return;
    this.#openings.delete(from);
    this.#openings.set(to, opening);
    this.save();
  }

  take(beat: Pick<Beat, 'at' | 'startedAt' | 'total'>): void {
    this.#total.take(beat);
    this.#at = beat.at;
    for (const path of this.#waiting) this.#openings.set(path, { at: beat.at, sum: this.#total.sum });
    if (this.#waiting.size > 0 || Math.abs(beat.at - this.#keptAt) >= KEEP_EVERY_MS) this.save();
    this.#waiting.clear();
  }

  /** Null before the first beat. */
  since(path: string): Since | null {
    const opening = this.#openings.get(path);
    if (opening === undefined || this.#at === null) return null;
    const { joules, estimatedJoules, coveredSeconds } = this.#total.sum;
    const covered = coveredSeconds - opening.sum.coveredSeconds;
    const elapsed = Math.max(0, this.#at - opening.at) / 1000;
    return {
      openedAt: opening.at,
      elapsedSeconds: Math.max(elapsed, covered),
      coveredSeconds: covered,
      joules: covered <= 0 && elapsed > SETTLING_SECONDS ? null : joules - opening.sum.joules,
      estimated: estimatedJoules > opening.sum.estimatedJoules,
    };
  }

  save(): void {
    this.#keptAt = this.#at ?? 0;
    const kept: Kept = { total: this.#total.state, openings: Object.fromEntries(this.#openings) };
    this.#keep.write(JSON.stringify(kept));
  }
}

/** Seconds of the span for which nothing is known; 0 where the last readings have only not settled yet. */
export function gapSeconds(since: Since): number {
  const gap = since.elapsedSeconds - since.coveredSeconds;
  return gap > SETTLING_SECONDS + since.elapsedSeconds / 100 ? gap : 0;
}

function restore(keep: Keep): Kept | null {
  try {
    const kept = JSON.parse(keep.read() ?? 'null') as Kept | null;
    return kept !== null && typeof kept.total.sum.joules === 'number' ? kept : null;
  } catch {
    // Something else wrote there, or an older version of this: the account begins anew.
    return null;
  }
}
