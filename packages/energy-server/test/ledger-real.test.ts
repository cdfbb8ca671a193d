// The record of the real program: killed at any moment, on a disk that is full, beside another one.

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Energy, Status } from '@jupyter-energy/contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { leaseIn } from '../src/ledger/lease.ts';
import { LedgerFile } from '../src/ledger/ledger-file.ts';
import { readSpans } from '../src/ledger/reading.ts';
import { ask } from './fakes/http-client.ts';
import { Program } from './fakes/program.ts';

// It writes every five seconds.
vi.setConfig({ testTimeout: 90_000 });

/** More than the simulated laptop ever draws. */
const MOST_WATTS = 60;

let folder: string;
let running: Program[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-real-'));
  running = [];
});
afterEach(async () => {
  for (const { process: child } of running) child.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  rmSync(folder, { recursive: true, force: true });
});

const state = () => join(folder, 'state');
const words = (socket: string) => ['serve', '--simulate', 'laptop', '--state', state(), '--socket', socket];

class Server {
  readonly socketPath: string;
  readonly program: Program;

  constructor(name: string) {
    this.socketPath = join(folder, `${name}.sock`);
    this.program = new Program(words(this.socketPath));
    running.push(this.program);
  }

  async listens(): Promise<this> {
    await this.program.says(/energy server listens/);
    return this;
  }

  async status(): Promise<Status> {
    return Status.parse((await ask(this, '/v1/status')).json());
  }

  async energy(query: string): Promise<Energy['buckets']> {
    return Energy.parse((await ask(this, `/v1/energy?${query}`)).json()).buckets;
  }

  /** Waits until its record is in this state and, `sinceOne` of them being written, there is something in it. */
  async stands(as: 'kept' | 'kept by another' | 'in memory'): Promise<void> {
    const standing = async () => {
      const { record } = await this.status();
      return record?.from == null ? 'empty' : record.state;
    };
    await expect.poll(standing, { timeout: 60_000, interval: 200 }).toBe(as);
  }
}

interface Recorded {
  readonly joules: number;
  readonly seconds: number;
  readonly recordedTo: number;
}

/** What stands in the file, read as another program would. */
function recorded(path = join(state(), 'ledger-simulated.sqlite')): Recorded {
  using file = new LedgerFile(path, false);
  const [shares = []] = readSpans(file, [0, Date.now() + 3_600_000], 'computer');
  const total = shares.filter(({ face }) => face.kind === 'total');
  return {
    joules: total.reduce((sum, { amount }) => sum + amount.joules, 0),
    seconds: total.reduce((sum, { amount }) => sum + amount.coveredMs, 0) / 1_000,
    recordedTo: leaseIn(file)?.recordedTo ?? Number.NaN,
  };
}

