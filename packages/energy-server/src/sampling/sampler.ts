// The beat: reads all open sources side by side, as often as somebody needs it, and at once when a mark is asked for.

import type { Milliseconds } from '@jupyter-energy/contract';
import type { Reading } from '../energy/reading.ts';
import type { Clock } from '../host/host.ts';
import type { Log } from './log.ts';
import { MOST_PATIENCE_MS, Patience } from './patience.ts';
import { settledOrAfter } from './within.ts';

/** Why readings are taken as often as they are. */
export type Reason = 'idle' | 'watched' | 'measuring';

const PERIOD_MS: Readonly<Record<Reason, number>> = { idle: 5_000, watched: 500, measuring: 100 };

/** The sources as the sampler sees them. */
export interface Readers {
  readonly open: readonly {
    /** An earlier read has not come back yet. */
    readonly busy: boolean;
    /** Never throws. */
    read(nowMs: number): readonly Reading[] | Promise<readonly Reading[]>;
  }[];
  /** Called after each round of reads, before the readings are handed on. */
  refresh(): void;
}

/** Where the readings go. */
export interface Sink {
  /** The machine slept since the last beat. */
  slept(): void;
  /** Closes a beat: what was read, oldest first for each channel, and the time of the beat. */
  take(readings: readonly Reading[], nowMs: number): void;
}

export interface SamplerSetup {
  readonly readers: Readers;
  readonly sink: Sink;
  readonly clock: Clock;
  readonly log: Log;
  /** No two rounds of reading lie closer together than this, whoever asks. */
  readonly finestMs: number;
}

type Answers = readonly Promise<readonly Reading[]>[];

const NOBODY: Answers = [];

export class Sampler {
  readonly #setup: SamplerSetup;
  readonly #demands = { watched: 0, measuring: 0 };
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #dueMs = 0;
  #readAtMs = Number.NEGATIVE_INFINITY;
  #sleptMs: number;
  #beating: Promise<void> | null = null;
  #mark: Promise<void> | null = null;
  readonly #patience = new Patience();
  /** The answers of which the last round did not wait for all, and when it asked. */
  #unheard: { readonly sinceMs: Milliseconds; readonly answers: Answers } = { sinceMs: 0, answers: NOBODY };
  #arrived: Reading[] = [];
  readonly #keep = (readings: readonly Reading[]): void => {
    this.#arrived.push(...readings);
  };

  constructor(setup: SamplerSetup) {
    this.#setup = setup;
    this.#sleptMs = setup.clock.sleptMs();
  }

  /** How often readings are taken now, and why. */
  get beat(): { readonly periodMs: number; readonly reason: Reason } {
    const { watched, measuring } = this.#demands;
    const reason = measuring > 0 ? 'measuring' : watched > 0 ? 'watched' : 'idle';
    return { periodMs: PERIOD_MS[reason], reason };
  }

  start(): void {
    this.#running = true;
    this.#dueMs = this.#nowMs();
    this.#arm();
  }

  /** No beat begins after this; waits for the one that is under way. */
  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#timer);
    await this.#beating;
  }

  /** Asks for more frequent beats until it is disposed of. Of all demands the fastest wins. */
  demand(reason: Exclude<Reason, 'idle'>): Disposable {
    this.#demands[reason] += 1;
    const soonestMs = this.#readAtMs + this.beat.periodMs;
    if (this.#running && soonestMs < this.#dueMs) {
      this.#dueMs = Math.max(soonestMs, this.#nowMs());
      this.#arm();
    }
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (held) this.#demands[reason] -= 1;
        held = false;
      },
    };
  }

  /**
   * Takes a reading now; resolves when it has been handed on. Marks asked for together share one reading. If the last
   * one is younger than `finestMs`, the mark waits for as long as is missing.
   */
  mark(): Promise<void> {
    this.#mark ??= this.#readWhenAllowed();
    return this.#mark;
  }

  async #readWhenAllowed(): Promise<void> {
    await this.#beating;
    // Who was asked a moment ago and has not answered is asked again once it has, for the mark is about now.
    const { sinceMs, answers } = this.#unheard;
    if (this.#nowMs() - sinceMs < MOST_PATIENCE_MS) await settledOrAfter(MOST_PATIENCE_MS, answers);
    let waitMs = this.#waitMs();
    while (waitMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, Math.ceil(waitMs)));
      waitMs = this.#waitMs();
    }
    this.#mark = null;
    await this.#read(false);
  }

  #waitMs(): number {
    return this.#readAtMs + this.#setup.finestMs - this.#nowMs();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const delayMs = Math.max(this.#dueMs - this.#nowMs(), this.#waitMs(), 0);
    this.#timer = setTimeout(() => this.#tick(), Math.ceil(delayMs));
  }

  /** One beat, then the next on the same grid; beats that were missed are not made up for. */
  #tick(): void {
    if (this.#waitMs() > 0 || this.#nowMs() < this.#dueMs) {
      this.#arm();
      return;
    }
    const { periodMs } = this.beat;
    const lateMs = this.#nowMs() - this.#dueMs;
    this.#dueMs += periodMs * (1 + Math.floor(lateMs / periodMs));
    // While nobody watches, a beat that waits longer is better than one that lacks a reading: the next one is seconds away.
    const isUrgent = this.beat.reason !== 'idle' && this.#mark === null;
    void this.#read(isUrgent).then(() => {
      if (this.#running) this.#arm();
    });
  }

  #read(isUrgent: boolean): Promise<void> {
    this.#beating ??= this.#round(isUrgent).finally(() => {
      this.#beating = null;
    });
    return this.#beating;
  }

  /** Reads everyone who is not still busy; those who take longer hand over at the next beat. */
  async #round(isUrgent: boolean): Promise<void> {
    const { readers, sink, clock, log } = this.#setup;
    this.#noticeSleep();
    const nowMs = this.#nowMs();
    this.#readAtMs = nowMs;
    const pending: Promise<readonly Reading[]>[] = [];
    const { open } = readers;
    this.#patience.become(open.length);
    for (const source of open) {
      if (source.busy) continue;
      const answer = source.read(nowMs);
      if (answer instanceof Promise) pending.push(answer);
      else this.#keep(answer);
    }
    const patienceMs = isUrgent ? this.#patience.ms : MOST_PATIENCE_MS;
    const limitMs = Math.min(this.beat.periodMs, patienceMs);
    const allAnswered = await settledOrAfter(limitMs, pending, this.#keep);
    if (!allAnswered) this.#patience.gaveUp();
    else if (pending.length > 0) this.#patience.allAnswered(this.#nowMs() - nowMs);
    this.#unheard = { sinceMs: nowMs, answers: allAnswered ? NOBODY : pending };
    const readings = this.#arrived;
    this.#arrived = [];
    try {
      readers.refresh();
      sink.take(readings, clock.now().timelineMs);
    } catch (error) {
      log.error({ err: error }, 'a beat could not be taken in');
    }
  }

  #noticeSleep(): void {
    const sleptMs = this.#setup.clock.sleptMs();
    if (sleptMs <= this.#sleptMs) return;
    this.#sleptMs = sleptMs;
    // What arrived before the sleep and was not handed on yet belongs to a span that nobody may interpolate over.
    this.#arrived = [];
    this.#setup.sink.slept();
  }

  #nowMs(): number {
    return this.#setup.clock.now().timelineMs;
  }
}
