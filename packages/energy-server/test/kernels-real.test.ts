// Real processes on this very computer: what is attributed to kernels against CPU time that the test reads by itself.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Accounts } from '../src/attribution/accounts.ts';
import { intervalOf } from '../src/attribution/interval.ts';
import { createLinuxHost } from '../src/host/linux-host.ts';
import { Processes } from '../src/processes/processes.ts';

type Child = ChildProcessByStdio<Writable, Readable, null>;

const BURN = 'const end = process.cpuUsage().user + 3e5; while (process.cpuUsage().user < end);';
const host = createLinuxHost({ sysfs: '/sys', procfs: '/proc', dev: '/dev' });
let children: Child[];
let processes: Processes;
beforeEach(() => {
  children = [];
  processes = new Processes(host);
});
afterEach(() => {
  for (const { pid } of children) if (pid !== undefined) endSession(pid);
});

/** A Node that leads a session of its own, as Jupyter starts kernels; at each line it gets it does `job` and then answers. */
async function startKernel(job: string): Promise<{ pid: number; work(): Promise<string> }> {
  const script = `console.log('up'); process.stdin.on('data', () => { const said = (() => {${job}})(); console.log(String(said)); });`;
  const child = spawn(process.execPath, ['-e', script], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const heard = async () => String((await once(child.stdout, 'data'))[0]).trim();
  await heard();
  return {
    pid: child.pid ?? Number.NaN,
    work: () => {
      child.stdin.write('go\n');
      return heard();
    },
  };
}

/** A Node with so many threads that never rest; 0 = it sleeps. */
function startBurner(threads: number): number {
  const busy = threads === 0 ? 'setInterval(() => {}, 1e6);' : 'for (;;);';
  const more = `const { Worker } = require('node:worker_threads'); for (let n = 1; n < ${threads}; n += 1) new Worker('for (;;);', { eval: true });`;
  const child = spawn(process.execPath, ['-e', `${more} setImmediate(() => { ${busy} });`], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  return child.pid ?? Number.NaN;
}

function endSession(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** User and system time of a process in seconds, read without any code of ours. */
function cpuOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [, user = '', system = ''] = /\) \S(?: -?\d+){10} (\d+) (\d+)/.exec(text) ?? [];
  return (Number(user) + Number(system)) / 100;
}

function machineCpu(): number {
  const counts = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]?.split(' ').map(Number) ?? [];
  return [0, 1, 2, 5, 6].reduce((sum, index) => sum + (counts[index] ?? 0), 0) / 100;
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 50));

test('one busy thread, two busy threads, a sleeper and somebody outside', { timeout: 60_000 }, async () => {
  const pids = { one: startBurner(1), two: startBurner(2), none: startBurner(0) };
  const outside = startBurner(1);
  while ([pids.one, pids.two, outside].some((pid) => cpuOf(pid) < 0.2)) await soon();
  const accounts = new Accounts();
  const read = () => Object.values(pids).map(cpuOf);
  for (const [id, pid] of Object.entries(pids)) expect(processes.follow(id, pid)).toBeNull();
  const begin = { cpu: read(), machine: machineCpu() };
  const take = () => {
    const look = processes.look();
    accounts.look(look);
    const amount = { joules: 10, coveredMs: 100 };
    accounts.settle(look.atMs, { shared: amount, gpus: [] }, 20);
    return look.atMs;
  };
  const fromMs = take();
  let toMs = fromMs;
  while (cpuOf(pids.one) - (begin.cpu[0] ?? 0) < 1) {
    await soon();
    toMs = take();
  }
  const end = { cpu: read(), machine: machineCpu() };
  const used = end.cpu.map((now, index) => now - (begin.cpu[index] ?? 0));
  const all = end.machine - begin.machine;
  const joules = accounts.rest.others.joules + accounts.rest.idle.joules;
  const total = [...accounts.kernels.values()].reduce((sum, series) => sum + series.joules, joules);
  const shares = Object.keys(pids).map((id) => {
    const split = intervalOf(accounts, id, fromMs, toMs, total)?.split;
    return (split?.kernel ?? 0) / ((split?.kernel ?? 0) + (split?.otherKernels ?? 0) + (split?.others ?? 0));
  });
  for (const [index, share] of shares.entries())
    expect(Math.abs(share - (used[index] ?? 0) / all)).toBeLessThan(0.05);
  expect(shares[2]).toBeLessThan(0.02);
  // Linux gives sessions equal time where processors are scarce, so two threads need not get twice as much as one.
  expect(Math.min(shares[0] ?? 0, shares[1] ?? 0)).toBeGreaterThan(0.05);
  expect(total / 10).toBeCloseTo(Math.round(total / 10), 6);
});

test('a child that starts and ends between two looks', { timeout: 60_000 }, async () => {
  const kernel = await startKernel(
    `return require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(BURN)}]).length;`,
  );
  processes.follow('k', kernel.pid);
  const before = processes.look().kernels.get('k')?.cpuSeconds ?? 0;
  await kernel.work();
  expect((processes.look().kernels.get('k')?.cpuSeconds ?? 0) - before).toBeGreaterThanOrEqual(0.29);
});

test('a child that outlives its parent and is given to another', { timeout: 60_000 }, async () => {
  const burner = `${process.execPath} -e 'for (;;);' > /dev/null 2>&1 < /dev/null & echo $!`;
  const kernel = await startKernel(
    `return require('node:child_process').execFileSync('sh', ['-c', ${JSON.stringify(burner)}]).toString().trim();`,
  );
  processes.follow('k', kernel.pid);
  processes.look();
  const orphan = Number(await kernel.work());
  while (cpuOf(orphan) < 0.3) {
    await soon();
    processes.look();
  }
  expect(readFileSync(`/proc/${orphan}/stat`, 'utf8')).not.toContain(` ${kernel.pid} ${orphan} `);
  const least = cpuOf(orphan);
  const { cpuSeconds = 0, alive } = processes.look().kernels.get('k') ?? {};
  // Half a tick for the rounding of sums.
  expect(cpuSeconds).toBeGreaterThan(least - 0.005);
  expect(alive).toBe(true);
  expect(processes.memory('k').processes).toBe(2);
  expect(processes.memory('k').residentBytes).toBeGreaterThan(20e6);
});

test('a kernel that is killed is not alive, and keeps its account', { timeout: 60_000 }, async () => {
  const kernel = await startKernel(`${BURN} return 1;`);
  processes.follow('k', kernel.pid);
  await kernel.work();
  const before = processes.look().kernels.get('k')?.cpuSeconds ?? 0;
  expect(before).toBeGreaterThanOrEqual(0.29);
  endSession(kernel.pid);
  while (processes.look().kernels.get('k')?.alive) await soon();
  expect(processes.look().kernels.get('k')?.cpuSeconds).toBeGreaterThanOrEqual(before);
});
