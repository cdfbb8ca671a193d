// Processes in a folder that looks like /proc.

import type { Machine } from './machine.ts';

export interface FakeProcess {
  readonly pid: number;
  readonly name?: string;
  readonly state?: string;
  readonly parent?: number;
  readonly session?: number;
  /** Ticks of 10 ms: user, system. */
  readonly own?: readonly [number, number];
  readonly reaped?: readonly [number, number];
  readonly start?: number;
  readonly pages?: number;
  readonly thread?: boolean;
  readonly uid?: number;
  readonly arguments?: readonly string[];
  readonly cgroup?: string;
}

/** A line of /proc/<pid>/stat, with the 52 fields of Linux 3.5 and later. */
export function statLine(process: FakeProcess): string {
  const { pid, name = 'sleep', state = 'S', parent = 1, session = 1, start = 1000, pages = 10 } = process;
  const [user, system] = process.own ?? [0, 0];
  const [reapedUser, reapedSystem] = process.reaped ?? [0, 0];
  const fields = Array.from({ length: 52 }, () => '0');
  const set = (field: number, value: number | string) => {
    fields[field - 1] = String(value);
  };
  set(1, pid);
  set(2, `(${name})`);
  set(3, state);
  set(4, parent);
  set(6, session);
  set(14, user);
  set(15, system);
  set(16, reapedUser);
  set(17, reapedSystem);
  set(22, start);
  set(24, pages);
  set(38, process.thread ? -1 : 17);
  return `${fields.join(' ')}\n`;
}

/** Puts a process there, or changes it. */
export function putProcess(machine: Machine, process: FakeProcess): void {
  const { pid, uid = 1000, arguments: args = [], cgroup = '0::/session\n' } = process;
  machine.write(`proc/${pid}/stat`, statLine(process));
  machine.write(`proc/${pid}/status`, `Name:\tx\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n`);
  machine.write(`proc/${pid}/cmdline`, args.map((one) => `${one}\0`).join(''));
  machine.write(`proc/${pid}/cgroup`, cgroup);
}

export function endProcess(machine: Machine, pid: number): void {
  machine.remove(`proc/${pid}`);
}

/** The pid that was given last. */
export function setLastPid(machine: Machine, pid: number): void {
  machine.write('proc/loadavg', `0.10 0.20 0.30 1/100 ${pid}\n`);
}
