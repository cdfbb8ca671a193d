// Real processes on this very computer: children that come and go, orphans, kernels that are killed.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
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

const soon = () => new Promise((resolve) => setTimeout(resolve, 50));

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
