// How busy the processors are, from /proc/stat.

/** Ticks since the machine started, summed over some processors. The length of a tick cancels out. */
export interface CpuTicks {
  readonly busy: number;
  /** Busy, idle and stolen. */
  readonly all: number;
  /** Processors counted. */
  readonly cpus: number;
}

/**
 * Sums the `cpuN` lines of /proc/stat, all of them or those in `only`. Null when no line can be read.
 *
 * Busy = user + nice + system + irq + softirq. `guest` and `guest_nice` are inside user and nice already. Time stolen by
 * other virtual machines is not busy, but it has passed: it is in `all`.
 */
export function parseProcStat(text: string, only: ReadonlySet<number> | null = null): CpuTicks | null {
  let busy = 0;
  let all = 0;
  let cpus = 0;
  for (const [, cpu, counts] of text.matchAll(/^cpu(\d+)((?: +\d+){4,10}) *$/gm)) {
    if (only && !only.has(Number(cpu))) continue;
    const ticks = (counts ?? '').trim().split(/ +/).map(Number);
    const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = ticks;
    const working = user + nice + system + irq + softirq;
    busy += working;
    all += working + idle + iowait + steal;
    cpus += 1;
  }
  return cpus === 0 ? null : { busy, all, cpus };
}

/**
 * The part of the time between two looks at /proc/stat for which the processors were busy, 0 … 1. The kernel's idle counts
 * may step back by a tick, and processors may vanish: what goes backwards counts as nothing.
 */
export function busyFraction(before: CpuTicks, now: CpuTicks): number {
  const passed = now.all - before.all;
  if (passed <= 0) return 0;
  return Math.min(1, Math.max(0, now.busy - before.busy) / passed);
}

/** `0-3,8,10-11` → {0, 1, 2, 3, 8, 10, 11}; null for an empty or garbled list. */
export function parseCpuList(text: string): ReadonlySet<number> | null {
  const cpus = new Set<number>();
  for (const range of text.trim().split(',')) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range);
    if (!match) return null;
    for (let cpu = Number(match[1]); cpu <= Number(match[2] ?? match[1]); cpu++) cpus.add(cpu);
  }
  return cpus.size === 0 ? null : cpus;
}
