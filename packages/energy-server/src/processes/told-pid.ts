// What a pid means that somebody in a container told us: there processes are counted anew.

import type { FileTree } from '../host/host.ts';
import { listProcesses } from './newcomers.ts';
import { parseProcessStat } from './process-stat.ts';

/** A pid as our /proc counts, or why it cannot be known, in a sentence. */
export type PidHere = { readonly pid: number } | { readonly reason: string };

const OUTSIDE: PidHere = {
  reason: 'It was told from outside of our container, where processes are counted otherwise.',
};

/** No process has more ancestors than that without a circle in what was read. */
const MOST_ANCESTORS = 1_000;

/**
 * `teller`: the process that told it, as our /proc counts; null for ourselves, whose /proc may be that of our container's host.
 * The last numbers of `NSpid` (proc_pid_status(5)) are a process's pids in the containers around it.
 */
export function pidHere(procfs: FileTree, told: number, teller: number | null): PidHere {
  if (teller === 0) return OUTSIDE;
  const own = teller ?? 'self';
  const depth = pidsOf(procfs, own).length;
  if (depth <= 1) return { pid: told };
  const found = listProcesses(procfs).filter(
    (pid) => pidsOf(procfs, pid)[depth - 1] === told && isInSameContainer(procfs, pid, own),
  );
  const [pid] = found;
  if (pid !== undefined && found.length === 1) return { pid };
  return { reason: `Process ${told} is one of a container, and which of ours that is cannot be told.` };
}

/** Outermost first; empty where the process is gone or hidden, or Linux too old to tell. */
function pidsOf(procfs: FileTree, pid: number | string): readonly number[] {
  const line = /^NSpid:((?:\s+\d+)+)$/m.exec(read(procfs, `${pid}/status`))?.[1];
  return line === undefined ? [] : line.trim().split(/\s+/).map(Number);
}

/** By the name of its namespace where that may be looked at, else because the teller has started it. */
function isInSameContainer(procfs: FileTree, pid: number, teller: number | string): boolean {
  const [its, tellers] = [pid, teller].map((one) => procfs.linkName(`${one}/ns/pid`));
  if (its !== null && its !== undefined && tellers !== null) return its === tellers;
  const wanted = pidsOf(procfs, teller)[0];
  let ancestor = parentOf(procfs, pid);
  for (let steps = 0; ancestor > 1 && steps < MOST_ANCESTORS; steps += 1) {
    if (ancestor === wanted) return true;
    ancestor = parentOf(procfs, ancestor);
  }
  return false;
}

function parentOf(procfs: FileTree, pid: number): number {
  return parseProcessStat(read(procfs, `${pid}/stat`))?.parent ?? 0;
}

function read(procfs: FileTree, path: string): string {
  try {
    return procfs.readText(path);
  } catch {
    return ''; // Gone, or hidden.
  }
}
