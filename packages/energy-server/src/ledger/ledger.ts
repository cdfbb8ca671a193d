// The ledger: records what the history says, every few seconds, and answers what the history has forgotten.

import type { Milliseconds, UnixMs } from '@jupyter-energy/contract';
import type { Channel } from '../energy/channel.ts';
import type { Step } from '../energy/step.ts';
import type { KeptRun, RunStore } from '../kernels/run-store.ts';
import type { Instant } from '../time/instant.ts';
import { ChannelGathering, Gathering, type Remembered } from './gathering.ts';
import { isHeldByAnother, type Lease, leaseIn, placeOfPids, writeLease } from './lease.ts';
import type { Column, LedgerFile } from './ledger-file.ts';
import { type LedgerLog, LedgerStore } from './ledger-store.ts';
import { MINUTE, QUARTER } from './levels.ts';
import { Pending } from './pending.ts';
import { minutesSince, type Recorded, readSpans } from './reading.ts';
import { within } from './recorded-energy.ts';
import { forgetOld, type Retention } from './retention.ts';
import { RunTable } from './run-table.ts';
import { WallTime } from './wall-time.ts';
import { columnOf, writeBuckets } from './writing.ts';

export interface LedgerSetup extends Retention {
  readonly path: string;
  readonly now: () => Instant;
  readonly log: LedgerLog;
}

/** At a beat of five seconds every one, so that less than ten are lost when the power is cut. */
const EVERY_MS = 4_500;
const HOUR_MS = 3_600_000;
/** Memory forgets after a day: what cannot be written by then is taken out of it before. */
const BEFORE_FORGOTTEN_MS = 12 * HOUR_MS;

export class Ledger implements RunStore, Disposable {
  readonly wall = new WallTime();
  /** Up to when there was something recorded as it was opened: after that, only what this energy server remembers. */
  readonly foundTo: UnixMs;
  readonly #setup: LedgerSetup;
  readonly #store: LedgerStore;
  readonly #pending = new Pending();
  readonly #gathering: Gathering;
  readonly #channels: ChannelGathering;
  readonly #runs = new RunTable();
  readonly #me: Pick<Lease, 'owner' | 'pid' | 'place'>;
  #settledMs: Milliseconds | null = null;
  #triedMs: Milliseconds | null = null;
  #forgotAtMs: Milliseconds = Number.NEGATIVE_INFINITY;
  /** Null while nobody else writes. */
  #writer: Lease | null = null;

  constructor(setup: LedgerSetup, memory: Remembered) {
    this.#setup = setup;
    this.#store = new LedgerStore(setup.path, setup.log, () => setup.now().wallMs);
    this.#gathering = new Gathering(memory, this.wall, this.#pending);
    this.#channels = new ChannelGathering(this.wall, this.#pending);
    const owner = `${process.pid}-${setup.now().wallMs}-${Math.random()}`;
    this.#me = { owner, pid: process.pid, place: placeOfPids() };
    this.foundTo = this.#store.read((file) => this.#foundIn(file)) ?? Number.NEGATIVE_INFINITY;
  }

  /** There are other channels now. */
  become(channels: readonly Channel[]): void {
    this.#channels.become(channels);
  }

