// Who uses a GPU: looked at beside its readings while somebody wants to know.

import type { Domain } from '@jupyter-energy/contract';
import type { DeviceProcess, DeviceUse } from '../../energy/device-use.ts';
import type { FileTree } from '../../host/host.ts';
import type { DeviceUsers } from '../source.ts';
import { showsHostProcesses } from './host-pids.ts';
import type { ProcessList } from './processes.ts';
import { NvmlError } from './return-codes.ts';

/** A power that is asked for 20 times a second need not come with its users each time. */
const LOOK_EVERY_MS = 200;
/** Who does not tell them hardly ever begins to: when the driver is changed, or the GPU is no longer divided. */
const TRY_AGAIN_MS = 10_000;
/** The driver samples about once a second: so long the newest samples say how much each process uses. */
const SAMPLES_HOLD_MS = 3_000;

const NOT_TOLD = 'This GPU does not tell which processes use it: its energy is not divided among kernels.';
const NOT_SHARED =
  'This GPU does not tell how much of it each process uses: while several programs compute on it, its energy is not divided among kernels.';
const IN_CONTAINER =
  'The GPU’s driver counts processes as the host does, and this container shows others: its energy is not divided among kernels. ' +
  'With the host’s /proc (--path.procfs) it is.';

export class GpuUsers implements DeviceUsers {
  readonly #list: ProcessList;
  readonly #domain: Domain;
  readonly #procfs: FileTree;
  #wanted = false;
  #newest: readonly DeviceUse[] = [];
  #lookedMs = Number.NEGATIVE_INFINITY;
  #sampledMs = Number.NEGATIVE_INFINITY;
  /** How much each process used in the newest samples, in percent of a period. */
  #used: ReadonlyMap<number, number> = new Map();
  #reason: string | null = null;

  constructor(list: ProcessList, domain: Domain, procfs: FileTree) {
    this.#list = list;
    this.#domain = domain;
    this.#procfs = procfs;
  }

  get newest(): readonly DeviceUse[] {
    return this.#newest;
  }

  /** Why its energy is not divided, in a sentence; null where it is, or where nobody wanted to know. */
  get reason(): string | null {
    return this.#reason;
  }

  want(wanted: boolean): void {
    this.#wanted = wanted;
    if (!wanted) this.#newest = [];
  }

  /** Whether somebody wants to know, and the last look is long enough ago. */
  isDue(nowMs: number): boolean {
    const everyMs = this.#reason === NOT_TOLD ? TRY_AGAIN_MS : LOOK_EVERY_MS;
    return this.#wanted && nowMs - this.#lookedMs >= everyMs;
  }

  /** Looks. Never rejects because of the GPU, whose reading is worth having without its users. */
  async look(nowMs: number): Promise<void> {
    this.#lookedMs = nowMs;
    try {
      this.#newest = [{ domain: this.#domain, processes: await this.#processes(nowMs) }];
    } catch (error) {
      if (!(error instanceof NvmlError)) throw error;
      this.#newest = [{ domain: this.#domain, processes: null }];
    }
  }

  async #processes(nowMs: number): Promise<readonly DeviceProcess[] | null> {
    const computing = await this.#list.computing();
    if (computing === null) return this.#unknown(NOT_TOLD);
    const pids = computing.map(({ pid }) => pid);
    if (pids.length > 0 && !showsHostProcesses(this.#procfs)) return this.#unknown(IN_CONTAINER);
    this.#reason = null;
    if (pids.length <= 1) return pids.map((pid) => ({ pid, amount: null }));
    const samples = await this.#list.utilisation();
    if (samples === null) {
      this.#reason = NOT_SHARED;
      this.#sampledMs = Number.NEGATIVE_INFINITY;
    } else if (samples.length > 0) {
      const used = new Map<number, number>();
      for (const { pid, smPercent } of samples) used.set(pid, (used.get(pid) ?? 0) + smPercent);
      this.#used = used;
      this.#sampledMs = nowMs;
    }
    const isKnown = nowMs - this.#sampledMs < SAMPLES_HOLD_MS;
    const all = new Set([...pids, ...(isKnown ? this.#used.keys() : [])]);
    return [...all].map((pid) => ({ pid, amount: isKnown ? (this.#used.get(pid) ?? 0) : null }));
  }

  #unknown(reason: string): null {
    this.#reason = reason;
    return null;
  }
}
