// Kernels that nobody told us of, found by the connection file that every kernel is given in its command line.

import type { FileTree } from '../host/host.ts';
import { type ProcessStat, parseProcessStat } from './process-stat.ts';

export interface FoundKernel {
  readonly id: string;
  readonly pid: number;
}

/** jupyter_client's MultiKernelManager names the file after the kernel's id; others choose names of their own, which are no ids. */
const CONNECTION_FILE = /(?:^|[/=])kernel-([0-9A-Za-z_-]{1,100})\.json$/;

/** After so many looks a process that has no connection file will not get one: whoever starts a kernel replaces itself by it at once. */
const ENOUGH_LOOKS = 2;

/** Remembers which processes are none, so that a look reads the command lines of new ones only. */
export class ConnectionFiles {
  readonly #procfs: FileTree;
  #looks = new Map<number, number>();

  constructor(procfs: FileTree) {
    this.#procfs = procfs;
  }

  /** Among these processes, the topmost of each kernel: wrappers (`conda run`, `bash -c`) show the file as well. */
  among(candidates: readonly number[]): readonly FoundKernel[] {
    const looks = new Map<number, number>();
    const matches = new Map<number, string>();
    for (const pid of candidates) {
      const looked = this.#looks.get(pid) ?? 0;
      const id = looked < ENOUGH_LOOKS ? this.#idOf(pid) : null;
      if (id !== null) matches.set(pid, id);
      else looks.set(pid, looked + 1);
    }
    this.#looks = looks;
    const topmost = [...matches].filter(([pid, id]) => !this.#isInside(pid, id, matches));
    // A console or an editor that was given the file came after the kernel.
    const oldestFirst = topmost.toSorted(([a], [b]) => this.#startOf(a) - this.#startOf(b));
    const pids = new Map<string, number>();
    for (const [pid, id] of oldestFirst) if (!pids.has(id)) pids.set(id, pid);
    return [...pids].map(([id, pid]) => ({ id, pid }));
  }

  #idOf(pid: number): string | null {
    try {
      for (const argument of this.#procfs.readText(`${pid}/cmdline`).split('\0')) {
        const id = CONNECTION_FILE.exec(argument)?.[1];
        if (id !== undefined) return id;
      }
    } catch {
      // Gone, or hidden.
    }
    return null;
  }

  /** Whether an ancestor shows the same kernel's file. */
  #isInside(pid: number, id: string, matches: ReadonlyMap<number, string>): boolean {
    let parent = this.#statOf(pid)?.parent ?? 0;
    for (let steps = 0; parent > 1 && steps < 100; steps += 1) {
      if (matches.get(parent) === id) return true;
      parent = this.#statOf(parent)?.parent ?? 0;
    }
    return false;
  }

  #startOf(pid: number): number {
    return this.#statOf(pid)?.startTicks ?? Number.POSITIVE_INFINITY;
  }

  #statOf(pid: number): ProcessStat | null {
    try {
      return parseProcessStat(this.#procfs.readText(`${pid}/stat`));
    } catch {
      return null; // Gone in between.
    }
  }
}
