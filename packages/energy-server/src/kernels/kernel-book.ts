// Which kernels there are and were: told by the bridge, or found by their command lines; and whether they still live.

import type { KernelActivity, KernelRegistration, Milliseconds } from '@jupyter-energy/contract';
import type { CpuLook } from '../attribution/accounts.ts';
import type { Clock } from '../host/host.ts';
import type { KernelMemory, Processes } from '../processes/processes.ts';
import { entryFor, type FoundBy, type KernelEntry, type KernelState, withActivity } from './kernel-entry.ts';

const SEARCH_EVERY_MS = 30_000;
/** Ended ones included, whose intervals may still be asked for. */
const MOST_KERNELS = 200;

export class KernelBook {
  readonly #processes: Processes;
  readonly #clock: Clock;
  readonly #entries = new Map<string, KernelEntry>();
  readonly #forgotten: (id: string) => void;
  #searchedAtMs = Number.NEGATIVE_INFINITY;

  /** `forgotten` is called for kernels that are dropped to make room. */
  constructor(processes: Processes, clock: Clock, forgotten: (id: string) => void) {
    this.#processes = processes;
    this.#clock = clock;
    this.#forgotten = forgotten;
  }

  get entries(): readonly KernelEntry[] {
    return [...this.#entries.values()];
  }

  entry(id: string): KernelEntry | undefined {
    return this.#entries.get(id);
  }

  /** Whether any kernel's processes are followed. */
  get hasLiving(): boolean {
    return this.entries.some(({ state }) => state === 'found');
  }

  memory(id: string): KernelMemory {
    return this.#processes.memory(id);
  }

  /** Null where there are too many kernels already. */
  register(id: string, told: KernelRegistration, foundBy: FoundBy = 'bridge'): KernelEntry | null {
    const before = this.#entries.get(id);
    if (before === undefined && !this.#makeRoom()) return null;
    const isSame = before?.state === 'found' && before.pid === told.pid;
    const entry = entryFor(id, told, foundBy, before, this.#clock.now().wallMs);
    const judged = { ...entry, ...this.#judge(id, told) };
    this.#entries.set(id, isSame ? { ...judged, cpuSecondsBefore: before.cpuSecondsBefore } : judged);
    return this.#entries.get(id) ?? null;
  }

  /** It has ended, by the bridge's word. Answers whether it was known; twice is safe. */
  remove(id: string): boolean {
    const entry = this.#entries.get(id);
    if (entry !== undefined && entry.state !== 'gone') this.#end(entry, 'The Jupyter server has ended it.');
    return entry !== undefined;
  }

  /** Answers whether the kernel is known. */
  note(id: string, state: KernelActivity, atMs: Milliseconds): boolean {
    const entry = this.#entries.get(id);
    if (entry !== undefined) this.#entries.set(id, withActivity(entry, { state, atMs }));
    return entry !== undefined;
  }

  /** Reads the CPU time of all living kernels. */
  look(): CpuLook {
    const { atMs, busySeconds, kernels } = this.#processes.look();
    const cpu = new Map<string, { readonly cpuSeconds: number }>();
    for (const [id, { alive, cpuSeconds: used }] of kernels) {
      const entry = this.#entries.get(id);
      if (entry === undefined) continue;
      const cpuSeconds = entry.cpuSecondsBefore + used;
      cpu.set(id, { cpuSeconds });
      this.#entries.set(id, { ...entry, cpuSeconds });
      if (!alive) this.#end({ ...entry, cpuSeconds }, 'Its process has ended.');
    }
    return { atMs, busySeconds, kernels: cpu };
  }

  /** Looks for kernels that nobody told us of, twice a minute at most. */
  search(): void {
    const { timelineMs } = this.#clock.now();
    if (timelineMs - this.#searchedAtMs < SEARCH_EVERY_MS) return;
    this.#searchedAtMs = timelineMs;
    for (const { id, pid } of this.#processes.find()) {
      const known = this.#entries.get(id);
      // Of those that were told of, the bridge knows better; a process that has ended is found again only as another one.
      if (known === undefined || (known.foundBy === 'command line' && known.state !== 'found'))
        this.register(id, { pid }, 'command line');
    }
  }

  #judge(id: string, { pid, elsewhere }: KernelRegistration): { state: KernelState; reason: string | null } {
    const isHere = elsewhere !== true && pid !== undefined && pid !== null;
    const refusal = isHere ? this.#processes.follow(id, pid) : null;
    if (isHere && refusal === null) return { state: 'found', reason: null };
    this.#processes.forget(id);
    if (elsewhere === true) return { state: 'elsewhere', reason: 'The kernel runs on another machine.' };
    return { state: 'unknown', reason: refusal ?? 'The Jupyter server does not know its process.' };
  }

  #end(entry: KernelEntry, reason: string): void {
    this.#processes.forget(entry.id);
    this.#entries.set(entry.id, { ...entry, state: 'gone', reason });
  }

  /** Drops the kernel that ended first, if there must be room. */
  #makeRoom(): boolean {
    if (this.#entries.size < MOST_KERNELS) return true;
    const ended = this.entries.find(({ state }) => state !== 'found');
    if (ended === undefined) return false;
    this.#entries.delete(ended.id);
    this.#forgotten(ended.id);
    return true;
  }
}
