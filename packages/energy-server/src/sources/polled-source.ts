// A meter that is asked again and again in the background, so that a slow or dead one delays nobody's beat.

import type { Milliseconds } from '@jupyter-energy/contract';
import type { ReadChannel } from '../energy/channel.ts';
import type { Reading } from '../energy/reading.ts';
import { type DeviceUsers, type EnergySource, SourceError } from './source.ts';

/** A lost packet is a gap; a meter that fails so often in a row is gone. */
const FAULTS_UNTIL_LOST = 3;
/** More than any beat leaves behind; guards the memory should nobody fetch them. */
const MOST_WAITING = 10_000;
/** A value older than this says nothing about now. */
export const STALE_MS = 3_000;

/** What a driver knows of a meter that answers when it is asked. */
export interface PolledMeter {
  /** As in EnergySource: a new array when anything changed. */
  readonly channels: readonly ReadChannel[];
  readonly notes: readonly string[];
  readonly notCovered: readonly string[];
  readonly users?: DeviceUsers;
  /** From an answer to the next question. */
  readonly everyMs: Milliseconds;
  /**
   * Asks once; never asked again before it has settled. Throws SourceError: `retry` is forgiven twice in a row, anything else
   * ends the source. Gives up when the signal aborts.
   */
  ask(signal: AbortSignal): Promise<readonly Reading[]>;
  /** Lets go of what it holds; called once. */
  close(): void;
}

/** The longest silence over which a gauge asked at this pace may be integrated: one lost answer, and never less than STALE_MS. */
export function longestGapMs(everyMs: Milliseconds): Milliseconds {
  return Math.max(STALE_MS, 2.5 * everyMs);
}

/** A question and its answer, in a network and a device that take their time. */
const ANSWER_MS = 500;

/** How old the newest value of a meter asked at this pace usually gets; `lagMs` how old it was when it was told. */
export function usualAgeMs(everyMs: Milliseconds, lagMs: Milliseconds = 0): Milliseconds {
  return everyMs + ANSWER_MS + lagMs;
}

/** Asks the meter once, so that one that does not answer is not opened, then again and again. Throws SourceError. */
export async function openPolled(meter: PolledMeter): Promise<EnergySource> {
  const source = new PolledSource(meter);
  try {
    await source.start();
    return source;
  } catch (error) {
    await source[Symbol.asyncDispose]();
    throw error;
  }
}

class PolledSource implements EnergySource {
  readonly users?: DeviceUsers;
  readonly #meter: PolledMeter;
  readonly #stop = new AbortController();
  #waiting: Reading[] = [];
  #faults = 0;
  #failure: unknown = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(meter: PolledMeter) {
    this.#meter = meter;
    if (meter.users !== undefined) this.users = meter.users;
  }

  get channels(): readonly ReadChannel[] {
    return this.#meter.channels;
  }

  get notes(): readonly string[] {
    return this.#meter.notes;
  }

  get notCovered(): readonly string[] {
    return this.#meter.notCovered;
  }

  async start(): Promise<void> {
    this.#keep(await this.#meter.ask(this.#stop.signal));
    this.#arm();
  }

  read(): readonly Reading[] {
    const arrived = this.#waiting;
    this.#waiting = [];
    if (arrived.length === 0 && this.#failure !== null) throw this.#failure;
    return arrived;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#meter.close();
  }

  #arm(): void {
    if (this.#stop.signal.aborted || this.#failure !== null) return;
    this.#timer = setTimeout(() => void this.#turn(), this.#meter.everyMs);
  }

  /** Never rejects: a failure waits for the next read. */
  async #turn(): Promise<void> {
    try {
      this.#keep(await this.#meter.ask(this.#stop.signal));
      this.#faults = 0;
    } catch (error) {
      this.#failed(error);
    }
    this.#arm();
  }

  #keep(readings: readonly Reading[]): void {
    this.#waiting.push(...readings);
    if (this.#waiting.length > MOST_WAITING) this.#waiting = this.#waiting.slice(-MOST_WAITING / 2);
  }

  #failed(error: unknown): void {
    const passing = error instanceof SourceError && error.recovery === 'retry';
    if (passing && ++this.#faults < FAULTS_UNTIL_LOST) return;
    this.#failure = passing
      ? new SourceError(error.message, 'reopen', error.remedy, { cause: error })
      : error;
  }
}
