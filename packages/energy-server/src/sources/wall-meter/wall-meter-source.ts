// One opened wall meter: asks it once per accumulation interval, in the background, and hands over what arrived.

import type { Watts } from '@jupyter-energy/contract';
import type { ReadChannel } from '../../energy/channel.ts';
import type { Reading } from '../../energy/reading.ts';
import { type Host, HostError } from '../../host/host.ts';
import type { Instant } from '../../time/instant.ts';
import { type EnergySource, SourceError } from '../source.ts';
import { COUNTING_DISTRUSTED, COUNTING_TRUSTED, CountedEnergy, readCounted } from './energy-registers.ts';
import { NotTheMeter, readSettings } from './identify.ts';
import { flowsBack, INTERVAL_TOO_SHORT, MeterNotes, rangesChangedAt } from './meter-notes.ts';
import { MeterFault, MeterSession } from './meter-session.ts';
import type { BoardOptions } from './options.ts';
import {
  GAP_INTERVALS,
  type OutletChannel,
  outletChannels,
  outletReadings,
  wattsOfOutlet,
} from './outlets.ts';
import { contradictsItself, exceedsSocket, isFull } from './plausibility.ts';
import { type Preparation, prepare, putBack } from './preparation.ts';
import {
  intervalMsOf,
  MEASUREMENT,
  type Measurement,
  type Pair,
  paceMsOf,
  parseMeasurement,
  type Ranges,
  sameRanges,
} from './registers.ts';
import { eachTurn } from './turns.ts';

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
    const source = new WallMeterSource(host, board, session, await prepare(session, board.options));
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
  readonly notCovered: readonly string[] = [];
  readonly #preparation: Preparation;
  readonly #counted: CountedEnergy | null;
  readonly #hertz: number;
  #n: number;
  #ranges: Ranges;
  #channels: readonly ReadChannel[];
  #waiting: Reading[] = [];
  #failure: SourceError | null = null;
  #faults = 0;
  #checkedMs: number;
  /** The ranges were looked at since the measurements became doubtful, and are what we think. */
  #doubtSettled = false;
  #silentUntilMs = Number.NEGATIVE_INFINITY;
  /** The turn under way, or the last one; never rejects. */
  #turn: Promise<void> = Promise.resolve();
  #busy = false;
  #turns: Disposable | null = null;
  #stopped = false;

  constructor(host: Host, board: Board, session: MeterSession, preparation: Preparation) {
    const { identity, n, configuration, notes } = preparation;
    this.#host = host;
    this.#board = board;
    this.#session = session;
    this.#preparation = preparation;
    this.#outlets = outletChannels(board.id, board.options);
    this.#notes = new MeterNotes([...board.notes, ...notes]);
    this.#hertz = identity.hertz;
    this.#ranges = identity.ranges;
    this.#n = n;
    this.#counted = configuration === null ? null : new CountedEnergy(this.#outlets, this.#maxGapMs);
    this.#channels = this.#paced();
    this.#checkedMs = this.#nowMs();
  }

  get channels(): readonly ReadChannel[] {
    return this.#channels;
  }

  get notes(): readonly string[] {
    return this.#notes.all;
  }

  /** Asks it now, and at its own interval from now on. */
  start(): void {
    this.#turn = this.#ask();
    this.#joinTurns();
  }

  #joinTurns(): void {
    this.#leaveTurns();
    this.#turns = eachTurn(paceMsOf(this.#n, this.#hertz), () => {
      // A fault that is waited out costs the turns meanwhile.
      if (!this.#busy) this.#turn = this.#ask();
    });
  }

  read(): readonly Reading[] {
    const arrived = this.#waiting;
    this.#waiting = [];
    if (arrived.length === 0 && this.#failure !== null) throw this.#failure;
    return arrived;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#stopped) {
      this.#stopped = true;
      this.#leaveTurns();
      this.#turn = this.#turn.then(() => this.#leave());
    }
    return this.#turn;
  }

  #leaveTurns(): void {
    this.#turns?.[Symbol.dispose]();
    this.#turns = null;
  }

  async #leave(): Promise<void> {
    await putBack(this.#session, this.#preparation);
    this.#session[Symbol.dispose]();
  }

  /** Never rejects: a failure waits for the next read. */
  async #ask(): Promise<void> {
    this.#busy = true;
    try {
      const { data, at } = await this.#session.read(MEASUREMENT);
      const measurement = parseMeasurement(data);
      const doubtful = this.#isDoubtful(measurement);
      const changed = this.#wantsCheck(doubtful, at) && (await this.#recheck());
      // Whoever changes one range may be about to change the other one.
      this.#doubtSettled = doubtful && !changed;
      // After the power, for a failure here must not cost its reading.
      const watts = this.#take(measurement, at);
      if (this.#counted !== null && watts !== null) await this.#count(this.#counted, watts);
      this.#faults = 0;
    } catch (error) {
      this.#failed(error);
    }
    this.#busy = false;
  }

  /** Whether ranges and interval are to be looked at before the measurement means anything. */
  #wantsCheck(doubtful: boolean, at: Instant): boolean {
    if (doubtful && !this.#doubtSettled) return true;
    return at.timelineMs - this.#checkedMs > (doubtful ? DOUBTFUL_RECHECK_MS : RECHECK_MS);
  }

  /** What it says, kept as readings; null after a change of the ranges. Throws MeterFault. */
  #take(measurement: Measurement, at: Instant): Pair<Watts | null> | null {
    if (at.timelineMs < this.#silentUntilMs) return null;
    if (isFull(measurement))
      throw new MeterFault('its range is too fine for the power: the register is full');
    if (exceedsSocket(measurement, this.#ranges))
      throw new MeterFault('it reports more than a socket carries');
    const watts = this.#wattsIn(measurement);
    this.#keep(watts, at);
    return watts;
  }

  #wattsIn(measurement: Measurement): Pair<Watts | null> {
    const { 'sign-bit-means': signBitMeans } = this.#board.options;
    const wattsOf = (outlet: number) => wattsOfOutlet(measurement, this.#ranges, outlet, signBitMeans);
    return [wattsOf(0), wattsOf(1)];
  }

  #keep(watts: Pair<Watts | null>, at: Instant): void {
    for (const { outlets } of this.#outlets)
      for (const outlet of outlets) if (watts[outlet] === null) this.#notes.add(flowsBack(outlet));
    this.#waiting.push(...outletReadings(this.#outlets, watts, at));
    if (this.#waiting.length > MOST_WAITING) this.#waiting = this.#waiting.slice(-MOST_WAITING / 2);
  }

  async #count(energy: CountedEnergy, watts: Pair<Watts | null>): Promise<void> {
    const before = energy.verdict;
    if (before === false) return;
    const counted = await readCounted(this.#session, this.#ranges);
    this.#waiting.push(...energy.take(watts, counted));
    if (energy.verdict === before) return;
    this.#notes.add(energy.verdict === true ? COUNTING_TRUSTED : COUNTING_DISTRUSTED);
    this.#channels = this.#paced();
  }

  #isDoubtful(measurement: Measurement): boolean {
    return exceedsSocket(measurement, this.#ranges) || contradictsItself(measurement, this.#ranges);
  }

  /** Takes over ranges and interval if they changed; what was read until now is then of an unknown unit, so a gap follows. True after a change of ranges. */
  async #recheck(): Promise<boolean> {
    const { ranges, n } = await readSettings(this.#session);
    const { timelineMs, wallMs } = this.#host.clock.now();
    this.#checkedMs = timelineMs;
    const rangesChanged = !sameRanges(ranges, this.#ranges);
    if (!rangesChanged && n === this.#n) return false;
    this.#ranges = ranges;
    this.#n = n;
    if (!this.#stopped) this.#joinTurns();
    this.#counted?.startAnew(this.#maxGapMs);
    this.#channels = this.#paced();
    if (!rangesChanged) return false;
    this.#silentUntilMs = timelineMs + this.#maxGapMs + this.#intervalMs;
    this.#notes.add(rangesChangedAt(wallMs));
    return true;
  }

  /** The channels, with gaps as long as the interval makes them. */
  #paced(): readonly ReadChannel[] {
    this.#session.intervalMs = this.#intervalMs;
    if (this.#n === 0) this.#notes.add(INTERVAL_TOO_SHORT);
    const gauges = this.#outlets.map(({ face }) => ({ ...face, maxGapMs: this.#maxGapMs }));
    // Of equals the first speaks: a counter misses nothing between two readings.
    return [...(this.#counted?.channels ?? []), ...gauges];
  }

  #failed(error: unknown): void {
    if (error instanceof MeterFault && ++this.#faults < FAULTS_UNTIL_LOST) return;
    this.#leaveTurns();
    const what = error instanceof Error ? error.message : String(error);
    if (error instanceof HostError) {
      // Now, not when somebody reads: a line that was unplugged keeps its name until nobody holds it.
      this.#session[Symbol.dispose]();
      this.#failure = new SourceError(`The meter was lost: ${what}.`, 'reopen', null, { cause: error });
    } else if (error instanceof MeterFault || error instanceof NotTheMeter) {
      const message = `The meter failed ${this.#faults} times in a row: ${what}.`;
      this.#failure = new SourceError(message, 'reopen', null, { cause: error });
    } else {
      this.#failure = new SourceError(what, 'reopen', null, { cause: error });
    }
  }

  get #maxGapMs(): number {
    return GAP_INTERVALS * this.#intervalMs;
  }

  get #intervalMs(): number {
    return intervalMsOf(this.#n, this.#hertz);
  }

  #nowMs(): number {
    return this.#host.clock.now().timelineMs;
  }
}
