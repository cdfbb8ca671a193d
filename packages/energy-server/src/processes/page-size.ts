// How large a page of memory is, as no file of /proc says plainly: told from our own process, which has its size in pages and in kB.

import type { FileTree } from '../host/host.ts';
import { parseProcessStat } from './process-stat.ts';

/** What Linux offers on the machines that Node runs on. */
const SIZES = [4_096, 16_384, 65_536];

/** Null where it cannot be told. */
export function pageBytes(procfs: FileTree): number | null {
  try {
    const pages = parseProcessStat(procfs.readText('self/stat'))?.residentPages ?? 0;
    const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(procfs.readText('self/status'))?.[1] ?? 0);
    if (pages === 0 || kibibytes === 0) return null;
    // Between the two reads it may have grown a little: the nearest size by ratio is meant.
    const ratio = (kibibytes * 1024) / pages;
    return SIZES.toSorted((a, b) => Math.abs(Math.log(a / ratio)) - Math.abs(Math.log(b / ratio)))[0] ?? null;
  } catch {
    return null;
  }
}
