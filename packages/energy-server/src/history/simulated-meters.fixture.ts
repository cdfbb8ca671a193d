// Meters that know the truth: what was used between good readings with nothing in between that hides it.

import { counter, gauge } from '../energy/channel.fixture.ts';
import type { Channel } from '../energy/channel.ts';
import type { Reading } from '../energy/reading.ts';

export interface SimulatedMeter {
  readonly channel: Channel;
  /** How often each trouble came. */
  readonly happened: Readonly<Record<string, number>>;
  readonly joules: number;
  readonly coveredSeconds: number;
  /** Time passes, awake or asleep; what a read gives then. */
  live(seconds: number, elapsed: number, slept: boolean): Reading[];
  /** Time passes while it is unplugged. */
  away(elapsed: number): void;
}

/** Numbers from 0 to 1 that are the same in every run (Park and Miller's generator). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** A counter that knows the truth: what was used between good readings with nothing in between that hides it. */
export class SimulatedCounter implements SimulatedMeter {
  readonly channel;
  readonly happened = { wraps: 0, resets: 0, sleeps: 0, failures: 0 };
  joules = 0;
  coveredSeconds = 0;
  readonly #modulus: number;
  readonly #watts: number;
  readonly #random: () => number;
  /** Energy since the counter was at zero, wraps not taken off. */
  #sinceZero: number;
  #baseline: { readonly seconds: number; readonly sinceZero: number } | null = null;

  constructor(domain: string, modulus: number, watts: number, random: () => number) {
    this.channel = counter({ id: domain, domain, wrapsAt: modulus });
    this.#modulus = modulus;
    this.#watts = watts;
    this.#random = random;
    this.#sinceZero = modulus * 0.9;
  }

  live(seconds: number, elapsed: number, slept: boolean): Reading[] {
    if (slept) this.#sleep();
    else this.#sinceZero += this.#watts * (0.5 + this.#random()) * elapsed;
    if (!this.#isReset() && this.#random() < 0.01) {
      this.happened.failures += 1;
      return [];
    }
    this.#account(seconds);
    return [this.channel.says(seconds, this.#sinceZero % this.#modulus)];
  }

  away(elapsed: number): void {
    this.#sinceZero += this.#watts * elapsed;
    this.#baseline = null;
  }

  #sleep(): void {
    this.happened.sleeps += 1;
    this.#baseline = null;
  }

  /**
   * A driver is reloaded and the counter starts at 0: only where that would be too much energy for a wrap, and where the next read
   * is a good one, since after a while a counter that has started anew looks like one that went on.
   */
  #isReset(): boolean {
    const share = (this.#sinceZero % this.#modulus) / this.#modulus;
    if (share < 0.2 || share > 0.4 || this.#random() > 0.01) return false;
    this.happened.resets += 1;
    this.#sinceZero = 0;
    this.#baseline = null;
    return true;
  }

  #account(seconds: number): void {
    const before = this.#baseline;
    this.#baseline = { seconds, sinceZero: this.#sinceZero };
    if (before === null || 600 * (seconds - before.seconds) > this.#modulus / 2) return;
    this.joules += this.#sinceZero - before.sinceZero;
    this.coveredSeconds += seconds - before.seconds;
    if (this.#sinceZero % this.#modulus < before.sinceZero % this.#modulus) this.happened.wraps += 1;
  }
}

/** A gauge whose power changes evenly between two good readings, so that the trapezoid is the truth. */
export class SimulatedGauge implements SimulatedMeter {
  readonly channel;
  readonly happened = { sleeps: 0, failures: 0 };
  joules = 0;
  coveredSeconds = 0;
  readonly #watts: number;
  readonly #random: () => number;
  #baseline: { readonly seconds: number; readonly watts: number } | null = null;

  /** One lost reading is a silence: beats are at most 30 s apart, two of them at least 40 s. */
  constructor(id: string, domain: string, watts: number, random: () => number) {
    this.channel = gauge({ id, label: id, domain, maxGapMs: 35_000 });
    this.#watts = watts;
    this.#random = random;
  }

  live(seconds: number, _elapsed: number, slept: boolean): Reading[] {
    if (slept) {
      this.happened.sleeps += 1;
      this.#baseline = null;
    }
    if (this.#random() < 0.01) {
      this.happened.failures += 1;
      this.#baseline = null;
      return [];
    }
    const watts = this.#watts * (0.5 + this.#random());
    if (this.#baseline !== null) {
      const elapsed = seconds - this.#baseline.seconds;
      this.joules += ((this.#baseline.watts + watts) / 2) * elapsed;
      this.coveredSeconds += elapsed;
    }
    this.#baseline = { seconds, watts };
    return [this.channel.says(seconds, watts)];
  }

  away(): void {
    this.#baseline = null;
  }
}
