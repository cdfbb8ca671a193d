// Which kernels there are and were: told by the bridge, or found by their command lines; and whether they still live.

import type { KernelRegistration } from '@jupyter-energy/contract';
import type { CpuLook, KernelCpu } from '../attribution/cpu-times.ts';
import type { Seen } from '../attribution/seen-from.ts';
import type { Clock } from '../host/host.ts';
import type { KernelMemory, Processes, Teller } from '../processes/processes.ts';
import { ALL, type Asker, maySee } from './asker.ts';
import {
  entryFor,
  type FoundBy,
  type KernelEntry,
  type KernelState,
  type Told,
  withActivity,
} from './kernel-entry.ts';
import { RunBook } from './run-book.ts';

const SEARCH_EVERY_MS = 30_000;
/** Ended ones included, whose intervals may still be asked for. */
const MOST_OF_A_USER = 200;
const MOST_KERNELS = 1_000;

export class KernelBook {
  readonly runs = new RunBook();
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

  /** Under which heading this asker sees each kernel; `own`: those from which it is seen. */
  headings(asker: Asker, own: (entry: KernelEntry) => boolean): Seen {
    return (id) => {
      const entry = this.#entries.get(id);
      if (entry === undefined || !maySee(asker, entry.owner)) return 'others';
      return own(entry) ? 'kernel' : 'otherKernels';
    };
  }

  /** Whether any kernel's processes are followed. */
  get hasLiving(): boolean {
    return this.entries.some(({ state }) => state === 'found');
  }

  memory(id: string): KernelMemory {
    return this.#processes.memory(id);
  }

  /** Null where there are too many kernels already. */
  register(
    id: string,
    told: KernelRegistration,
    teller: Asker = ALL,
    foundBy: FoundBy = 'bridge',
  ): KernelEntry | null {
    const before = this.#entries.get(id);
    const user = typeof teller.user === 'number' ? teller.user : null;
    if (before === undefined && !this.#makeRoom(user)) return null;
    // A restart: what it executed was cut off.
    if (before !== undefined && before.pid !== (told.pid ?? null)) this.#rest(before);
    const entry = entryFor(id, told, foundBy, this.#entries.get(id), this.#clock.now().wallMs);
    const judged = {
      ...entry,
      owner: entry.owner ?? user,
      ...this.#judge(id, told, { user, pid: teller.pid }),
    };
    // One that is followed already goes on with the count that it has there, whatever its process is now.
    const goesOn = before?.state === 'found' && judged.state === 'found';
    this.#entries.set(id, goesOn ? { ...judged, cpuSecondsBefore: before.cpuSecondsBefore } : judged);
    return this.#entries.get(id) ?? null;
  }

  /** It has ended, by the bridge's word. Answers whether it was known; twice is safe. */
  remove(id: string): boolean {
    const entry = this.#entries.get(id);
    if (entry !== undefined && entry.state !== 'gone') this.#end(entry, 'The Jupyter server has ended it.');
    return entry !== undefined;
  }

  /** Answers whether the kernel is known. It is busy while any of its runs goes on. */
  note(id: string, { state, atMs, run, count }: Told): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    if (state === 'busy' && run !== undefined) this.runs.begin(id, run, count ?? null, atMs);
    else if (run !== undefined) this.runs.end(id, run, atMs);
    else if (state === 'idle') this.runs.endAll(id, atMs);
    const now = this.runs.isBusy(id) ? 'busy' : state;
    this.#entries.set(id, withActivity(entry, { state: now, atMs }));
    return true;
  }

  /** Reads the CPU time of all living kernels. */
  look(): CpuLook {
    const { kernels, ...look } = this.#processes.look();
    const cpu = new Map<string, KernelCpu>();
    for (const [id, { alive, cpuSeconds: used, coarseSeconds }] of kernels) {
      const entry = this.#entries.get(id);
      if (entry === undefined) continue;
      const cpuSeconds = entry.cpuSecondsBefore + used;
      cpu.set(id, { cpuSeconds, coarseSeconds });
      this.#entries.set(id, { ...entry, cpuSeconds });
      if (!alive) this.#end({ ...entry, cpuSeconds }, 'Its process has ended.');
    }
    return { ...look, kernels: cpu };
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
        this.register(id, { pid }, ALL, 'command line');
    }
  }

  #judge(
    id: string,
    { pid, elsewhere }: KernelRegistration,
    teller: Teller,
  ): Partial<KernelEntry> & { readonly state: KernelState } {
    const isHere = elsewhere !== true && pid !== undefined && pid !== null;
    const refusal = isHere ? this.#processes.follow(id, pid, teller) : null;
    if (isHere && refusal === null)
      return { state: 'found', reason: null, owner: this.#processes.ownerOf(id) };
    this.#processes.forget(id);
    if (elsewhere === true) return { state: 'elsewhere', reason: 'The kernel runs on another machine.' };
    return { state: 'unknown', reason: refusal ?? 'The Jupyter server does not know its process.' };
  }

  #end(entry: KernelEntry, reason: string): void {
    this.#processes.forget(entry.id);
    this.#rest({ ...entry, state: 'gone', reason });
  }

  /** Whatever it executed has come to an end. */
  #rest(entry: KernelEntry): void {
    const atMs = this.#clock.now().timelineMs;
    this.runs.endAll(entry.id, atMs);
    const wasTold = entry.activities.length > 0;
    this.#entries.set(entry.id, wasTold ? withActivity(entry, { state: 'idle', atMs }) : entry);
  }

  /** Drops the kernel that ended first, if there must be room. One user's kernels do not take that of another's. */
  #makeRoom(user: number | null): boolean {
    const { entries } = this;
    const own = user === null ? entries : entries.filter(({ owner }) => owner === user);
    const isFull = own.length >= MOST_OF_A_USER;
    if (!isFull && entries.length < MOST_KERNELS) return true;
    const full = isFull ? own : entries;
    const ended = full.find(({ state }) => state !== 'found');
    if (ended === undefined) return false;
    this.#entries.delete(ended.id);
    this.runs.forget(ended.id);
    this.#forgotten(ended.id);
    return true;
  }
}
