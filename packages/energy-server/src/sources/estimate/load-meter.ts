// How much processor there is and how busy it is: of the whole machine, or of the container with its quota.

import type { FileTree, OpenFile } from '../../host/host.ts';
import type { Container } from './container.ts';
import { busyFraction, parseProcStat, type TicksByCpu } from './cpu-load.ts';

/** One look at the cumulative counts. */
export interface LoadSnapshot {
  readonly ticks: TicksByCpu;
  /** The container's limit at that moment; null without one. */
  readonly quotaCpus: number | null;
  /** CPU seconds used by the container so far; null without a limit. */
  readonly usedSeconds: number | null;
}

export class LoadMeter implements Disposable {
  readonly #stat: OpenFile;
  readonly #container: Container | null;

  /** Throws HostError when there is no /proc/stat. */
  constructor(procfs: FileTree, container: Container | null) {
    this.#stat = procfs.open('stat');
    this.#container = container;
  }

  /** Null when /proc/stat holds garbage. Throws HostError when it cannot be read. */
  look(): LoadSnapshot | null {
    const ticks = parseProcStat(this.#stat.readText(), this.#container?.cpuset() ?? null);
    if (ticks.size === 0) return null;
    const quotaCpus = this.#container?.quotaCpus() ?? null;
    const usedSeconds = quotaCpus === null ? null : (this.#container?.usedSeconds() ?? null);
    return { ticks, quotaCpus, usedSeconds };
  }

  [Symbol.dispose](): void {
    this.#stat[Symbol.dispose]();
  }
}

/** Hardware threads that may be used: a fraction where a quota is one. */
export function usableThreads({ ticks, quotaCpus }: LoadSnapshot): number {
  return quotaCpus === null ? ticks.size : Math.min(quotaCpus, ticks.size);
}

/**
 * The busy fraction, 0 … 1, of the threads that `before` had, over the time between two looks. A container's own
 * use of its quota; without a quota, the load of all that is visible.
 */
export function loadBetween(before: LoadSnapshot, now: LoadSnapshot, elapsedMs: number): number {
  if (before.usedSeconds === null || now.usedSeconds === null) return busyFraction(before.ticks, now.ticks);
  const used = Math.max(0, now.usedSeconds - before.usedSeconds);
  return Math.min(1, used / (usableThreads(before) * (elapsedMs / 1000)));
}
