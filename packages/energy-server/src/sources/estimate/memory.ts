// How much memory the machine, or its share of one, has.

import type { FileTree } from '../../host/host.ts';
import type { Container } from './container.ts';

const BYTES_PER_GB = 1e9;

/** GB of the whole machine from /proc/meminfo; null when it does not tell. */
export function readMemoryGb(procfs: FileTree): number | null {
  let text: string;
  try {
    text = procfs.readText('meminfo');
  } catch {
    // Not readable: the memory beyond what the model includes is left out, and the notes say so.
    return null;
  }
  const kib = /^MemTotal:\s+(\d{1,15}) kB$/m.exec(text)?.[1];
  return kib === undefined ? null : (Number(kib) * 1024) / BYTES_PER_GB;
}

/**
 * GB that belong to `share` (0 … 1) of the machine's processors: the container's limit where it has one, else that part of the
 * machine's memory.
 */
export function memoryShareGb(machineGb: number, container: Container | null, share: number): number {
  const limit = container?.memoryLimitBytes() ?? null;
  return Math.min(machineGb * share, limit === null ? Number.POSITIVE_INFINITY : limit / BYTES_PER_GB);
}
