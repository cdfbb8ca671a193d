// The processes of all kernels, and the CPU time that they use: nobody's counted twice, nobody's lost when they end.

import type { Host, OpenFile } from '../host/host.ts';
import { type ProcessStat, parseProcessStat, TICKS_PER_SECOND } from './process-stat.ts';

type KernelId = string;

interface Member {
  kernel: KernelId;
  /** Stays open: it means this very process, also when the pid is used again. */
  readonly file: OpenFile;
  stat: ProcessStat;
  /** CPU seconds of its own, from its clock where that can be read: `isFine`. */
  own: number;
  readonly isFine: boolean;
  /** Already counted seconds of children that have vanished, which may yet appear as reaped; of this look and of the one before. */
  debt: { fresh: number; old: number };
}

/** CPU seconds since the look before. */
export interface Used {
  readonly seconds: number;
  /** What of it was told in hundredths of a second. */
  readonly coarse: number;
}

export class Members {
  readonly #host: Pick<Host, 'procfs' | 'cpuSecondsOf'>;
  /** In the order of adoption, parents first: a child that ends in between then vanishes only after its parent was read. */
  readonly #members = new Map<number, Member>();

  constructor(host: Pick<Host, 'procfs' | 'cpuSecondsOf'>) {
    this.#host = host;
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
    // The clock first: where the process is still there after that, it was its own.
    const clock = this.#host.cpuSecondsOf(pid);
    const opened = open(this.#host.procfs, pid);
    if (opened === null) return null;
    const own = clock ?? secondsOf(opened.stat.ownTicks);
    this.#members.set(pid, { kernel, ...opened, own, isFine: clock !== null, debt: { fresh: 0, old: 0 } });
    return opened.stat;
  }

  /** All that a process has used since it was started. */
  usedBy(pid: number): Used {
    const member = this.#members.get(pid);
    if (member === undefined) return { seconds: 0, coarse: 0 };
    const reaped = secondsOf(member.stat.reapedTicks);
    return { seconds: member.own + reaped, coarse: member.isFine ? reaped : member.own + reaped };
  }

  release(kernel: KernelId): void {
    for (const [pid, member] of this.#members) if (member.kernel === kernel) this.#drop(pid, member);
  }

  /** What each kernel's processes have used since the last look. */
  look(): Map<KernelId, Used> {
    const before = new Map([...this.#members].map(([pid, { stat, own }]) => [pid, { stat, own }]));
    const gone: Gone[] = [];
    for (const [pid, member] of this.#members) {
      const clock = member.isFine ? this.#host.cpuSecondsOf(pid) : null;
      const stat = read(member.file);
      if (stat !== null && isSame(stat, member.stat)) {
        member.stat = stat;
        member.own = Math.max(member.own, member.isFine ? (clock ?? member.own) : secondsOf(stat.ownTicks));
      } else {
        gone.push({ ...member.stat, seconds: member.own + secondsOf(member.stat.reapedTicks) });
        this.#drop(pid, member);
      }
    }
    for (const stat of gone) this.#owe(stat, gone);
    return this.#used(before);
  }

  /** Whoever waits for it gets its time as reaped time, of which what was seen is counted already. */
  #owe(ended: Gone, gone: readonly Gone[]): void {
    let heir: Gone | undefined = ended;
    for (let steps = gone.length; heir !== undefined && steps >= 0; steps -= 1) {
      const { parent }: Gone = heir;
      const living = this.#members.get(parent);
      if (living !== undefined) {
        living.debt.fresh += ended.seconds;
        return;
      }
      heir = gone.find(({ pid }) => pid === parent);
    }
  }

  #used(
    before: ReadonlyMap<number, { readonly stat: ProcessStat; readonly own: number }>,
  ): Map<KernelId, Used> {
    const used = new Map<KernelId, Used>();
    for (const [pid, member] of this.#members) {
      const { kernel, stat, isFine } = member;
      const earlier = before.get(pid);
      const own = Math.max(0, member.own - (earlier?.own ?? 0));
      const reapedBefore = earlier?.stat.reapedTicks ?? 0;
      const reaped = settle(member, secondsOf(Math.max(0, stat.reapedTicks - reapedBefore)));
      used.set(
        kernel,
        sumOf(used.get(kernel), { seconds: own + reaped, coarse: isFine ? reaped : own + reaped }),
      );
    }
    return used;
  }

  #drop(pid: number, member: Member): void {
    member.file[Symbol.dispose]();
    this.#members.delete(pid);
  }
}

type Gone = ProcessStat & { readonly seconds: number };

export function sumOf(a: Used | undefined, b: Used): Used {
  return { seconds: (a?.seconds ?? 0) + b.seconds, coarse: (a?.coarse ?? 0) + b.coarse };
}

function secondsOf(ticks: number): number {
  return ticks / TICKS_PER_SECOND;
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

function open(procfs: Host['procfs'], pid: number): { file: OpenFile; stat: ProcessStat } | null {
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
