// Everything below HTTP, wired: sources are found and read, their readings become history, and whoever listens is told.

import type { Channel } from './energy/channel.ts';
import type { FoundSource } from './energy/found-source.ts';
import { type WithSupplies, withSupplies } from './energy/supplies.ts';
import type { Tree } from './energy/tree.ts';
import type { Grid } from './grid/grid.ts';
import { offlineGrid } from './grid/open-grid.ts';
import { History } from './history/history.ts';
import type { Host } from './host/host.ts';
import type { EnergyView } from './http/view.ts';
import type { Asker } from './kernels/asker.ts';
import type { BaselineStore } from './kernels/baselines.ts';
import { KernelEnergy } from './kernels/kernel-energy.ts';
import type { RunStore } from './kernels/run-store.ts';
import { SeenKernels } from './kernels/seen-kernels.ts';
import type { Remembered } from './ledger/gathering.ts';
import { energyBetween, finestMs, type JoinedEnergy } from './ledger/joined-energy.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Log } from './sampling/log.ts';
import { Roster } from './sampling/roster.ts';
import { Sampler } from './sampling/sampler.ts';
import type { SourceDriver } from './sources/source.ts';
import type { Instant } from './time/instant.ts';
import { version } from './version.ts';

export interface StationSetup {
  readonly host: Host;
  readonly drivers: readonly SourceDriver[];
  /** Each driver's options, by its kind. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly simulated: string | null;
  readonly finestMs: number;
  readonly log: Log;
  /** Where idle baselines outlive the energy server; left out: nowhere. */
  readonly baselines?: BaselineStore;
  /** Where runs that have ended outlive it; left out: nowhere. */
  readonly runs?: RunStore;
  /** Left out: one that asks no network and keeps nothing. */
  readonly grid?: Grid;
  /** Opens the record of what outlives memory; left out: nothing does. */
  readonly openLedger?: (memory: Remembered) => Ledger;
}

/** The energy of this machine, ready to be shown. `start` begins, disposing ends. */
export class Station implements EnergyView, AsyncDisposable {
  readonly version = version;
  readonly pid = process.pid;
  readonly simulated: string | null;
  readonly startedAt: number;
  readonly finestMs: number;
  readonly history = new History();
  readonly kernels: KernelEnergy;
  readonly grid: Grid;
  readonly #host: Host;
  readonly #roster: Roster;
  readonly #sampler: Sampler;
  readonly #ledger: Ledger | null;
  readonly #beatListeners = new Set<() => void>();
  readonly #sourceListeners = new Set<() => void>();
  #disagreements = this.history.disagreements();
  #tree: Tree = this.history.roster([]);
  #channels: readonly Channel[] = [];
  #supplies: WithSupplies = withSupplies([]);

  constructor(setup: StationSetup) {
    const { host, log, finestMs } = setup;
    this.simulated = setup.simulated;
    this.finestMs = finestMs;
    this.#host = host;
    this.startedAt = host.clock.now().wallMs;
    this.grid = setup.grid ?? offlineGrid(host);
    this.#ledger = setup.openLedger?.(this.#remembered()) ?? null;
    this.kernels = new KernelEnergy({ ...setup, runs: this.#ledger ?? setup.runs, history: this.history });
    this.#roster = new Roster(setup);
    this.#sampler = new Sampler({
      readers: this.#roster,
      sink: this.#sink(),
      clock: host.clock,
      log,
      finestMs,
    });
  }

  /** Finds the sources and begins to read them. */
  async start(): Promise<void> {
    this.#roster.onChange(() => {
      this.#takeRoster();
      this.#tellSources();
    });
    await this.#roster.rescan();
    this.#sampler.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#beatListeners.clear();
    this.#sourceListeners.clear();
    // So that nothing is missing between the last beat and the end.
    if (this.#ledger !== null) await this.#sampler.mark();
    await this.#sampler.stop();
    this.kernels[Symbol.dispose]();
    this.#ledger?.[Symbol.dispose]();
    await this.#roster[Symbol.asyncDispose]();
  }

  get sources(): readonly FoundSource[] {
    const { source } = this.#supplies;
    return source === null ? this.#roster.sources : [...this.#roster.sources, source];
  }

  get tree(): Tree {
    return this.#tree;
  }

  get beat(): EnergyView['beat'] {
    return this.#sampler.beat;
  }

  now(): Instant {
    return this.#host.clock.now();
  }

  kernelsFor(asker: Asker): SeenKernels {
    return new SeenKernels(this.kernels, asker);
  }

  self(): ReturnType<EnergyView['self']> {
    const { user, system } = process.cpuUsage();
    return { cpuSeconds: (user + system) / 1e6, residentBytes: process.memoryUsage.rss() };
  }

  get record(): EnergyView['record'] {
    return this.#ledger?.standing ?? null;
  }

  energy(edges: readonly number[]): readonly JoinedEnergy[] {
    return energyBetween(edges, this.history, this.#ledger, this.now());
  }

  finestStepMs(from: number): number {
    return Math.max(this.finestMs, finestMs(from, this.history, this.#ledger) ?? 0);
  }

  mark(): Promise<void> {
    return this.#sampler.mark();
  }

  watch(): Disposable {
    return this.#sampler.demand('watched');
  }

  onBeat(listener: () => void): Disposable {
    this.#beatListeners.add(listener);
    return { [Symbol.dispose]: () => this.#beatListeners.delete(listener) };
  }

  onSources(listener: () => void): Disposable {
    this.#sourceListeners.add(listener);
    return { [Symbol.dispose]: () => this.#sourceListeners.delete(listener) };
  }

  #sink() {
    return {
      slept: () => this.history.slept(),
      take: (readings: Parameters<History['take']>[0], nowMs: number) => {
        const steps = this.history.take(readings);
        const settled = this.history.settle(nowMs);
        const { users } = this.#roster;
        this.kernels.beat(
          settled,
          users.flatMap(({ newest }) => newest),
        );
        const isWanted = this.kernels.wantsDeviceUse;
        for (const one of users) one.want(isWanted);
        for (const listener of this.#beatListeners) listener();
        this.#ledger?.beat(steps, settled.atMs);
        this.#noticeDisagreements();
      },
    };
  }

  #remembered(): Remembered {
    const { history } = this;
    return {
      get oldestMs() {
        return history.oldestMs;
      },
      spent: (fromMs, toMs) => history.spent(fromMs, toMs),
      shares: (fromMs, toMs) => this.kernels.shares(fromMs, toMs),
    };
  }

  #noticeDisagreements(): void {
    const now = this.history.disagreements();
    if (now === this.#disagreements) return;
    this.#disagreements = now;
    this.#tellSources();
  }

  #tellSources(): void {
    for (const listener of this.#sourceListeners) listener();
  }

  /** The tree is made anew only where channels changed, not where a source merely changed its state. */
  #takeRoster(): void {
    const channels = this.#roster.channels;
    const same =
      channels.length === this.#channels.length &&
      channels.every((channel, index) => channel === this.#channels[index]);
    if (same) return;
    this.#channels = channels;
    this.#supplies = withSupplies(channels);
    this.#tree = this.history.roster(this.#supplies.channels);
    this.kernels.become(this.#tree);
    this.#ledger?.become(this.#supplies.channels);
  }
}