test('kill -9 at any moment: at most ten seconds are lost, nothing that was told before is', async () => {
  const first = await new Server('first').listens();
  const { startedAt } = await first.status();
  await first.stands('kept');
  // Some seconds after it was written last.
  await new Promise((resolve) => setTimeout(resolve, 3_500 + Math.random() * 5_000));
  const before = await first.energy(`from=${startedAt}&step=0.1`);
  first.program.process.kill('SIGKILL');
  const killedAt = Date.now();
  await first.program.ended;
  const { joules, seconds, recordedTo } = recorded();
  expect(killedAt - recordedTo).toBeLessThan(10_000);
  expect(seconds).toBeCloseTo((recordedTo - startedAt) / 1_000, 0);
  // The same as it told from memory, to a millisecond at the edge.
  const told = before.reduce((sum, { from, to, total }) => {
    const share = Math.min(1, Math.max(0, (recordedTo - from) / (to - from)));
    return sum + (total?.joules ?? 0) * share;
  }, 0);
  expect(Math.abs(joules - told)).toBeLessThan(0.002 * MOST_WATTS);
  // The next one tells it with its own, and goes on at once.
  const second = await new Server('second').listens();
  await second.stands('kept');
  const [all] = await second.energy(`from=${startedAt}`);
  // The order in which seconds are added up moves the last digits.
  expect(all?.total?.joules).toBeGreaterThan(joules - 1e-9);
  expect(all?.total?.coveredSeconds).toBeLessThanOrEqual((Date.now() - startedAt) / 1_000);
  using file = new LedgerFile(join(state(), 'ledger-simulated.sqlite'), true);
  expect(file.prepared('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
});

test('what is simulated is in a file of its own, and nowhere without a folder that was named', async () => {
  const home = join(folder, 'home');
  mkdirSync(home);
  const program = new Program(
    ['serve', '--simulate', 'laptop', '--socket', join(folder, 'a.sock'), '--exit-when-unused', '6'],
    { HOME: home },
  );
  running.push(program);
  const server = await new Server('named').listens();
  await server.stands('kept');
  expect((await server.status()).simulated).toBe('laptop');
  expect(readdirSync(state()).filter((name) => name.endsWith('.sqlite'))).toEqual([
    'ledger-simulated.sqlite',
  ]);
  await program.ended;
  expect(readdirSync(home)).toEqual([]);
});

test('two at once: one records, the other says so, and goes on when it ends', async () => {
  const first = await new Server('first').listens();
  await first.stands('kept');
  const second = await new Server('second').listens();
  await second.stands('kept by another');
  expect((await second.status()).record?.reason).toContain(`(process ${first.program.process.pid})`);
  const { startedAt } = await first.status();
  first.program.process.kill('SIGTERM');
  expect((await first.program.ended).status).toBe(0);
  await second.stands('kept');
  second.program.process.kill('SIGTERM');
  await second.program.ended;
  const { seconds, recordedTo } = recorded();
  expect(seconds).toBeCloseTo((recordedTo - startedAt) / 1_000, 0);
});

/** Why there can be no small disk here; null where there can. */
function obstacle(): string | null {
  const { status, error, stderr } = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', tmpdir()]);
  if (error !== undefined) return `no unshare: ${error.message}`;
  return status === 0 ? null : `unshare: ${String(stderr).trim()}`;
}

const why = obstacle();

describe.skipIf(why !== null)(`on a small disk${why === null ? '' : ` (skipped: ${why})`}`, () => {
  test('that is full: it goes on in memory, says so, and catches up', async () => {
    mkdirSync(state());
    const socketPath = join(folder, 'full.sock');
    const program = new URL('../bin/jupyter-energy.mjs', import.meta.url).pathname;
    const line = `mount -t tmpfs -o size=2m none ${state()} && exec "$0" "$@"`;
    const all = ['-Urm', 'sh', '-c', line, process.execPath, program, ...words(socketPath)];
    const child = spawn('unshare', all, { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    child.stderr.on('data', (text) => {
      log += text;
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    try {
      const server = Object.assign(Object.create(Server.prototype) as Server, { socketPath });
      await expect.poll(() => log, { timeout: 20_000 }).toContain('energy server listens');
      const { startedAt } = await server.status();
      await server.stands('kept');
      // The disk as the program sees it.
      const disk = `/proc/${child.pid}/root${state()}`;
      expect(() => writeFileSync(join(disk, 'filler'), Buffer.alloc(4_000_000))).toThrow(/ENOSPC/);
      await server.stands('in memory');
      const { record } = await server.status();
      expect(record?.reason).toMatch(/^The record cannot be kept: the disk is full/);
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      const [full] = await server.energy(`from=${startedAt}`);
      expect(full?.total?.coveredSeconds).toBeCloseTo((Date.now() - startedAt) / 1_000, 0);
      rmSync(join(disk, 'filler'));
      await server.stands('kept');
      // A copy, since SQLite follows the link in /proc to the disk of this process.
      cpSync(disk, join(folder, 'copy'), { recursive: true });
      const { seconds, recordedTo } = recorded(join(folder, 'copy', 'ledger-simulated.sqlite'));
      expect(seconds).toBeCloseTo((recordedTo - startedAt) / 1_000, 0);
      expect(log).toContain('the record goes on in memory');
      expect(log).toContain('the record is kept on disk again, nothing is missing');
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
  });
});
