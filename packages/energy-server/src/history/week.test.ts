// Simulated weeks: the truth is known at every moment, and the history must come to it.

import { describe, expect, test } from 'vitest';
import { counter } from '../energy/channel.fixture.ts';
import type { Reading } from '../energy/reading.ts';
import type { Outcome } from '../energy/step.ts';
import { History } from './history.ts';

const WEEK_S = 604_800;
const BEAT_S = 30;
/** AMD's unit, 2^-16 J, and its modulus of 2^32 units as powercap tells it. */
const UNIT_J = 2 ** -16;
const MODULUS_J = 65_532.611002;

/** A 32-bit counter of whole units. */
function shown(joules: number, modulus: number): number {
  return (Math.floor(joules / UNIT_J) * UNIT_J) % modulus;
}

/** Numbers from 0 to 1 that are the same in every run (Park and Miller's generator). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** A counter that knows the truth: what was used between good readings with nothing in between that hides it. */
class SimulatedCounter {
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

describe('a week', () => {
  test('R34 AMD at 400 W, read every 30 s: 3691 wraps, 241 920 000 J', () => {
    const cpu = counter({ wrapsAt: MODULUS_J });
    const history = new History();
    history.roster([cpu]);
    const outcomes = new Map<Outcome, number>();
    for (let seconds = 0; seconds <= WEEK_S; seconds += BEAT_S) {
      for (const { outcome } of history.take([cpu.says(seconds, shown(400 * seconds, MODULUS_J))]))
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      history.settle(seconds * 1000);
    }
    const total = history.latest()?.total;
    expect(Object.fromEntries(outcomes)).toEqual({ first: 1, advanced: 20_160 - 3691, wrapped: 3691 });
    expect(Math.abs((total?.joules ?? 0) - 241_920_000)).toBeLessThan(0.24);
    expect(total?.coveredSeconds).toBeCloseTo(WEEK_S, 6);
  });

  test('wraps in several channels, resets, sleeps and failed reads: nothing lost or invented outside gaps', () => {
    const random = chance(20_261_123);
    const machines = [
      new SimulatedCounter('machine/platform/cpu-0', 262_143.328911, 180, random),
      new SimulatedCounter('machine/platform/cpu-1', MODULUS_J, 280, random),
      new SimulatedCounter('machine/platform/memory-0', MODULUS_J, 25, random),
    ];
    const history = new History();
    history.roster(machines.map((machine) => machine.channel));
    let seconds = 0;
    while (seconds < WEEK_S) {
      const elapsed = 20 + 10 * random();
      const asleep = random() < 0.001 ? 7200 : 0;
      seconds += elapsed + asleep;
      if (asleep > 0) history.slept();
      history.take(machines.flatMap((machine) => machine.live(seconds, elapsed, asleep > 0)));
      history.settle(seconds * 1000);
    }
    const settled = history.settle(seconds * 1000 + 10_000);
    for (const { channel, joules, coveredSeconds } of machines) {
      const node = settled.nodes.find((one) => one.id === channel.domain);
      expect(joules).toBeGreaterThan(1e7);
      expect(Math.abs((node?.joules ?? 0) - joules) / joules).toBeLessThan(1e-9);
      expect(node?.coveredSeconds).toBeCloseTo(coveredSeconds, 3);
    }
    expect(machines.map((machine) => Math.min(...Object.values(machine.happened)))).not.toContain(0);
    const sum = machines.reduce((joules, machine) => joules + machine.joules, 0);
    expect(Math.abs((settled.total?.joules ?? 0) - sum) / sum).toBeLessThan(1e-9);
  });
});
