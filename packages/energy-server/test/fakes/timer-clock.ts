// A clock that goes with Vitest's fake timers: time passes when the test advances them.

import { vi } from 'vitest';
import type { Clock } from '../../src/host/host.ts';
import type { Instant } from '../../src/time/instant.ts';

/** Not the one that tests may put in its place. */
const realImmediate = setImmediate;

export class TimerClock implements Clock {
  readonly #startMs = Date.now();
  #sleptMs = 0;

  now(): Instant {
    const wallMs = Date.now();
    return { timelineMs: wallMs - this.#startMs + this.#sleptMs, wallMs };
  }

  sleptMs(): number {
    return this.#sleptMs;
  }

  /** The machine slept for so long: the timeline counts it, timers do not. */
  sleep(ms: number): void {
    this.#sleptMs += ms;
  }
}

/** From now on timers wait until a test lets time pass. The event loop's own turns take no time. */
export function fakeTimers(): void {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
}

/** Lets time pass, and everything that is due happen. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  // What the last timer has put off to the next turn of the event loop.
  await new Promise((resolve) => realImmediate(resolve));
}
