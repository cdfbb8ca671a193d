// The clock: a timeline that goes on while the machine sleeps, told apart from somebody setting the wall clock.

import type { Clock, FileTree } from './host.ts';

/** The three clocks of a machine, in milliseconds. */
export interface RawClocks {
  /** Stands still while the machine sleeps, never steps. */
  monotonicMs(): number;
  /** Since 1970; may step. */
  wallMs(): number;
  /** Since the start of the machine, sleep included; null where it cannot be read. */
  uptimeMs(): number | null;
}

/** By less than this the wall clock is corrected every day without anybody sleeping. */
const SUSPICIOUS_JUMP_MS = 2000;

/** /proc/uptime has hundredths of a second; a shorter sleep cannot be told from a late read. */
const SHORTEST_SLEEP_MS = 1000;

/**
 * CLOCK_MONOTONIC is what Node offers, and it leaves sleep out. Where the wall clock has jumped against it, /proc/uptime, which
 * counts sleep, decides: it jumped as well, so the machine slept; it did not, so the clock was set.
 */
export function createClock(raw: RawClocks): Clock {
  const start = { monotonicMs: raw.monotonicMs(), uptimeMs: raw.uptimeMs() };
  let wallAheadMs = raw.wallMs() - start.monotonicMs;
  let sleptMs = 0;
  const fineWallMs = fineWall();

  function noticeSleep(monotonicMs: number, wallMs: number): void {
    if (Math.abs(wallMs - monotonicMs - wallAheadMs) <= SUSPICIOUS_JUMP_MS) return;
    wallAheadMs = wallMs - monotonicMs;
    const uptimeMs = raw.uptimeMs();
    if (uptimeMs === null || start.uptimeMs === null) return;
    const asleepMs = uptimeMs - start.uptimeMs - (monotonicMs - start.monotonicMs);
    if (asleepMs - sleptMs > SHORTEST_SLEEP_MS) sleptMs = asleepMs;
  }

  function timelineMs(monotonicMs: number): number {
    return monotonicMs - start.monotonicMs + sleptMs;
  }

  return {
    now() {
      const monotonicMs = raw.monotonicMs();
      const wallMs = raw.wallMs();
      noticeSleep(monotonicMs, wallMs);
      return { timelineMs: timelineMs(monotonicMs), wallMs: fineWallMs(monotonicMs, wallMs) };
    },
    sleptMs() {
      noticeSleep(raw.monotonicMs(), raw.wallMs());
      return sleptMs;
    },
  };
}

/**
 * The wall clock tells whole milliseconds, cut off: one look leaves a millisecond of doubt, and what was told about one moment
 * would differ from look to look. But it runs as the monotonic clock does, so many looks leave hardly any, until somebody sets it.
 */
function fineWall(): (monotonicMs: number, wallMs: number) => number {
  // By how much the wall clock is ahead, at least and at most.
  let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return (monotonicMs, wallMs) => {
    const seen = wallMs - monotonicMs;
    const wasSet = seen > most || seen + 1 < least;
    least = wasSet ? seen : Math.max(least, seen);
    most = wasSet ? seen + 1 : Math.min(most, seen + 1);
    return monotonicMs + least;
  };
}

/** The clocks of this machine; its uptime from `procfs`. */
export function systemClocks(procfs: FileTree): RawClocks {
  return {
    monotonicMs: () => performance.now(),
    wallMs: () => Date.now(),
    uptimeMs: () => readUptimeMs(procfs),
  };
}

function readUptimeMs(procfs: FileTree): number | null {
  try {
    const seconds = /^(\d+(?:\.\d+)?)\s/.exec(procfs.readText('uptime'))?.[1];
    return seconds === undefined ? null : Number(seconds) * 1000;
  } catch {
    // Without it a set clock and a sleep look the same; the counters' own plausibility tests remain.
    return null;
  }
}