  /** Takes in a beat: what each reading added, and up to when the history is settled. Mostly it writes nothing. */
  beat(steps: readonly Step[], settledMs: Milliseconds): void {
    const now = this.#setup.now();
    this.wall.note(now);
    this.#channels.take(steps);
    this.#settledMs = settledMs;
    this.#triedMs ??= now.timelineMs;
    if (now.timelineMs - this.#triedMs < EVERY_MS) return;
    this.#triedMs = now.timelineMs;
    this.#record(settledMs);
  }

  keep(run: KeptRun): void {
    this.#runs.keep(run);
  }

  between(...[kernel, from, to, most]: Parameters<RunStore['between']>): readonly KeptRun[] {
    const find = (file: LedgerFile | null) => this.#runs.between(file, kernel, from, to, most);
    return this.#store.read(find) ?? find(null);
  }

  /** What is recorded between neighbouring edges; null where nothing can be read. */
  read(edges: readonly UnixMs[], column: Column): readonly (readonly Recorded[])[] | null {
    if (this.#writer === null && this.#settledMs !== null) this.#gathering.gather(this.#settledMs);
    const recorded = this.#store.read((file) => readSpans(file, edges, column));
    if (recorded === null && this.#pending.isEmpty) return null;
    return edges.slice(1).map((to, index) => {
      const from = edges[index] ?? to;
      return [...(recorded?.[index] ?? []), ...this.#unwritten(from, to, column)];
    });
  }

  /** The shortest bucket that can be told apart at a moment. */
  finestMs(at: UnixMs): Milliseconds {
    const since = this.#store.read(minutesSince) ?? Number.POSITIVE_INFINITY;
    return at >= since ? MINUTE.ms : QUARTER.ms;
  }

  get standing(): LedgerStanding {
    const { trouble, movedAside, path } = this.#store;
    const from = this.#store.read((file) => file.oldest(QUARTER)) ?? this.#pending.oldest;
    if (trouble !== null)
      return {
        file: path,
        state: 'in memory',
        reason: `The record cannot be kept: ${trouble.message}.`,
        from,
      };
    if (this.#writer !== null) {
      const reason = `Another energy server (process ${this.#writer.pid}) records the energy of this computer.`;
      return { file: path, state: 'kept by another', reason, from };
    }
    return { file: path, state: 'kept', reason: movedAside, from };
  }

  /** Writes what there is, and leaves the record to others. */
  [Symbol.dispose](): void {
    if (this.#settledMs !== null) this.#record(this.#settledMs, true);
    this.#store[Symbol.dispose]();
  }

  /** Where another one goes on recording, there is no such moment. */
  #foundIn(file: LedgerFile): UnixMs {
    const lease = leaseIn(file);
    if (lease === null) return Number.NEGATIVE_INFINITY;
    if (!isHeldByAnother(lease, this.#me, this.#setup.now().wallMs)) return lease.recordedTo;
    this.#writer = lease;
    return Number.POSITIVE_INFINITY;
  }

  #record(settledMs: Milliseconds, isEnd = false): void {
    const done = this.#store.write((file) => {
      const isWritten = file.transaction(() => this.#write(file, settledMs, isEnd));
      if (isWritten && !isEnd)
        file.makeDurable((error) => {
          if (error !== null) this.#store.notDurable(error);
        });
      return { isWritten };
    });
    if (done === null) {
      this.#keepInMemory(settledMs);
      return;
    }
    this.#runs.written();
    if (done.isWritten) this.#pending.clear();
  }

  /** Answers whether it was this energy server's turn to write. */
  #write(file: LedgerFile, settledMs: Milliseconds, isEnd: boolean): boolean {
    this.#runs.write(file);
    const now = this.#setup.now().wallMs;
    const lease = leaseIn(file);
    if (lease !== null && lease.owner !== this.#me.owner) this.#beginAfter(lease.recordedTo);
    if (lease !== null && isHeldByAnother(lease, this.#me, now)) {
      this.#writer = lease;
      return false;
    }
    this.#writer = null;
    this.#gathering.gather(settledMs);
    writeBuckets(file, this.#pending.buckets());
    const { upToMs } = this.#gathering;
    const recordedTo = upToMs === null ? now : this.wall.toWall(upToMs);
    writeLease(file, { ...this.#me, ...(isEnd ? { owner: '' } : {}), renewed: now, recordedTo });
    this.#forget(file, settledMs, now);
    return true;
  }

  /** What another one has recorded is not recorded again. */
  #beginAfter(recordedTo: UnixMs): void {
    const ms = this.wall.latestAt(recordedTo);
    if (ms === null) return;
    this.#pending.dropBefore(ms);
    if (ms > (this.#gathering.upToMs ?? Number.NEGATIVE_INFINITY)) this.#gathering.startAt(ms);
  }

  /** Now and then, and not by a clock that was set just now. */
  #forget(file: LedgerFile, settledMs: Milliseconds, now: UnixMs): void {
    const sinceMs = Math.max(this.#forgotAtMs, this.wall.unsetSinceMs ?? settledMs);
    if (settledMs - sinceMs < HOUR_MS) return;
    this.#forgotAtMs = settledMs;
    forgetOld(file, this.#setup, now);
  }

  #keepInMemory(settledMs: Milliseconds): void {
    const { upToMs } = this.#gathering;
    if (upToMs !== null && settledMs - upToMs > BEFORE_FORGOTTEN_MS) this.#gathering.gather(settledMs);
    const lost = this.#pending.compact();
    if (lost > 0)
      this.#setup.log.warn(
        { file: this.#setup.path },
        `${lost} quarters of an hour of the record are given up`,
      );
  }

  #unwritten(from: UnixMs, to: UnixMs, column: Column): readonly Recorded[] {
    if (this.#pending.isEmpty) return [];
    return [...this.#pending.buckets()].flatMap(({ pieces }) =>
      [...pieces].flatMap((piece) =>
        columnOf(piece.face) === column ? (within(piece, from, to) ?? []) : [],
      ),
    );
  }
}

export interface LedgerStanding {
  readonly file: string;
  readonly state: 'kept' | 'kept by another' | 'in memory';
  readonly reason: string | null;
  /** The begin of the oldest energy in it; null while there is none. */
  readonly from: UnixMs | null;
}
