// CPU time of real processes, against what they and /proc say themselves.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createCpuClocks } from './cpu-clock.ts';
import { createFileTree } from './file-tree.ts';

const cpuSecondsOf = createCpuClocks(createFileTree('/proc'));

function ticksOf(pid: number): number {
  const [, user = '', system = ''] =
    /\) \S(?: -?\d+){10} (\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  return (Number(user) + Number(system)) / 100;
}

test('of our own process, finer than what it is told of', () => {
  const before = cpuSecondsOf(process.pid) ?? Number.NaN;
  const { user, system } = process.cpuUsage();
  const after = cpuSecondsOf(process.pid) ?? Number.NaN;
  expect((user + system) / 1e6).toBeGreaterThanOrEqual(before - 1e-5);
  expect((user + system) / 1e6).toBeLessThanOrEqual(after + 1e-5);
  expect(after).toBeGreaterThan(before);
});

const other = process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0;
test.each(other ? ['our own user', 'another user'] : ['our own user'])(
  'of a process of %s with a thread that has ended',
  async (whose) => {
    const script = `
      const { Worker } = require('node:worker_threads');
      const burn = 'const end = process.cpuUsage().user + 1e5; while (process.cpuUsage().user < end);';
      new Worker(burn, { eval: true }).on('exit', () => { console.log('ended'); setInterval(() => {}, 1e6); });`;
    const rights = whose === 'another user' ? ['setpriv', '--reuid=1001', '--clear-groups'] : [];
    const [file = '', ...words] = [...rights, process.execPath, '-e', script];
    const child = spawn(file, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const pid = child.pid ?? 0;
    const least = ticksOf(pid);
    const seconds = cpuSecondsOf(pid) ?? Number.NaN;
    // /proc tells the same, cut down to hundredths of user and of system time.
    expect(seconds).toBeGreaterThanOrEqual(Math.max(0.1, least));
    expect(seconds).toBeLessThanOrEqual(ticksOf(pid) + 0.02);
    child.kill();
    await once(child, 'exit');
    expect(cpuSecondsOf(pid)).toBeNull();
  },
);

test('is unknown where processes are counted otherwise, or there is none', () => {
  expect(createCpuClocks(createFileTree('/nonexistent'))(process.pid)).toBeNull();
  expect(cpuSecondsOf(0x7fff_fff)).toBeNull();
});
