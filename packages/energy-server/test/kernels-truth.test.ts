// Real load on this very computer, through the whole station: shares of energy against CPU time that the test reads by itself.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLinuxHost } from '../src/host/linux-host.ts';
import { ALL } from '../src/kernels/asker.ts';
import { Station } from '../src/station.ts';
import { counterFor, ready, ScriptedDriver, ScriptedSource } from './fakes/scripted-source.ts';

const WATTS = 60;
const IDLE_WATTS = 20;
/** Processors are shared with whatever else this computer does, so it takes a while. */
const LEAST_CPU_SECONDS = 1.5;

const folder = mkdtempSync(join(tmpdir(), 'truth-'));
const children: ChildProcess[] = [];
let station: Station;
beforeEach(async () => {
  const host = createLinuxHost({ sysfs: '/sys', procfs: '/proc', dev: '/dev' });
  const meter = new ScriptedSource([counterFor('machine/platform/cpu-0')]);
  meter.script = () => {
    const at = host.clock.now();
    return [{ kind: 'counter', channel: 'scripted:cpu-0', at, joules: (WATTS * at.timelineMs) / 1_000 }];
  };
  const means = { 'machine/platform/cpu-0=scripted:cpu-0': [IDLE_WATTS] };
  station = new Station({
    host,
    drivers: [new ScriptedDriver('scripted', () => [ready('scripted', meter)])],
    options: {},
    simulated: null,
    finestMs: 10,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    baselines: { load: () => ({ version: 1, means }), save: () => {} },
  });
  await station.start();
});
afterEach(async () => {
  await station[Symbol.asyncDispose]();
  for (const { pid = 0 } of children) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Leads a session of its own, as Jupyter starts kernels. */
async function start(file: string, ...words: readonly string[]): Promise<number> {
  const child = spawn(file, words, { detached: true, stdio: 'ignore' });
  children.push(child);
  await once(child, 'spawn');
  return child.pid ?? 0;
}

const burner = (threads: number) =>
  start(
    process.execPath,
    '-e',
    `const { Worker } = require('node:worker_threads');
     for (let n = 1; n < ${threads}; n += 1) new Worker('for (;;);', { eval: true });
     setImmediate(() => { ${threads > 0 ? 'for (;;);' : 'setInterval(() => {}, 1e6);'} });`,
  );

/** A compiler that is started again and again outside of Jupyter: processes that come and go. Without one, another program. */
function compiler(): Promise<number> {
  if (spawnSync('cc', ['--version']).status !== 0) return burner(1);
  const source = join(folder, 'many.c');
  const body = Array.from(
    { length: 400 },
    (_, n) => `int f${n}(int x) { for (int i = 0; i < x; i++) x ^= i * ${n}; return x; }`,
  );
  writeFileSync(source, body.join('\n'));
  return start('sh', '-c', `while :; do cc -O2 -c ${source} -o ${source}.o; done`);
}

function secondsOf(pid: number): number {
  const [, user = '', system = ''] =
    /\) \S(?: -?\d+){10} (\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  return (Number(user) + Number(system)) / 100;
}

/** User, nice, system and interrupts of all processors. */
function machineSeconds(): number {
  const counts = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]?.split(' ').map(Number) ?? [];
  return [0, 1, 2, 5, 6].reduce((sum, index) => sum + (counts[index] ?? 0), 0) / 100;
}

type Ids = 'one' | 'two' | 'none';

function secondsOfAll(pids: Readonly<Record<Ids, number>>): Readonly<Record<Ids, number>> {
  return { one: secondsOf(pids.one), two: secondsOf(pids.two), none: secondsOf(pids.none) };
}

interface Looked {
  readonly all: number;
  readonly of: Readonly<Record<Ids, number>>;
}

/** Of all CPU seconds between two looks. */
function partsOf(begin: Looked, end: Looked): Readonly<Record<Ids, number>> {
  const part = (id: Ids) => (end.of[id] - begin.of[id]) / (end.all - begin.all);
  return { one: part('one'), two: part('two'), none: part('none') };
}

/** What is told of a kernel, with what must always hold. */
function toldOf(id: Ids, fromMs: number, toMs: number) {
  const { share, joules, split, computer, flags } = station.kernelsFor(ALL).interval(id, fromMs, toMs);
  if (share === null || joules === null || split === null || computer === null) throw new Error('unknown');
  const sum = Object.values(split).reduce((all, part) => all + part, 0);
  expect(sum).toBeCloseTo(computer.joules, 6);
  // The meter's joules are those of 60 W, 20 of them idle: the rest was divided.
  expect(split.idle).toBeCloseTo((computer.joules * IDLE_WATTS) / WATTS, 6);
  expect(flags).toMatchObject({ incomplete: false, tooShort: false });
  return { share, joules, others: split.others, computer: computer.joules };
}

test('one busy thread, two busy threads, a sleeper, and a compiler outside', {
  timeout: 120_000,
}, async () => {
  const pids = { one: await burner(1), two: await burner(2), none: await burner(0) };
  await compiler();
  const seen = station.kernelsFor(ALL);
  for (const [id, pid] of Object.entries(pids)) expect(seen.register(id, { pid })?.entry.state).toBe('found');
  const look = async () => {
    await station.mark();
    return { atMs: station.history.latest()?.atMs ?? 0, all: machineSeconds(), of: secondsOfAll(pids) };
  };
  while (secondsOf(pids.one) < 0.3 || secondsOf(pids.two) < 0.3) await sleep(50);
  const begin = await look();
  while (secondsOf(pids.one) - begin.of.one < LEAST_CPU_SECONDS) {
    await sleep(200);
    await station.mark();
  }
  const end = await look();
  const truth = partsOf(begin, end);
  const told = {
    one: toldOf('one', begin.atMs, end.atMs),
    two: toldOf('two', begin.atMs, end.atMs),
    none: toldOf('none', begin.atMs, end.atMs),
  };
  for (const id of ['one', 'two', 'none'] as const)
    expect(Math.abs(told[id].share - truth[id])).toBeLessThan(0.03);
  const { one, two, none } = told;
  expect(none.share).toBeLessThan(0.01);
  const byPrograms = one.computer * (1 - IDLE_WATTS / WATTS);
  expect(one.others / byPrograms).toBeCloseTo(1 - truth.one - truth.two - truth.none, 1);
  // Processors are given out by the system, so two threads need not get twice as much as one; energy follows what they got.
  expect(two.joules / one.joules / (truth.two / truth.one)).toBeCloseTo(1, 1);
});
