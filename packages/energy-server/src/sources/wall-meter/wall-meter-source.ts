// One opened wall meter: asks it once per accumulation interval, in the background, and hands over what arrived.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel } from '../../energy/channel.ts';
import type { Reading } from '../../energy/reading.ts';
import { type Host, HostError } from '../../host/host.ts';
import type { Instant } from '../../time/instant.ts';
import { type EnergySource, SourceError } from '../source.ts';
import { type Identity, identify, NotTheMeter, readSettings } from './identify.ts';
import { restoreInterval, setInterval } from './interval-setting.ts';
import { flowsBack, INTERVAL_TOO_SHORT, intervalNotTaken, MeterNotes, rangesChanged } from './meter-notes.ts';
import { MeterFault, MeterSession } from './meter-session.ts';
import type { BoardOptions } from './options.ts';
import {
  GAP_INTERVALS,
  type OutletChannel,
  outletChannels,
  outletReadings,
  wattsOfOutlet,
} from './outlets.ts';
import { contradictsItself, exceedsSocket } from './plausibility.ts';
import { intervalMsOf, MEASUREMENT, type Measurement, parseMeasurement, sameRanges } from './registers.ts';

const FAULTS_UNTIL_LOST = 3;
/** Another program may change ranges and interval at any time. */
const RECHECK_MS = 60_000;
/** A measurement that contradicts itself is looked into at once; a load that stays strange, no more often than this. */
const DOUBTFUL_RECHECK_MS = 1_000;
/** Nobody fetches readings for longer than a minute or so; 2^1 cycles at 60 Hz for ten minutes. */
const MOST_WAITING = 18_000;

/** Which board, and how it is to be read. */
export interface Board {
  readonly id: string;
  readonly device: string;
  readonly options: BoardOptions;
  /** Facts for people that are known before it is opened. */
  readonly notes: readonly string[];
}

/** Throws NotTheMeter, HostError, SourceError. */
export async function openWallMeter(host: Host, board: Board): Promise<EnergySource> {
  const session = new MeterSession(host, board.device);
  try {
    const identity = await identify(session);
    session.intervalMs = identity.intervalMs;
    const cycles = board.options['interval-cycles'];
    const n = cycles === null ? identity.n : await setInterval(session, identity, cycles);
    const source = new WallMeterSource(host, board, session, identity, n);
    source.start();
    return source;
  } catch (error) {
    session[Symbol.dispose]();
    throw error;
  }
}

class WallMeterSource implements EnergySource {
  readonly #host: Host;
  readonly #board: Board;
  readonly #session: MeterSession;
  readonly #outlets: readonly OutletChannel[];
  readonly #notes: MeterNotes;
  readonly #stop = new AbortController();
  readonly notCovered: readonly string[] = [];
  /** What the device had before us, and what we gave it. */
  readonly #nBefore: number;
  readonly #nOurs: number;
  readonly #hertz: number;
  #n: number;
  #ranges: Identity['ranges'];
  #channels: readonly Channel[];
  #waiting: Reading[] = [];
  #failure: SourceError | null = null;
  #faults = 0;
  #checkedMs: number;
  /** The ranges were looked at since the measurements became doubtful, and are what we think. */
  #doubtSettled = false;
  #silentUntilMs = Number.NEGATIVE_INFINITY;
  #polling: Promise<void> = Promise.resolve();

  constructor(host: Host, board: Board, session: MeterSession, identity: Identity, n: number) {
    this.#host = host;
    this.#board = board;
    this.#session = session;
    this.#outlets = outletChannels(board.id, board.options);
    this.#notes = new MeterNotes(board.notes);
    this.#nBefore = identity.n;
    this.#nOurs = n;
    this.#hertz = identity.hertz;
    this.#ranges = identity.ranges;
    this.#n = n;
    this.#channels = this.#paced();
    this.#checkedMs = this.#nowMs();
    const cycles = board.options['interval-cycles'];
    if (cycles !== null && cycles !== 2 ** n) this.#notes.add(intervalNotTaken(cycles));
  }

  get channels(): readonly Channel[] {
    return this.#channels;
  }

  get notes(): readonly string[] {
    return this.#notes.all;
  }

  start(): void {
    this.#polling = this.#poll();
  }

  read(): readonly Reading[] {
    const arrived = this.#waiting;
    this.#waiting = [];
    if (arrived.length === 0 && this.#failure !== null) throw this.#failure;
    return arrived;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stop.signal.aborted) return this.#polling;
    this.#stop.abort();
    this.#polling = this.#polling.then(() => this.#leave());
    return this.#polling;
  }

