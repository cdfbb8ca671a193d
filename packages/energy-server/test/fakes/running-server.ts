// A real HTTP server over a real Unix socket, with sources that a test holds in its hands.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPeers } from '../../src/host/peer.ts';
import { type HttpSetup, startHttp } from '../../src/http/http-server.ts';
import type { BaselineStore } from '../../src/kernels/baselines.ts';
import type { KeptRun, RunStore } from '../../src/kernels/run-store.ts';
import type { Remembered } from '../../src/ledger/gathering.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { Station } from '../../src/station.ts';
import { createFakeHost } from './fake-host.ts';
import { Machine } from './machine.ts';
import { counterFor, ready, ScriptedDriver, ScriptedSource } from './scripted-source.ts';
import { TimerClock } from './timer-clock.ts';

/** A processor of 20 W with cores of 15 W, counted from the clock. */
export const CPU_WATTS = 20;
export const CORES_WATTS = 15;

export class RunningServer implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'energy-'));
  readonly socketPath = join(this.folder, 'energy.sock');
  readonly ends: string[] = [];
  readonly faults: unknown[] = [];
  /** What was kept of runs. */
  readonly keptRuns: KeptRun[] = [];
  readonly source = new ScriptedSource([
    counterFor('machine/platform/cpu-0'),
    counterFor('machine/platform/cpu-0/cores'),
  ]);
  /** A second meter, which is there when it has channels at the start. */
  readonly beside = new ScriptedSource([]);
  readonly clock = new TimerClock();
  /** The folder that /proc and /sys are in. */
  readonly machine = new Machine();
  readonly station: Station;
  readonly #parts = new AsyncDisposableStack();
  tcpPort: number | null = null;

  /** `idleWatts`: the idle baseline that was learnt before; null = none. `record`: the file of a ledger. */
  constructor(finestMs = 10, idleWatts: number | null = null, record: string | null = null) {
    const host = this.#parts.use(createFakeHost(this.machine));
    const log = { info: () => {}, warn: () => {}, error: (facts: object) => this.faults.push(facts) };
    const remedy = { text: 'Allow it.', command: 'sudo allow' };
    const blocked = {
      id: 'locked',
      title: 'Locked',
      status: 'blocked',
      reason: 'no permission',
      remedy,
    } as const;
    const driver = new ScriptedDriver('scripted', () => [
      ready('scripted', this.source),
      ...(this.beside.channels.length > 0 ? [ready('beside', this.beside)] : []),
      blocked,
    ]);
    this.source.script = () => {
      const at = this.clock.now();
      const seconds = at.timelineMs / 1_000;
      return [
        { kind: 'counter', channel: 'scripted:cpu-0', at, joules: 100 + CPU_WATTS * seconds },
        { kind: 'counter', channel: 'scripted:cores', at, joules: 100 + CORES_WATTS * seconds },
      ];
    };
    const setup = {
      drivers: [driver],
      options: {},
      simulated: null,
      finestMs,
      log,
      baselines: learnt(idleWatts),
      runs: storeOf(this.keptRuns),
      ...(record === null ? {} : { openLedger: (memory: Remembered) => this.#ledger(record, memory) }),
    };
    this.station = this.#parts.use(new Station({ ...setup, host: { ...host, clock: this.clock } }));
  }

  #ledger(path: string, memory: Remembered): Ledger {
    const log = { info: () => {}, warn: (facts: object) => this.faults.push(facts) };
    return new Ledger({ path, minuteDays: 30, days: null, now: () => this.clock.now(), log }, memory);
  }

  async start(more: Partial<HttpSetup> = {}): Promise<this> {
    await this.station.start();
    const http = await startHttp({
      view: this.station,
      socket: {
        file: this.socketPath,
        group: null,
        ownFolder: false,
        uid: process.getuid?.() ?? 0,
        replace: false,
      },
      peerOf: createPeers(),
      tcp: null,
      exitWhenUnusedMs: null,
      onFault: (error) => this.faults.push(error),
      onTcp: (outcome) => this.faults.push(outcome),
      onEnd: (reason) => this.ends.push(reason),
      ...more,
    });
    this.#parts.use(http);
    this.tcpPort = http.port;
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function learnt(idleWatts: number | null): BaselineStore {
  const means = idleWatts === null ? {} : { 'machine/platform/cpu-0=scripted:cpu-0': [idleWatts] };
  return { load: () => ({ version: 1, means }), save: () => {} };
}

function storeOf(kept: KeptRun[]): RunStore {
  return {
    keep: (run) => kept.push(run),
    between: (kernel, from, to) =>
      kept.filter((one) => one.kernel === kernel && one.run.energy.from < to && one.run.energy.to > from),
  };
}
