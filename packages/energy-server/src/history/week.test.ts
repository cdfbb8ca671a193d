// Simulated weeks: the truth is known at every moment, and the history must come to it.

import { describe, expect, test } from 'vitest';
import { counter } from '../energy/channel.fixture.ts';
import type { Outcome } from '../energy/step.ts';
import { createClock } from '../host/clock.ts';
import { History, type Settled } from './history.ts';
import { chance, SimulatedCounter, SimulatedGauge, type SimulatedMeter } from './simulated-meters.fixture.ts';

const WEEK_S = 604_800;
const BEAT_S = 30;
/** AMD's unit, 2^-16 J, and its modulus of 2^32 units as powercap tells it. */
const UNIT_J = 2 ** -16;
const MODULUS_J = 65_532.611002;

/** A 32-bit counter of whole units. */
function shown(joules: number, modulus: number): number {
  return (Math.floor(joules / UNIT_J) * UNIT_J) % modulus;
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

  test('meters of every kind, a GPU that is pulled out again and again, a wall clock that steps: nothing lost or invented', () => {
    const week = new Week(3);
    while (week.seconds < WEEK_S) week.beat();
    const settled = week.end();
    for (const { channel, joules, coveredSeconds } of week.all) {
      const told = week.history.channelTotal(channel.id);
      expect(joules, channel.id).toBeGreaterThan(1e6);
      expect(Math.abs(told.joules - joules) / joules, channel.id).toBeLessThan(1e-9);
      expect(told.coveredMs / 1000, channel.id).toBeCloseTo(coveredSeconds, 3);
    }
    const sum = week.outermost.reduce((joules, meter) => joules + meter.joules, 0);
    expect(Math.abs((settled.total?.joules ?? 0) - sum) / sum).toBeLessThan(1e-9);
    expect(week.steady.map((meter) => Math.min(...Object.values(meter.happened)))).not.toContain(0);
    expect(Math.min(...Object.values(week.happened))).toBeGreaterThan(5);
  });
});

/** The three clocks of a machine, as `createClock` wants them; uptime in hundredths of a second. */
class HandMovedClocks {
  #monotonic = 5_000;
  #asleep = 0;
  wall = Date.UTC(2026, 10, 23);

  pass(awakeSeconds: number, asleepSeconds: number): void {
    this.#monotonic += awakeSeconds * 1000;
    this.#asleep += asleepSeconds * 1000;
    this.wall += (awakeSeconds + asleepSeconds) * 1000;
  }

  monotonicMs(): number {
    return this.#monotonic;
  }

  wallMs(): number {
    return Math.floor(this.wall);
  }

  uptimeMs(): number {
    return Math.floor((this.#monotonic + this.#asleep) / 10) * 10;
  }
}

/** A computer with meters of every kind, one of which comes and goes, on a clock that has to tell sleep from a set wall clock. */
class Week {
  readonly history = new History();
  readonly happened = { unplugged: 0, clockSteps: 0 };
  readonly steady: readonly SimulatedMeter[];
  readonly #gpu: SimulatedMeter;
  readonly #random: () => number;
  readonly #raw = new HandMovedClocks();
  readonly #clock = createClock(this.#raw);
  #sleptMs = 0;
  seconds = 0;
  #plugged = false;

  constructor(seed: number) {
    const random = chance(seed);
    this.#random = random;
    this.#gpu = new SimulatedCounter('machine/gpu-a', 1e12, 250, random);
    this.steady = [
      new SimulatedCounter('machine/platform/cpu-0', 262_143.328911, 120, random),
      new SimulatedCounter('machine/platform/memory-0', MODULUS_J, 25, random),
      new SimulatedGauge('hwmon:gpu-b', 'machine/gpu-b', 90, random),
      // Inside another, beside another, and elsewhere: not in the total.
      new SimulatedCounter('machine/platform/cpu-0/cores', MODULUS_J, 70, random),
      new SimulatedGauge('hwmon:cpu-0', 'machine/platform/cpu-0', 118, random),
      new SimulatedGauge('wall-meter:outlet-2', 'elsewhere/screen', 20, random),
    ];
    this.#list();
  }

  get all(): readonly SimulatedMeter[] {
    return [...this.steady, this.#gpu];
  }

  /** What the total adds up. */
  get outermost(): readonly SimulatedMeter[] {
    return [...this.steady.slice(0, 3), this.#gpu];
  }

  beat(): void {
    const elapsed = 20 + 10 * this.#random();
    const asleep = this.#happens(0.001) ? 7200 : 0;
    this.#raw.pass(elapsed, asleep);
    if (this.#happens(0.001)) this.#setClock();
    if (this.#happens(0.002)) this.#plug();
    if (!this.#plugged) this.#gpu.away(elapsed);
    this.#look();
    this.history.take(this.#here().flatMap((meter) => meter.live(this.seconds, elapsed, asleep > 0)));
    this.history.settle(this.seconds * 1000);
  }

  /** With everything plugged in, and all of it settled. */
  end(): Settled {
    if (!this.#plugged) this.#plug();
    return this.history.settle(this.seconds * 1000 + 10_000);
  }

  #here(): readonly SimulatedMeter[] {
    return this.#plugged ? this.all : this.steady;
  }

  #happens(probability: number): boolean {
    return this.#random() < probability;
  }

  /** By anything but the two seconds that count as no step. */
  #setClock(): void {
    this.happened.clockSteps += 1;
    const step = 10_000 + this.#random() * 3.6e6;
    this.#raw.wall += this.#happens(0.5) ? step : -step;
  }

  /** At the clock, as the energy server does before every beat. */
  #look(): void {
    this.seconds = this.#clock.now().timelineMs / 1000;
    if (this.#clock.sleptMs() === this.#sleptMs) return;
    this.#sleptMs = this.#clock.sleptMs();
    this.history.slept();
  }

  #plug(): void {
    if (this.#plugged) this.happened.unplugged += 1;
    this.#plugged = !this.#plugged;
    this.#list();
  }

  #list(): void {
    this.history.roster(this.#here().map(({ channel }) => channel));
  }
}
