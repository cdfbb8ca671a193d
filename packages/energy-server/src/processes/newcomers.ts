// Which processes may have been started since the last look, without looking at all those that were there before.

import type { Clock, FileTree } from '../host/host.ts';

/** Up to so many pids are tried one by one (16 µs each where there is nothing); beyond, the folder is listed instead. */
const MOST_TRIED = 64;
/** Listing /proc costs about a microsecond per process: it is done at most once a second, and for at most a hundredth of the time. */
const LIST_EVERY_MS = 1_000;
const LIST_SHARE = 100;

/**
 * Linux gives pids in turn, and the last field of /proc/loadavg is the one given last. So what was started since is what lies
 * between two looks at it, and processes that merely go on cost nothing. Where that field says nothing (`0`), all are candidates.
 */
export class Newcomers {
  readonly #procfs: FileTree;
  readonly #clock: Clock;
  #lastPid = 0;
  #listedAtMs = Number.NEGATIVE_INFINITY;
  #pauseMs = LIST_EVERY_MS;

  constructor(procfs: FileTree, clock: Clock) {
    this.#procfs = procfs;
    this.#clock = clock;
  }

  /** Everything that is there now was seen. */
  seenAll(): void {
    this.#lastPid = this.#readLastPid();
  }

  /** Candidates since the last look, in the order in which they were started; many may be gone again. */
  look(): readonly number[] {
    const before = this.#lastPid;
    const now = this.#readLastPid();
    if (now === before && now > 0) return [];
    const count = now - before;
    if (before > 0 && count > 0 && count <= MOST_TRIED) {
      this.#lastPid = now;
      return Array.from({ length: count }, (_, index) => before + 1 + index);
    }
    if (!this.#mayList()) return [];
    this.#lastPid = now;
    return this.#list((pid) => now === 0 || isBetween(pid, before, now), before);
  }

  #mayList(): boolean {
    return this.#clock.now().timelineMs - this.#listedAtMs >= this.#pauseMs;
  }

  #list(wanted: (pid: number) => boolean, first: number): readonly number[] {
    const startMs = this.#clock.now().timelineMs;
    const found = listProcesses(this.#procfs).filter(wanted);
    this.#listedAtMs = this.#clock.now().timelineMs;
    this.#pauseMs = Math.max(LIST_EVERY_MS, LIST_SHARE * (this.#listedAtMs - startMs));
    // After the highest pid the lowest free one follows.
    const turn = (pid: number) => (pid > first ? pid : pid + Number.MAX_SAFE_INTEGER / 2);
    return found.sort((a, b) => turn(a) - turn(b));
  }

  #readLastPid(): number {
    try {
      return Number(/ (\d+)\s*$/.exec(this.#procfs.readText('loadavg'))?.[1] ?? 0);
    } catch {
      return 0; // Then every process is a candidate.
    }
  }
}

/** The pids of all processes that may be seen; empty where /proc may not be listed. */
export function listProcesses(procfs: FileTree): number[] {
  try {
    return procfs
      .list('')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function isBetween(pid: number, before: number, now: number): boolean {
  return now > before ? pid > before && pid <= now : pid > before || pid <= now;
}
