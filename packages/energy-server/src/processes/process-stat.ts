// One process as /proc/<pid>/stat tells it.

/** Ticks are those of the clock that user programs see: 100 a second (proc(5), USER_HZ on every machine that Node runs on). */
export const TICKS_PER_SECOND = 100;

export interface ProcessStat {
  readonly pid: number;
  /** The letter of its state; `Z` has ended and was not waited for yet. */
  readonly state: string;
  readonly parent: number;
  readonly session: number;
  /** CPU time of all its threads, those that have ended included. */
  readonly ownTicks: number;
  /** CPU time of its children that have ended and were waited for, and of theirs. */
  readonly reapedTicks: number;
  /** Since the start of the machine. With the pid it names a process for good: pids are used again. */
  readonly startTicks: number;
  readonly residentPages: number;
  /** The pid is that of a thread, whose counts are those of its process. */
  readonly isThread: boolean;
}

/** The first fields after the name (proc_pid_stat(5), which counts from 1 and has the state as field 3). */
const FIRST = 3;
const EXIT_SIGNAL = 38;

/** Null for a text that is no such line. The name may hold blanks and parentheses: the last one closes it. */
export function parseProcessStat(text: string): ProcessStat | null {
  const open = text.indexOf(' (');
  const close = text.lastIndexOf(') ');
  if (open < 1 || close < open) return null;
  const fields = text.slice(close + 2).split(' ');
  const number = (field: number) => Number(fields[field - FIRST] ?? Number.NaN);
  const stat = {
    pid: Number(text.slice(0, open)),
    state: fields[0] ?? '',
    parent: number(4),
    session: number(6),
    ownTicks: number(14) + number(15),
    reapedTicks: number(16) + number(17),
    startTicks: number(22),
    residentPages: number(24),
    // The kernel gives threads no signal to end with (clone(2), CLONE_THREAD).
    isThread: number(EXIT_SIGNAL) === -1,
  };
  const { pid, parent, session, ownTicks, reapedTicks, startTicks, residentPages } = stat;
  const numbers = [pid, parent, session, ownTicks, reapedTicks, startTicks, residentPages];
  return numbers.every(Number.isFinite) ? stat : null;
}
