// Steps of a counter: tells progress, wraps, resets, spikes and silence apart.

import type { Joules, Milliseconds } from '@jupyter-energy/contract';
import type { CounterChannel } from './channel.ts';
import type { Reading } from './reading.ts';
import { gap, isUsable, type Meter, type Outcome, type Step } from './step.ts';

/**
 * Counters move in jumps (RAPL about every millisecond, a coarse one in units of 1 J), so two readings a hair apart can show a whole
 * jump. The bounds on power allow this much time more than has passed.
 */
const JUMP_MS = 10;

/**
 * A counter that stands still for less than this has probably not been updated yet: the energy of its next move belongs to the
 * whole span. One that stands still for longer used nothing, until it moves again.
 */
const STILL_MS = 300;

interface Mark {
  readonly ms: Milliseconds;
  readonly joules: Joules;
}

export class CounterMeter implements Meter {
  readonly #channel: CounterChannel;
  /** What the next step counts from; null before the first reading and after a sleep. */
  #before: Mark | null = null;
  #newestMs: Milliseconds | null = null;
  #idle = false;

  constructor(channel: CounterChannel) {
    this.#channel = channel;
  }

  take(reading: Reading): Step | null {
    if (reading.kind !== 'counter' || !isUsable(reading.joules, reading)) return null;
    const now = { ms: reading.at.timelineMs, joules: reading.joules };
    const newestMs = this.#newestMs;
    if (newestMs !== null && now.ms <= newestMs) return null;
    this.#newestMs = now.ms;
    const before = this.#before;
    if (before === null) {
      this.#before = now;
      return gap(this.#channel.id, 'first', newestMs ?? now.ms, now.ms);
    }
    if (this.#waits(before, now)) return null;
    this.#before = now;
    return this.#step(before, now);
  }

  rebase(): void {
    this.#before = null;
  }

  #waits(before: Mark, now: Mark): boolean {
    const still = now.joules === before.joules;
    this.#idle = still && (this.#idle || now.ms - before.ms >= STILL_MS);
    return still && !this.#idle;
  }

  #step(before: Mark, now: Mark): Step {
    const { outcome, joules } = judge(this.#channel, before, now);
    if (outcome !== 'advanced' && outcome !== 'wrapped')
      return gap(this.#channel.id, outcome, before.ms, now.ms);
    const coveredMs = now.ms - before.ms;
    return { channel: this.#channel.id, outcome, fromMs: before.ms, toMs: now.ms, joules, coveredMs };
  }
}

function judge(channel: CounterChannel, before: Mark, now: Mark): { outcome: Outcome; joules: Joules } {
  const elapsedMs = now.ms - before.ms;
  const { wrapsAt, maxWatts, ceilingWatts } = channel;
  // Beyond half the modulus nobody knows how many wraps there were.
  if (wrapsAt !== null && (maxWatts * elapsedMs) / 1000 > wrapsAt / 2)
    return { outcome: 'silence', joules: 0 };
  const allowedMs = elapsedMs + JUMP_MS;
  let joules = now.joules - before.joules;
  let outcome: Outcome = 'advanced';
  if (joules < 0) {
    joules += wrapsAt ?? 0;
    // Still negative: it never wraps, or stood beyond its own modulus.
    if (joules < 0 || joules > (maxWatts * allowedMs) / 1000) return { outcome: 'reset', joules: 0 };
    outcome = 'wrapped';
  }
  if (joules > (ceilingWatts * allowedMs) / 1000) return { outcome: 'spike', joules: 0 };
  return { outcome, joules };
}
