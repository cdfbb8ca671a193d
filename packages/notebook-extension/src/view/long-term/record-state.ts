// Which window of the long record is looked at, and what is known of it. Loads what is missing, at most once a minute.

import type { EnergyBucket, UnixMs } from '@jupyter-energy/contract';
import { type Bars, barsOf } from '../../long-term/bars.ts';
import type { StackedBy } from '../../long-term/layers.ts';
import type { GridOfBars, LongRecord } from '../../long-term/record.ts';
import {
  type Extent,
  isCurrent,
  moved,
  type StageName,
  type TimeWindow,
  windowAt,
  zoomed,
} from '../../long-term/time-window.ts';

/** What this needs of the rest of the page. */
export interface Around {
  readonly now: () => UnixMs;
  /** When the record begins; null while nobody knows. */
  readonly begins: () => UnixMs | null;
  /** The id of the notebook's kernel. */
  readonly kernel: () => string | null;
  /** When the notebook was opened; null while nobody knows. */
  readonly openedAt: () => UnixMs | null;
  readonly stackedBy: () => StackedBy;
}

const REFRESH_MS = 60_000;

/** All that is known, for the views; replaced as a whole. */
export interface Known {
  readonly bars: Bars | null;
  /** Since the notebook was opened. */
  readonly since: EnergyBucket | null;
  /** Why there are no bars, or no mix, as the failure itself; null where there is none. */
  readonly failure: unknown;
  readonly gridFailure: unknown;
}

export class RecordState {
  readonly #record: LongRecord;
  readonly #around: Around;
  readonly #changed: () => void;
  #window: TimeWindow;
  #extent: Extent;
  #known: Known = { bars: null, since: null, failure: null, gridFailure: null };
  #energy: readonly (EnergyBucket | null)[] = [];
  #grid: GridOfBars | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;
  #question = 0;

  constructor(record: LongRecord, around: Around, changed: () => void) {
    this.#record = record;
    this.#around = around;
    this.#changed = changed;
    this.#extent = { begins: around.begins(), now: around.now() };
    this.#window = windowAt('day', around.now(), this.#extent);
  }

  get known(): Known {
    return this.#known;
  }

  get window(): TimeWindow {
    return this.#window;
  }

  get extent(): Extent {
    return this.#extent;
  }

  choose(stage: StageName): Promise<void> {
    return this.#become(windowAt(stage, this.#around.now(), this.#extent));
  }

  move(bars: number): Promise<void> {
    return this.#become(moved(this.#window, bars, this.#extent));
  }

  zoom(direction: 1 | -1, around: UnixMs): Promise<void> {
    return this.#become(zoomed(this.#window, direction, around, this.#extent));
  }

  /** Called often: asks anew when a minute has passed. */
  async keepFresh(): Promise<void> {
    if (performance.now() - this.#askedAt >= REFRESH_MS) await this.load();
  }

  /** Another way to stack: the same answers, other layers. */
  restack(): void {
    const { bars } = this.#known;
    if (bars === null) return;
    this.#known = { ...this.#known, bars: this.#barsOf(bars.window) };
    this.#changed();
  }

  /** After another country was chosen. */
  async reload(): Promise<void> {
    this.#record.forget();
    await this.load();
  }

  async load(): Promise<void> {
    this.#askedAt = performance.now();
    this.#question += 1;
    const question = this.#question;
    const { begins, now, kernel, openedAt } = this.#around;
    const follows = isCurrent(this.#window, this.#extent.now);
    this.#extent = { begins: begins(), now: now() };
    const whole = this.#window.stage === 'all';
    if (follows || whole) this.#window = windowAt(this.#window.stage, now(), this.#extent);
    const window = this.#window;
    const opened = openedAt();
    const [energy, grid, since] = await Promise.allSettled([
      this.#record.energy(window.edges, kernel()),
      this.#record.grid(window.edges),
      opened === null ? Promise.resolve(null) : this.#record.since(opened, kernel()),
    ]);
    if (question !== this.#question) return;
    this.#energy = answerOf(energy) ?? [];
    this.#grid = answerOf(grid);
    this.#known = {
      bars: energy.status === 'fulfilled' ? this.#barsOf(window) : null,
      since: answerOf(since),
      failure: reasonOf(energy),
      gridFailure: reasonOf(grid),
    };
    this.#changed();
  }

  #barsOf(window: TimeWindow): Bars {
    return barsOf(window, this.#extent, this.#energy, this.#grid, this.#around.stackedBy());
  }

  async #become(window: TimeWindow): Promise<void> {
    this.#window = window;
    await this.load();
  }
}

function answerOf<T>(settled: PromiseSettledResult<T>): T | null {
  return settled.status === 'fulfilled' ? settled.value : null;
}

function reasonOf(settled: PromiseSettledResult<unknown>): unknown {
  return settled.status === 'rejected' ? settled.reason : null;
}
