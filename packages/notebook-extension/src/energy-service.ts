// Holds what the stream tells: connection, newest beat, history and accounts. Views listen to its two signals.

import {
  type Beat,
  Power,
  Problem,
  Sources,
  Status,
  streamEvents,
  type UnixMs,
} from '@jupyter-energy/contract';
import { Signal } from '@lumino/signaling';
import { KeptByPath } from './account/kept-by-path.ts';
import { KeptCells } from './account/kept-cells.ts';
import { KeptRuns } from './account/kept-runs.ts';
import { type Keep, Openings } from './account/openings.ts';
import { OwnCost } from './account/own-cost.ts';
import { PowerHistory } from './account/power-history.ts';
import { isShareState, type ShareState } from './account/share-account.ts';
import { type EnergyApi, Misunderstood, type Schema } from './stream/api.ts';
import { EnergyStream, type Visibility } from './stream/energy-stream.ts';
import type { ServerSentEvent } from './stream/event-parser.ts';
import type { Connection, IEnergyService } from './tokens.ts';

/** As far back as the chart reaches. */
const HISTORY_SECONDS = 600;
/** For questions that nobody takes back. */
const NEVER = new AbortController().signal;

/** Where the page keeps what survives a reload. */
export interface Keeps {
  readonly openings: Keep;
  readonly runs: Keep;
  readonly cells: Keep;
  readonly shares: Keep;
}

export class EnergyService implements IEnergyService {
  readonly history = new PowerHistory(HISTORY_SECONDS * 1000);
  readonly openings: Openings;
  readonly keptRuns: KeptRuns;
  readonly keptCells: KeptCells;
  readonly keptShares: KeptByPath<ShareState>;
  readonly cost = new OwnCost();
  readonly beats: Signal<IEnergyService, Beat> = new Signal(this);
  readonly changed: Signal<IEnergyService, void> = new Signal(this);
  readonly #api: EnergyApi;
  readonly #stream: EnergyStream;
  #connection: Connection = { kind: 'connecting' };
  #beat: Beat | null = null;
  #status: Status | null = null;
  #sources: Sources | null = null;
  /** The server's time less this page's monotonic time. */
  #clockOffset: number | null = null;
  #opened: AbortSignal | null = null;

  constructor(api: EnergyApi, visibility: Visibility, keeps: Keeps) {
    this.#api = api;
    this.openings = new Openings(keeps.openings);
    this.keptRuns = new KeptRuns(keeps.runs, () => this.now());
    this.keptCells = new KeptCells(keeps.cells);
    this.keptShares = new KeptByPath(keeps.shares, { worth: (state) => state, is: isShareState });
    this.#stream = new EnergyStream(api, visibility, {
      opened: (signal) => {
        this.#opened = signal;
        this.#ask(signal);
      },
      event: (event) => this.#take(event),
      failed: (reason) => this.#become({ kind: 'lost', reason }),
      absent: () => this.#become({ kind: 'absent' }),
    });
  }

  get connection(): Connection {
    return this.#connection;
  }

  get beat(): Beat | null {
    return this.#connection.kind === 'live' ? this.#beat : null;
  }

  get status(): Status | null {
    return this.#status;
  }

  get sources(): Sources | null {
    return this.#sources;
  }

  start(): void {
    this.#stream.start();
  }

  dispose(): void {
    this.#stream.dispose();
    this.save();
    Signal.clearData(this);
  }

  /** Keeps what must survive a reload of the page. */
  save(): void {
    this.openings.save();
    this.keptRuns.save();
    this.keptCells.save();
    this.keptShares.save();
  }

  now(): UnixMs {
    return this.#clockOffset === null ? Date.now() : performance.now() + this.#clockOffset;
  }

  refresh(): void {
    if (this.#connection.kind !== 'live') this.#stream.retry();
    else if (this.#opened !== null) this.#askState(this.#opened);
  }

  ask<T>(path: string, schema: Schema<T>, signal?: AbortSignal): Promise<T> {
    return this.#api.get(path, schema, signal ?? NEVER);
  }

  tell<T>(path: string, body: object, schema: Schema<T>): Promise<T> {
    return this.#api.put(path, body, schema);
  }

  #askState(signal: AbortSignal): void {
    this.#fetch('v1/status', Status, signal, (status) => this.#tell({ status }));
    this.#fetch('v1/sources', Sources, signal, (sources) => this.#tell({ sources }));
  }

  #ask(signal: AbortSignal): void {
    this.#askState(signal);
    this.#fetch(`v1/power?seconds=${HISTORY_SECONDS}`, Power, signal, (power) => {
      this.history.fill(power);
      this.changed.emit();
    });
  }

  /** A request that fails is not told of here: the stream meets the same failure and says why. */
  #fetch<T>(path: string, schema: Schema<T>, signal: AbortSignal, then: (reply: T) => void): void {
    this.#api.get(path, schema, signal).then(
      (reply) => {
        if (!signal.aborted) then(reply);
      },
      (error: unknown) => {
        if (!signal.aborted && error instanceof Misunderstood) this.#become({ kind: 'foreign' });
      },
    );
  }

  #tell({ status, sources }: { readonly status?: Status; readonly sources?: Sources }): void {
    if (status !== undefined) {
      this.cost.take(status);
      this.#status = status;
    }
    this.#sources = sources ?? this.#sources;
    this.changed.emit();
  }

  #take({ name, data }: ServerSentEvent): void {
    try {
      const told: unknown = JSON.parse(data);
      if (name === 'beat') this.#takeBeat(streamEvents.beat.parse(told));
      else if (name === 'sources') this.#tell({ sources: streamEvents.sources.parse(told) });
      else if (name === 'status') this.#tell({ status: streamEvents.status.parse(told) });
      else if (name === 'gone') this.#become({ kind: 'lost', reason: Problem.parse(told).detail });
      else if (name === 'back' && this.#opened !== null) this.#ask(this.#opened);
    } catch {
      this.#become({ kind: 'foreign' });
    }
  }

  #takeBeat(beat: Beat): void {
    this.#beat = beat;
    this.#clockOffset = beat.at - performance.now();
    this.history.take(beat);
    this.openings.take(beat);
    if (this.#connection.kind !== 'live') this.#become({ kind: 'live' });
    this.beats.emit(beat);
  }

  #become(connection: Connection): void {
    this.#connection = connection;
    this.changed.emit();
  }
}
