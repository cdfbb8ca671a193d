// How long the machine's processors were busy, all together, from /proc/stat.

import type { FileTree } from '../host/host.ts';
import { TICKS_PER_SECOND } from './process-stat.ts';

/** All processors' time since the machine started, in seconds. */
export interface MachineTime {
  readonly busySeconds: number;
  /** Busy, idle, and stolen by other virtual machines. */
  readonly allSeconds: number;
}

/**
 * Busy = user + nice + system + irq + softirq. `guest` and `guest_nice` are inside user and nice already, and stolen time was
 * somebody else's. Null for a text without the line.
 */
export function parseMachineTime(text: string): MachineTime | null {
  const counts = /^cpu((?: +\d+){4,10}) *$/m.exec(text)?.[1];
  if (counts === undefined) return null;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = counts
    .trim()
    .split(/ +/)
    .map(Number);
  const busy = user + nice + system + irq + softirq;
  return {
    busySeconds: busy / TICKS_PER_SECOND,
    allSeconds: (busy + idle + iowait + steal) / TICKS_PER_SECOND,
  };
}

/** Null where it cannot be read. */
export function readMachineTime(procfs: FileTree): MachineTime | null {
  try {
    return parseMachineTime(procfs.readText('stat'));
  } catch {
    // Without it nothing can be divided; who asks says so.
    return null;
  }
}
