// A clock that stands still until a test moves it.

import type { Clock } from '../../src/host/host.ts';
import type { Instant } from '../../src/time/instant.ts';

/** 2026-11-23T12:00:00Z. */
const START_MS = Date.UTC(2026, 10, 23, 12);

export class ManualClock implements Clock {
  #timelineMs = 0;
  #wallMs = START_MS;
  #sleptMs = 0;

  now(): Instant {
    return { timelineMs: this.#timelineMs, wallMs: this.#wallMs };
  }

  sleptMs(): number {
    return this.#sleptMs;
  }

  /** Time passes, awake. */
  pass(ms: number): void {
    this.#timelineMs += ms;
    this.#wallMs += ms;
  }

  /** The machine sleeps for so long. */
  sleep(ms: number): void {
    this.pass(ms);
    this.#sleptMs += ms;
  }

  /** Somebody sets the wall clock. */
  setWall(wallMs: number): void {
    this.#wallMs = wallMs;
  }
}