  async #leave(): Promise<void> {
    if (this.#failure === null) await restoreInterval(this.#session, this.#nOurs, this.#nBefore);
    this.#session[Symbol.dispose]();
  }

  /** Until it is disposed of or lost. Never rejects: a failure waits for the next read. */
  async #poll(): Promise<void> {
    while (!this.#stop.signal.aborted && this.#failure === null) {
      const dueMs = this.#nowMs() + this.#intervalMs;
      try {
        await this.#round();
        this.#faults = 0;
      } catch (error) {
        this.#failed(error);
      }
      await this.#pause(dueMs - this.#nowMs());
    }
    if (this.#failure !== null) this.#session[Symbol.dispose]();
  }

  async #round(): Promise<void> {
    const { data, at } = await this.#session.read(MEASUREMENT);
    const measurement = parseMeasurement(data);
    const doubtful = this.#isDoubtful(measurement);
    if (!doubtful) this.#doubtSettled = false;
    const sinceCheckMs = at.timelineMs - this.#checkedMs;
    const doubtIsNew = doubtful && !this.#doubtSettled;
    if (doubtIsNew || sinceCheckMs > (doubtful ? DOUBTFUL_RECHECK_MS : RECHECK_MS)) await this.#recheck();
    this.#doubtSettled = doubtful;
    if (at.timelineMs < this.#silentUntilMs) return;
    if (exceedsSocket(measurement, this.#ranges))
      throw new MeterFault('it reports more than a socket carries');
    this.#keep(measurement, at);
  }

  #keep(measurement: Measurement, at: Instant): void {
    const { 'sign-bit-means': signBitMeans } = this.#board.options;
    const watts = [0, 1].map((outlet) => wattsOfOutlet(measurement, this.#ranges, outlet, signBitMeans));
    for (const outlet of this.#outlets.flatMap(({ outlets }) => outlets)) {
      if (watts[outlet] === null) this.#notes.add(flowsBack(outlet));
    }
    this.#waiting.push(...outletReadings(this.#outlets, watts, at));
    if (this.#waiting.length > MOST_WAITING) this.#waiting = this.#waiting.slice(-MOST_WAITING / 2);
  }

  #isDoubtful(measurement: Measurement): boolean {
    return exceedsSocket(measurement, this.#ranges) || contradictsItself(measurement, this.#ranges);
  }

  /** Takes over ranges and interval if they changed; what was read until now is then of an unknown unit, so a gap follows. */
  async #recheck(): Promise<void> {
    const { ranges, n } = await readSettings(this.#session);
    const { timelineMs, wallMs } = this.#host.clock.now();
    this.#checkedMs = timelineMs;
    if (n !== this.#n) {
      this.#n = n;
      this.#channels = this.#paced();
    }
    if (sameRanges(ranges, this.#ranges)) return;
    this.#ranges = ranges;
    this.#silentUntilMs = timelineMs + (GAP_INTERVALS + 1) * this.#intervalMs;
    this.#notes.add(rangesChanged(wallMs));
  }

  /** The channels, with gaps as long as the interval makes them. */
  #paced(): readonly Channel[] {
    this.#session.intervalMs = this.#intervalMs;
    if (this.#n === 0) this.#notes.add(INTERVAL_TOO_SHORT);
    const maxGapMs = GAP_INTERVALS * this.#intervalMs;
    return this.#outlets.map(({ face }) => ({ ...face, maxGapMs }));
  }

  #failed(error: unknown): void {
    if (error instanceof MeterFault && ++this.#faults < FAULTS_UNTIL_LOST) return;
    const what = error instanceof Error ? error.message : String(error);
    if (error instanceof HostError) {
      this.#failure = new SourceError(`The meter was lost: ${what}.`, 'reopen', null, { cause: error });
    } else if (error instanceof MeterFault || error instanceof NotTheMeter) {
      const message = `The meter failed ${this.#faults} times in a row: ${what}.`;
      this.#failure = new SourceError(message, 'reopen', null, { cause: error });
    } else {
      this.#failure = new SourceError(what, 'reopen', null, { cause: error });
    }
  }

  async #pause(ms: number): Promise<void> {
    if (ms <= 0 || this.#failure !== null) return;
    try {
      await sleep(ms, undefined, { signal: this.#stop.signal });
    } catch {
      // Aborted: the source is being disposed of.
    }
  }

  get #intervalMs(): number {
    return intervalMsOf(this.#n, this.#hertz);
  }

  #nowMs(): number {
    return this.#host.clock.now().timelineMs;
  }
}
