// How long all processors were busy, as finely as the machine tells it: by ticks of the scheduler, or in hundredths of a second.

import type { FileTree, Host } from '../host/host.ts';
import { readMachineTime } from './machine-time.ts';
import { TICKS_PER_SECOND } from './process-stat.ts';

export interface Busy {
  /** Since the machine started; null where nobody tells. */
  readonly busySeconds: number | null;
  /** By so much a count may be behind. */
  readonly tickSeconds: number;
}

interface Way {
  readonly file: string;
  read(text: string): number | null;
}

/** What all groups together used, in the root of their tree (cgroups of version 1, then of version 2): not rounded to hundredths. */
const WAYS: readonly Way[] = [
  ...['cpuacct', 'cpu,cpuacct'].map((folder) => ({
    file: `fs/cgroup/${folder}/cpuacct.usage`,
    read: (text: string) => (/^\d+\s*$/.test(text) ? Number(text) / 1e9 : null),
  })),
  ...['', 'unified/'].map((folder) => ({
    file: `fs/cgroup/${folder}cpu.stat`,
    read: (text: string) => {
      const of = (name: string) =>
        Number(new RegExp(`^${name}_usec (\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
      const seconds = (of('user') + of('system')) / 1e6;
      return Number.isFinite(seconds) ? seconds : null;
    },
  })),
];

/** In a container the root that we see is the container's: it must have used what the machine has used, nearly. */
const NEARLY = 0.1;
const NEARLY_SECONDS = 1;

/**
 * The scheduler adds up at each switch and at each tick of its own, of which most machines have 250 or 1,000 in a second
 * (CONFIG_HZ; those that have 100 are no better than /proc/stat).
 */
export const TICK_SECONDS = 0.004;

export class BusyTime {
  readonly #host: Pick<Host, 'procfs' | 'sysfs'>;
  /** Chosen once; null = /proc/stat. */
  #way: Way | null | undefined;
  #newest = 0;
  /** Of /proc/stat. */
  #aheadSeconds = 0;

  constructor(host: Pick<Host, 'procfs' | 'sysfs'>) {
    this.#host = host;
  }

  read(): Busy {
    const { procfs, sysfs } = this.#host;
    if (this.#way === undefined) this.#way = choose(sysfs, readMachineTime(procfs)?.busySeconds ?? null);
    const fine = this.#way === null ? null : readBy(sysfs, this.#way);
    if (fine !== null) {
      this.#newest = fine;
      return { busySeconds: fine, tickSeconds: TICK_SECONDS };
    }
    const told = readMachineTime(procfs)?.busySeconds ?? null;
    // A way that fails once has failed for good; /proc/stat goes on from where it was.
    if (this.#way !== null && told !== null) {
      this.#way = null;
      this.#aheadSeconds = this.#newest - told;
    }
    const busySeconds = told === null || this.#way !== null ? null : told + this.#aheadSeconds;
    return { busySeconds, tickSeconds: 1 / TICKS_PER_SECOND };
  }
}

function choose(sysfs: FileTree, told: number | null): Way | null {
  if (told === null) return null;
  const isWhole = (way: Way) => {
    const seconds = readBy(sysfs, way);
    return seconds !== null && Math.abs(seconds - told) <= NEARLY * told + NEARLY_SECONDS;
  };
  return WAYS.find(isWhole) ?? null;
}

function readBy(sysfs: FileTree, { file, read }: Way): number | null {
  try {
    return read(sysfs.readText(file));
  } catch {
    return null; // Not there, or not ours to read.
  }
}
