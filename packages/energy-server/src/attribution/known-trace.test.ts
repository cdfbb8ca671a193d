// Cells on a machine whose every watt and CPU second is scripted: how far the attributed energy is from the truth, in 200 runs.

import { expect, test } from 'vitest';
import { TICK_SECONDS } from '../processes/busy-time.ts';
import { Accounts } from './accounts.ts';
import { intervalOf } from './interval.ts';

const IDLE_WATTS = 10;
const OTHERS_CPUS = 0.2;
const BEAT_MS = 500;
/** A reading that the end of a cell causes comes so much later at most. */
const LATEST_MARK_MS = 5;
const RUNS = 200;

/** Lehmer's generator, so that every run of the test sees the same. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Run {
  readonly error: number;
  readonly isInsideBound: boolean;
  readonly tooShort: boolean;
}

interface Told {
  /** The edges of cells, by the Jupyter side. */
  readonly marks: boolean;
  /** CPU time comes in whole ticks of this length. */
  readonly tickSeconds: number;
}

const FINE: Told = { marks: true, tickSeconds: TICK_SECONDS };
const BY_PROC: Told = { marks: true, tickSeconds: 0.01 };

/** A cell of one busy thread of `watts`; others use a fifth of a processor, at the same price. */
function runCell(durationMs: number, watts: number, chance: () => number, told: Told): Run {
  const { marks, tickSeconds } = told;
  const startMs = 3_000 + 1_000 * chance();
  const endMs = startMs + durationMs;
  const ran = (ms: number) => Math.min(Math.max(0, ms - startMs), durationMs) / 1000;
  const energy = (ms: number) => (IDLE_WATTS * ms) / 1000 + watts * (ran(ms) + (OTHERS_CPUS * ms) / 1000);
  const inTicks = () => {
    const phase = chance() * tickSeconds;
    return (seconds: number) => Math.floor((seconds + phase) / tickSeconds) * tickSeconds;
  };
  const [kernelTicks, othersTicks] = [inTicks(), inTicks()];
  const beats = Array.from({ length: Math.ceil(endMs / BEAT_MS) + 4 }, (_, n) => n * BEAT_MS);
  const late = () => LATEST_MARK_MS * chance();
  const looks = [...beats, ...(marks ? [startMs + late(), endMs + late()] : [])].sort((a, b) => a - b);
  const accounts = new Accounts();
  let before = 0;
  for (const atMs of looks) {
    // Each processor has ticks of its own.
    const cpuSeconds = kernelTicks(ran(atMs));
    const busySeconds = cpuSeconds + othersTicks((OTHERS_CPUS * atMs) / 1000);
    const coarseSeconds = told === BY_PROC ? cpuSeconds : 0;
    accounts.look({
      atMs,
      busySeconds,
      tickSeconds,
      kernels: new Map([['k', { cpuSeconds, coarseSeconds }]]),
    });
    const shared = { joules: energy(atMs) - energy(before), coveredMs: atMs - before };
    accounts.settle(atMs, { shared, gpus: [] }, IDLE_WATTS);
    before = atMs;
  }
  const answer = intervalOf(accounts, 'k', startMs, endMs, energy(endMs) - energy(startMs));
  const truth = (watts * durationMs) / 1000;
  const error = Math.abs((answer?.joules ?? Number.NaN) - truth);
  return {
    error: error / truth,
    isInsideBound: error <= (answer?.boundJoules ?? Number.NaN),
    tooShort: answer?.tooShort ?? true,
  };
}

function runs(shortestMs: number, longestMs: number, told = FINE): readonly Run[] {
  const chance = random(20_261_123);
  return Array.from({ length: RUNS }, () =>
    runCell(shortestMs + (longestMs - shortestMs) * chance(), 5 + 55 * chance(), chance, told),
  );
}

function part(all: readonly Run[], test: (run: Run) => boolean): number {
  return all.filter(test).length / all.length;
}

test('of a second and more: within 2 %, inside the stated bound, never called too short', () => {
  const all = runs(1_000, 5_000);
  expect(part(all, ({ error }) => error <= 0.02)).toBe(1);
  expect(part(all, ({ isInsideBound }) => isInsideBound)).toBeGreaterThanOrEqual(0.95);
  expect(part(all, ({ tooShort }) => tooShort)).toBe(0);
});

test.each([
  [100, 150],
  [100, 1_000],
])('of %d to %d ms: within 10 %%, inside the stated bound', (shortestMs, longestMs) => {
  const all = runs(shortestMs, longestMs);
  expect(part(all, ({ error }) => error <= 0.1)).toBe(1);
  expect(part(all, ({ isInsideBound }) => isInsideBound)).toBeGreaterThanOrEqual(0.95);
});

test('where only /proc tells CPU time: within 10 % but for one in fifty, and inside a wider bound', () => {
  const all = runs(100, 1_000, BY_PROC);
  expect(part(all, ({ error }) => error <= 0.1)).toBeGreaterThanOrEqual(0.98);
  expect(part(all, ({ isInsideBound }) => isInsideBound)).toBeGreaterThanOrEqual(0.95);
});

test('whose edges nobody told of in time: less sure, and still inside the stated bound', () => {
  const all = runs(1_000, 5_000, { ...FINE, marks: false });
  expect(part(all, ({ error }) => error <= 0.02)).toBeLessThan(0.5);
  expect(part(all, ({ isInsideBound }) => isInsideBound)).toBeGreaterThanOrEqual(0.95);
});

test('of a few hundredths of a second are too short to tell', () => {
  expect(part(runs(5, 20), ({ tooShort }) => tooShort)).toBe(1);
});
