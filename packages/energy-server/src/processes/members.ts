// The processes of all kernels, and the CPU time that they use: nobody's counted twice, nobody's lost when they end.

import type { FileTree, OpenFile } from '../host/host.ts';
import { type ProcessStat, parseProcessStat, TICKS_PER_SECOND } from './process-stat.ts';

type KernelId = string;

interface Member {
  kernel: KernelId;
  /** Stays open: it means this very process, also when the pid is used again. */
  readonly file: OpenFile;
  stat: ProcessStat;
  /** Already counted time of children that have vanished, which may yet appear as reaped; of this look and of the one before. */
  debt: { fresh: number; old: number };
}

export class Members {
  readonly #procfs: FileTree;
  /** In the order of adoption, parents first: a child that ends in between then vanishes only after its parent was read. */
  readonly #members = new Map<number, Member>();

  constructor(procfs: FileTree) {
    this.#procfs = procfs;
  }

  kernelOf(pid: number): KernelId | null {
    return this.#members.get(pid)?.kernel ?? null;
  }

  statOf(pid: number): ProcessStat | null {
    return this.#members.get(pid)?.stat ?? null;
  }

  of(kernel: KernelId): readonly ProcessStat[] {
    return [...this.#members.values()].filter((one) => one.kernel === kernel).map(({ stat }) => stat);
  }

  /** Belongs to `kernel` from now on, also where it belonged to another. Null when it is gone, hidden or a thread. */
  adopt(kernel: KernelId, pid: number): ProcessStat | null {
    const known = this.#members.get(pid);
    if (known !== undefined && isSame(known.stat, read(known.file))) {
      known.kernel = kernel;
      return known.stat;
    }
    if (known !== undefined) this.#drop(pid, known);
    const opened = open(this.#procfs, pid);
    if (opened === null) return null;
    this.#members.set(pid, { kernel, ...opened, debt: { fresh: 0, old: 0 } });
    return opened.stat;
  }

  release(kernel: KernelId): void {
    for (const [pid, member] of this.#members) if (member.kernel === kernel) this.#drop(pid, member);
  }

  /** CPU seconds that each kernel's processes have used since the last look. */
  look(): Map<KernelId, number> {
    const before = new Map([...this.#members].map(([pid, { stat }]) => [pid, stat]));
    const gone: ProcessStat[] = [];
    for (const [pid, member] of this.#members) {
      const stat = read(member.file);
      if (stat !== null && isSame(stat, member.stat)) member.stat = stat;
      else {
        gone.push(member.stat);
        this.#drop(pid, member);
      }
    }
    for (const stat of gone) this.#owe(stat, gone);
    return this.#used(before);
  }

  /** Whoever waits for it gets its time as reaped time, of which what was seen is counted already. */
  #owe(ended: ProcessStat, gone: readonly ProcessStat[]): void {
    let heir: ProcessStat | undefined = ended;
    for (let steps = gone.length; heir !== undefined && steps >= 0; steps -= 1) {
      const { parent }: ProcessStat = heir;
      const living = this.#members.get(parent);
      if (living !== undefined) {
        living.debt.fresh += ended.ownTicks + ended.reapedTicks;
        return;
      }
      heir = gone.find(({ pid }) => pid === parent);
    }
  }

  #used(before: ReadonlyMap<number, ProcessStat>): Map<KernelId, number> {
    const used = new Map<KernelId, number>();
    for (const [pid, member] of this.#members) {
      const earlier = before.get(pid);
      const own = Math.max(0, member.stat.ownTicks - (earlier?.ownTicks ?? 0));
      const reaped = settle(member, Math.max(0, member.stat.reapedTicks - (earlier?.reapedTicks ?? 0)));
      used.set(member.kernel, (used.get(member.kernel) ?? 0) + (own + reaped) / TICKS_PER_SECOND);
    }
    return used;
  }

  #drop(pid: number, member: Member): void {
    member.file[Symbol.dispose]();
    this.#members.delete(pid);
  }
}

/** What of `reaped` is new. A debt that nobody asked for within two looks was not waited for, and is forgotten. */
function settle(member: Member, reaped: number): number {
  const { fresh, old } = member.debt;
  const fromOld = Math.min(old, reaped);
  const fromFresh = Math.min(fresh, reaped - fromOld);
  member.debt = { fresh: 0, old: fresh - fromFresh };
  return reaped - fromOld - fromFresh;
}

/** Pids are used again; the same pid with another start is another process. */
function isSame(a: ProcessStat, b: ProcessStat | null): boolean {
  return b !== null && a.pid === b.pid && a.startTicks === b.startTicks;
}

function open(procfs: FileTree, pid: number): { file: OpenFile; stat: ProcessStat } | null {
  try {
    const file = procfs.open(`${pid}/stat`);
    const stat = read(file);
    if (stat !== null && !stat.isThread) return { file, stat };
    file[Symbol.dispose]();
    return null;
  } catch {
    return null; // Gone again, or hidden.
  }
}

function read(file: OpenFile): ProcessStat | null {
  try {
    return parseProcessStat(file.readText());
  } catch {
    return null; // ESRCH: the process has ended and was waited for.
  }
}
