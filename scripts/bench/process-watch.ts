// What another process costs, from outside: its CPU time and its memory, out of /proc.

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const MB = 1e6;

export interface ProcessCost {
  /** Of one core, over the time watched. */
  readonly cpuPercent: number;
  /** Resident memory at the end, pages shared with other processes included (VmRSS). */
  readonly residentMb: number;
  /** The same with shared pages divided among those who share them (PSS). */
  readonly proportionalMb: number;
}

/** Watches a process for so long. Throws when it ends meanwhile. */
export async function watchProcess(pid: number, ms: number): Promise<ProcessCost> {
  const startMs = performance.now();
  const before = cpuNanoseconds(pid);
  await pause(ms);
  const cpuMs = (cpuNanoseconds(pid) - before) / 1e6;
  return { cpuPercent: (100 * cpuMs) / (performance.now() - startMs), ...memoryOf(pid) };
}

/** Memory now. */
export function memoryOf(pid: number): Omit<ProcessCost, 'cpuPercent'> {
  return {
    residentMb: field(`/proc/${pid}/status`, 'VmRSS') / MB,
    proportionalMb: field(`/proc/${pid}/smaps_rollup`, 'Pss') / MB,
  };
}

/** The scheduler counts nanoseconds for each thread, where /proc/PID/stat has ticks of 10 ms: too coarse for 0.1 %. */
export function cpuNanoseconds(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((total, thread) => {
    const [ran = 'NaN'] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    return total + Number(ran);
  }, 0);
}

/** Bytes of a line such as `VmRSS:  66848 kB`. */
function field(file: string, name: string): number {
  const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(file, 'utf8'))?.[1];
  return Number(kibibytes ?? Number.NaN) * 1024;
}
