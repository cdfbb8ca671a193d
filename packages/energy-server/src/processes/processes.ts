// The processes of all kernels: which they are, and how much CPU time each kernel and the whole machine have used.

import type { Host } from '../host/host.ts';
import { BusyTime } from './busy-time.ts';
import { ConnectionFiles, type FoundKernel } from './connection-files.ts';
import { type ControlGroup, ownControlGroup } from './control-group.ts';
import { Members, sumOf, type Used } from './members.ts';
import { listProcesses, Newcomers } from './newcomers.ts';
import { pageBytes } from './page-size.ts';
import { type Owner, ownerOf } from './process-owner.ts';
import { type ProcessStat, parseProcessStat } from './process-stat.ts';
import { pidHere } from './told-pid.ts';

/** What is known of a kernel's processes as of a look. */
export interface KernelLook {
  /** Its own process is there and has not ended. */
  readonly alive: boolean;
  /** Since it was followed first; only grows. */
  readonly cpuSeconds: number;
  /** What of them was told in hundredths of a second, the rest finer. */
  readonly coarseSeconds: number;
}

export interface Look {
  /** Timeline. */
  readonly atMs: number;
  /** Of all processors since the machine started; null where /proc/stat cannot be read. */
  readonly busySeconds: number | null;
  /** By so much that may be behind. */
  readonly tickSeconds: number;
  readonly kernels: ReadonlyMap<string, KernelLook>;
}

export interface KernelMemory {
  readonly processes: number;
  /** Shared pages count for each process that has them. Null where nobody can tell. */
  readonly residentBytes: number | null;
}

/** Who tells which process a kernel is. */
export interface Teller {
  /** Null where he may what we may. */
  readonly user: number | null;
  /** See `pidHere`. */
  readonly pid: () => number | null;
}

const NOTHING: Used = { seconds: 0, coarse: 0 };

const US: Teller = { user: null, pid: () => null };

interface Followed {
  readonly root: ProcessStat;
  readonly uid: number;
  cpuSeconds: number;
  coarseSeconds: number;
  group: { readonly of: ControlGroup; usedSeconds: number } | null;
}

export class Processes {
  readonly #host: Host;
  readonly #members: Members;
  readonly #newcomers: Newcomers;
  readonly #connectionFiles: ConnectionFiles;
  readonly #followed = new Map<string, Followed>();
  readonly #busyTime: BusyTime;
  #pageBytes: number | null = null;

  constructor(host: Host) {
    this.#host = host;
    this.#members = new Members(host);
    this.#busyTime = new BusyTime(host);
    this.#newcomers = new Newcomers(host.procfs, host.clock);
    this.#connectionFiles = new ConnectionFiles(host.procfs);
  }

