// Two hundred cells through the whole station on a machine of which every watt and CPU second is scripted: told as the Jupyter side
// tells them, read as a page makes it read, answered as runs.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ALL } from '../src/kernels/asker.ts';
import type { ToldRun } from '../src/kernels/seen-kernels.ts';
import { TICK_SECONDS } from '../src/processes/busy-time.ts';
import { Station } from '../src/station.ts';
import { createFakeHost, type FakeHost } from './fakes/fake-host.ts';
import { putProcess, setLastPid } from './fakes/processes.ts';
import { counterFor, ready, ScriptedDriver, ScriptedSource } from './fakes/scripted-source.ts';
import { pass, TimerClock } from './fakes/timer-clock.ts';

const IDLE_WATTS = 10;
const OTHERS_CPUS = 0.2;
const CELLS = 200;
/** The word of an edge comes so much later at most. */
const LATEST_MS = 5;

/** Lehmer's generator, so that every run of the test sees the same. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Cell {
  readonly startMs: number;
  readonly endMs: number;
  readonly watts: number;
}

/** One after the other, with pauses; one busy thread each, of another power. */
function script(shortestMs: number, longestMs: number, chance: () => number): readonly Cell[] {
  const cells: Cell[] = [];
  let startMs = 1_000;
  for (let n = 0; n < CELLS; n += 1) {
    const endMs = startMs + shortestMs + (longestMs - shortestMs) * chance();
    cells.push({ startMs, endMs, watts: 5 + 55 * chance() });
    startMs = endMs + 200 + 1_300 * chance();
  }
  return cells;
}

let host: FakeHost;
let clock: TimerClock;
beforeEach(() => {
  vi.useFakeTimers();
  host = createFakeHost();
  clock = new TimerClock();
  putProcess(host.machine, { pid: 500 });
  putProcess(host.machine, { pid: 600, parent: 500, session: 600 });
  setLastPid(host.machine, 700);
});
afterEach(() => {
  host[Symbol.dispose]();
  vi.useRealTimers();
});

/** Truth at a moment. Other programs cost what the cell of that moment costs, or 20 W. */
function truthOf(cells: readonly Cell[]) {
  const ran = (cell: Cell, ms: number) =>
    Math.min(Math.max(0, ms - cell.startMs), cell.endMs - cell.startMs) / 1_000;
  let [begun, seconds, joules] = [0, 0, 0];
  return (ms: number) => {
    // What lies behind is summed once.
    for (let cell = cells[begun]; cell !== undefined && cell.endMs <= ms; cell = cells[begun]) {
      seconds += ran(cell, ms);
      joules += (cell.watts - 20) * OTHERS_CPUS * ran(cell, ms) + cell.watts * ran(cell, ms);
      begun += 1;
    }
    const now = cells[begun];
    const runs = now === undefined ? 0 : ran(now, ms);
    const watts = now?.watts ?? 0;
    const own = joules + watts * runs + (watts - 20) * OTHERS_CPUS * runs;
    return { seconds: seconds + runs, joules: own + ((IDLE_WATTS + 20 * OTHERS_CPUS) * ms) / 1_000 };
  };
}

async function runsOf(cells: readonly Cell[], chance: () => number): Promise<readonly ToldRun[]> {
  const truth = truthOf(cells);
  const ticks = () => {
    const phase = chance() * TICK_SECONDS;
    return (seconds: number) => Math.floor((seconds + phase) / TICK_SECONDS) * TICK_SECONDS;
  };
  const [ofKernel, ofOthers] = [ticks(), ticks()];
  let cpu = 0;
  const source = new ScriptedSource([counterFor('machine/platform/cpu-0')]);
  source.script = () => {
    const at = clock.now();
    const { seconds, joules } = truth(at.timelineMs);
    cpu = ofKernel(seconds);
    const busy = cpu + ofOthers((OTHERS_CPUS * at.timelineMs) / 1_000);
    putProcess(host.machine, { pid: 600, parent: 500, session: 600, own: [Math.floor(seconds * 100), 0] });
    host.machine.write('proc/stat', `cpu  ${Math.floor(busy * 100)} 0 0 0 0 0 0 0 0 0\n`);
    host.machine.write('sys/fs/cgroup/cpuacct/cpuacct.usage', `${Math.round(busy * 1e9)}\n`);
    return [{ kind: 'counter', channel: 'scripted:cpu-0', at, joules }];
  };
  const means = { 'machine/platform/cpu-0=scripted:cpu-0': [IDLE_WATTS] };
  await using station = new Station({
    host: { ...host, clock, cpuSecondsOf: (pid) => (pid === 600 ? cpu : null) },
    drivers: [new ScriptedDriver('scripted', () => [ready('scripted', source)])],
    options: {},
    simulated: null,
    finestMs: 10,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    baselines: { load: () => ({ version: 1, means }), save: () => {} },
  });
  await station.start();
  using _watching = station.watch();
  const seen = station.kernelsFor(ALL);
  seen.register('k', { pid: 600 });
  const tell = async (state: 'busy' | 'idle', atMs: number, run: string) => {
    await pass(atMs + LATEST_MS * chance() - clock.now().timelineMs);
    seen.note('k', { state, atMs, run });
    void station.mark();
  };
  for (const [index, { startMs, endMs }] of cells.entries()) {
    await tell('busy', startMs, `${index}`);
    await tell('idle', endMs, `${index}`);
  }
  await pass(2_000);
  return seen.runs('k');
}

/** Of all cells, the part for which this holds. */
function part(
  cells: readonly Cell[],
  runs: readonly ToldRun[],
  holds: (error: number, truth: number, energy: ToldRun['energy']) => boolean,
): number {
  expect(runs.map(({ id }) => id)).toEqual(cells.map((_, index) => `${index}`));
  const good = cells.filter(({ startMs, endMs, watts }, index) => {
    const truth = (watts * (endMs - startMs)) / 1_000;
    const energy = runs[index]?.energy;
    return energy !== undefined && holds(Math.abs((energy.joules ?? Number.NaN) - truth), truth, energy);
  });
  return good.length / cells.length;
}

test.each([
  [1_000, 3_000, 0.02],
  [100, 1_000, 0.1],
])(
  'cells of %d to %d ms are within a part of %d, and inside the stated ±',
  async (shortest, longest, most) => {
    const chance = random(20_261_128);
    const cells = script(shortest, longest, chance);
    const runs = await runsOf(cells, chance);
    expect(part(cells, runs, (error, truth) => error <= most * truth)).toBe(1);
    expect(
      part(cells, runs, (error, _, energy) => error <= (energy.uncertaintyJoules ?? Number.NaN)),
    ).toBeGreaterThanOrEqual(0.95);
    for (const { energy } of runs) {
      const sum = Object.values(energy.split ?? {}).reduce((joules, share) => joules + share, 0);
      expect(sum).toBeCloseTo(energy.computer?.joules ?? Number.NaN, 6);
      expect(energy.flags).toEqual({ tooShort: false, incomplete: false, shared: false, overlap: false });
    }
  },
  120_000,
);
