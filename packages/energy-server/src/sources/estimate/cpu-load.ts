// How busy the processors are, from /proc/stat.

/** Ticks of one processor since the machine started. The length of a tick cancels out. */
export interface CpuTicks {
  readonly busy: number;
  /** Busy, idle and stolen. */
  readonly all: number;
}

/** By the kernel's number of the processor. */
export type TicksByCpu = ReadonlyMap<number, CpuTicks>;

/**
 * The `cpuN` lines of /proc/stat, all of them or those in `only`. Empty when no line can be read.
 *
 * Busy = user + nice + system + irq + softirq. `guest` and `guest_nice` are inside user and nice already. Time stolen by
 * other virtual machines is not busy, but it has passed: it is in `all`.
 */
export function parseProcStat(text: string, only: ReadonlySet<number> | null = null): TicksByCpu {
  const ticks = new Map<number, CpuTicks>();
  for (const [, number, counts = ''] of text.matchAll(/^cpu(\d+)((?: +\d+){4,10}) *$/gm)) {
    const cpu = Number(number);
    if (only && !only.has(cpu)) continue;
    const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = counts
      .trim()
      .split(/ +/)
      .map(Number);
    const busy = user + nice + system + irq + softirq;
    ticks.set(cpu, { busy, all: busy + idle + iowait + steal });
  }
  return ticks;
}

/**
 * The part of the time between two looks at /proc/stat for which the processors were busy, 0 … 1. Processors that are in one look only
 * do not count: their ticks are those of another time. The kernel's idle counts may step back by a tick: that counts as nothing.
 */
export function busyFraction(before: TicksByCpu, now: TicksByCpu): number {
  let busy = 0;
  let passed = 0;
  for (const [cpu, ticks] of now) {
    const earlier = before.get(cpu);
    if (!earlier) continue;
    busy += Math.max(0, ticks.busy - earlier.busy);
    passed += Math.max(0, ticks.all - earlier.all);
  }
  return passed === 0 ? 0 : Math.min(1, busy / passed);
}

/** More numbers than this in one list are garbage. */
const MOST_CPUS = 100_000;

/** `0-3,8,10-11` → {0, 1, 2, 3, 8, 10, 11}; null for an empty or garbled list. */
export function parseCpuList(text: string): ReadonlySet<number> | null {
  const cpus = new Set<number>();
  let named = 0;
  for (const range of text.trim().split(',')) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range);
    if (!match) return null;
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    named += Math.max(1, last - first + 1);
    if (named > MOST_CPUS) return null;
    for (let cpu = first; cpu <= last; cpu++) cpus.add(cpu);
  }
  return cpus.size === 0 ? null : cpus;
}