  /**
   * Follows a kernel's process and everything that it has started; one that was followed before goes on with the account of its
   * process before. Answers what stands in the way, in a sentence, or null.
   */
  follow(kernel: string, told: number, teller: Teller = US): string | null {
    const here = pidHere(this.#host.procfs, told, teller.pid());
    if ('reason' in here) return here.reason;
    const { pid } = here;
    const owner = ownerOf(this.#host.procfs, pid);
    if (owner.kind !== 'user' || !this.#mayFollow(owner.uid, teller)) return refusalOf(pid, owner);
    const { uid } = owner;
    if (this.#followed.size === 0) this.#newcomers.seenAll();
    const before = this.#followed.get(kernel);
    const root = this.#members.adopt(kernel, pid);
    if (root === null) return `Process ${pid} has ended.`;
    if (before?.root.pid === pid && before.root.startTicks === root.startTicks) return null;
    const { cpuSeconds, coarseSeconds } = before ?? { cpuSeconds: 0, coarseSeconds: 0 };
    this.#followed.set(kernel, { root, uid, cpuSeconds, coarseSeconds, group: this.#ownGroup(kernel, root) });
    this.#pageBytes ??= pageBytes(this.#host.procfs);
    this.#adoptDescendants(kernel, root);
    return null;
  }

  /** The user of a kernel that is followed. */
  ownerOf(kernel: string): number | null {
    return this.#followed.get(kernel)?.uid ?? null;
  }

  /** To which kernel a process belongs, as of the newest look; null for all others. */
  kernelOf(pid: number): string | null {
    return this.#members.kernelOf(pid);
  }

  /** Twice is safe. */
  forget(kernel: string): void {
    this.#followed.delete(kernel);
    this.#members.release(kernel);
  }

  /** Reads the processes of all kernels, and what was started since. */
  look(): Look {
    const used = this.#members.look();
    for (const pid of this.#newcomers.look()) this.#take(pid, used);
    const busy = this.#busyTime.read();
    const kernels = new Map<string, KernelLook>();
    for (const [id, followed] of this.#followed) {
      const { seconds, coarse } = this.#usedBy(followed, used.get(id) ?? NOTHING);
      followed.cpuSeconds += seconds;
      followed.coarseSeconds += coarse;
      const { root, cpuSeconds, coarseSeconds } = followed;
      kernels.set(id, { alive: this.#isAlive(root), cpuSeconds, coarseSeconds });
    }
    return { atMs: this.#host.clock.now().timelineMs, ...busy, kernels };
  }

  memory(kernel: string): KernelMemory {
    const members = this.#members.of(kernel);
    const pages = members.reduce((sum, { residentPages }) => sum + residentPages, 0);
    const residentBytes = this.#pageBytes === null ? null : pages * this.#pageBytes;
    return { processes: members.length, residentBytes };
  }

  /** Kernels of our own user that show a connection file in their command line. Reads processes that are new since the last search. */
  find(): readonly FoundKernel[] {
    return this.#connectionFiles.among(listProcesses(this.#host.procfs)).filter(({ pid }) => {
      const owner = ownerOf(this.#host.procfs, pid);
      return owner.kind === 'user' && this.#mayFollow(owner.uid, US);
    });
  }

  /** Nobody may have another user's process accounted, but root. */
  #mayFollow(uid: number, { user }: Teller): boolean {
    const by = user ?? this.#host.identity.uid;
    return by === 0 || uid === by;
  }

  /** A group that two kernels share is neither's. */
  #ownGroup(kernel: string, root: ProcessStat): Followed['group'] {
    const of = ownControlGroup(this.#host, root.pid, root.parent);
    const usedSeconds = of?.usedSeconds() ?? null;
    if (of === null || usedSeconds === null) return null;
    let shared = false;
    for (const [id, other] of this.#followed) {
      if (id === kernel || other.group?.of.path !== of.path) continue;
      other.group = null;
      shared = true;
    }
    return shared ? null : { of, usedSeconds };
  }

  #usedBy(followed: Followed, byProcesses: Used): Used {
    const { group } = followed;
    const now = group?.of.usedSeconds() ?? null;
    if (group === null || now === null) return byProcesses;
    const seconds = Math.max(0, now - group.usedSeconds);
    group.usedSeconds = now;
    return { seconds, coarse: 0 };
  }

  #isAlive({ pid, startTicks }: ProcessStat): boolean {
    const stat = this.#members.statOf(pid);
    return stat !== null && stat.startTicks === startTicks && stat.state !== 'Z' && stat.state !== 'X';
  }

  /** A process that was started since the last look: all its time is new. */
  #take(pid: number, used: Map<string, Used>): void {
    if (this.#members.statOf(pid) !== null) return;
    const stat = readStat(this.#host, pid);
    const kernel = stat === null || stat.isThread ? null : this.#kernelOf(stat);
    if (kernel === null || this.#members.adopt(kernel, pid) === null) return;
    used.set(kernel, sumOf(used.get(kernel), this.#members.usedBy(pid)));
  }

  /** By its parent; a process whose parent has ended, by the session that the kernel leads. */
  #kernelOf({ parent, session }: ProcessStat): string | null {
    const kernel = this.#members.kernelOf(parent);
    if (kernel !== null) return kernel;
    for (const [id, { root }] of this.#followed)
      if (root.session === root.pid && session === root.pid) return id;
    return null;
  }

  /** All that a kernel has started before we were told of it; reads every process once. */
  #adoptDescendants(kernel: string, root: ProcessStat): void {
    const roots = new Set([...this.#followed].filter(([id]) => id !== kernel).map(([, one]) => one.root.pid));
    const all = listProcesses(this.#host.procfs).flatMap((pid) => readStat(this.#host, pid) ?? []);
    const adopted = new Set([root.pid]);
    const belongs = ({ pid, parent, session }: ProcessStat) =>
      !adopted.has(pid) &&
      !roots.has(pid) &&
      (adopted.has(parent) || (root.session === root.pid && session === root.pid));
    for (let news = all.filter(belongs); news.length > 0; news = all.filter(belongs)) {
      for (const { pid } of news) {
        adopted.add(pid);
        this.#members.adopt(kernel, pid);
      }
    }
  }
}

function readStat({ procfs }: Host, pid: number): ProcessStat | null {
  try {
    return parseProcessStat(procfs.readText(`${pid}/stat`));
  } catch {
    return null; // Gone again, or hidden.
  }
}

/** Why a process is not followed, in a sentence. */
function refusalOf(pid: number, { kind }: Owner): string {
  if (kind === 'absent') return `There is no process ${pid}, or it is hidden from us (hidepid).`;
  if (kind === 'unreadable') return `Process ${pid} cannot be looked at: /proc/${pid} is closed to us.`;
  return `Process ${pid} belongs to another user.`;
}
