// A system service whose socket a group shares, for real: root's energy server, and users who must not see each other's kernels.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Beat, Interval, Kernel, Kernels, Runs } from '@jupyter-energy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './fakes/http-client.ts';

const GROUP = 1_003;
const [ALICE, BOB, MALLORY] = [1_001, 1_002, 1_004];
const MAIN = join(import.meta.dirname, '../src/main.ts');

/** Asks as a program of its own, since a user is a process's. */
const CLIENT = `
  const [socketPath, method, path, body] = process.argv.slice(1);
  const headers = { 'Content-Type': 'application/json' };
  require('node:http').request({ socketPath, path, method, headers }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (more) => {
      text += more;
      const event = /event: beat\\ndata: (.*)\\n\\n/.exec(text);
      if (event !== null) { console.log(JSON.stringify([200, JSON.parse(event[1])])); process.exit(); }
    }).on('end', () => console.log(JSON.stringify([response.statusCode, JSON.parse(text)])));
  }).end(body);`;

/** The same from a container, about a child of its own (`own`), or about the number that it is given. */
const CONTAINED = `
  const [socketPath, told] = process.argv.slice(1);
  const child = require('node:child_process').spawn('sleep', ['1000']);
  const pid = told === 'own' ? child.pid : Number(told);
  const headers = { 'Content-Type': 'application/json' };
  require('node:http').request({ socketPath, path: '/v1/kernels/inside', method: 'PUT', headers }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (more) => { text += more; }).on('end', () => {
      console.log(JSON.stringify([child.pid, JSON.parse(text)]));
      child.kill();
    });
  }).end(JSON.stringify({ pid }));`;

const isRoot = process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0;

describe.skipIf(!isRoot)(
  isRoot
    ? 'a socket that a group shares'
    : 'a socket that a group shares (skipped: only root becomes others)',
  { timeout: 60_000 },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'shared-'));
    const socketPath = join(folder, 'energy.sock');
    const children: ChildProcess[] = [];
    let alices: number;
    let bobs: number;
    beforeAll(async () => {
      chmodSync(folder, 0o755);
      const told = ['serve', '--simulate', 'laptop', '--socket', socketPath, '--socket-group', String(GROUP)];
      const server = spawn(process.execPath, [MAIN, ...told], { stdio: ['ignore', 'ignore', 'pipe'] });
      children.push(server);
      let said = '';
      server.stderr.on('data', (more) => {
        said += more;
      });
      while (!said.includes('energy server listens')) {
        if (server.exitCode !== null) throw new Error(`ended: ${said}`);
        await sleep(20);
      }
      [alices, bobs] = [sleeper(ALICE), sleeper(BOB)];
    }, 60_000);
    afterAll(async () => {
      for (const child of children) {
        child.kill();
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    });

    function as(uid: number, ...command: readonly string[]): ChildProcess {
      const rights = [`--reuid=${uid}`, `--regid=${GROUP}`, '--clear-groups'];
      const child = spawn('setpriv', [...rights, ...command], { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      return child;
    }

    function sleeper(uid: number): number {
      return as(uid, 'sleep', '1000').pid ?? Number.NaN;
    }

    async function tell(uid: number, method: string, path: string, told?: object) {
      const body = told === undefined ? [] : [JSON.stringify(told)];
      const child = as(uid, process.execPath, '-e', CLIENT, socketPath, method, path, ...body);
      let text = '';
      child.stdout?.on('data', (more) => {
        text += more;
      });
      await once(child, 'close');
      const [status, reply] = JSON.parse(text) as [number, unknown];
      return { status, reply };
    }

    const put = (uid: number, id: string, pid: number) =>
      tell(uid, 'PUT', `/v1/kernels/${id}`, { pid, notebook: 'same', path: `${id}.ipynb` });

    test.each([
      ['a member of the group', GROUP, 'connected'],
      ['S2: a user outside of it', MALLORY, 'EACCES'],
    ])('%s', async (_, group, outcome) => {
      const knock =
        "require('node:net').connect(process.argv[1]).on('error', ({ code }) => console.log(code)).on('connect', () => { console.log('connected'); process.exit(); })";
      const rights = [`--reuid=${MALLORY}`, `--regid=${group}`, '--clear-groups'];
      const { stdout } = spawnSync('setpriv', [...rights, process.execPath, '-e', knock, socketPath], {
        encoding: 'utf8',
      });
      expect(stdout.trim()).toBe(outcome);
    });

    test('each tells of own processes, and of no one else’s', async () => {
      const found = [await put(ALICE, 'a', alices), await put(BOB, 'b', bobs)];
      for (const { status, reply } of found) {
        expect(status).toBe(200);
        expect(Kernel.parse(reply)).toMatchObject({ state: 'found', foundBy: 'bridge', processes: 1 });
      }
      expect((await put(BOB, 'thief', alices)).reply).toMatchObject({
        state: 'unknown',
        reason: `Process ${alices} belongs to another user.`,
      });
      expect((await put(BOB, 'root', 1)).reply).toMatchObject({ detail: expect.stringContaining('pid') });
      const { reply } = await put(BOB, 'server', children[0]?.pid ?? 0);
      expect(reply).toMatchObject({ state: 'unknown', reason: expect.stringContaining('another user') });
    });

    test('each sees own kernels in every reply; root sees all', async () => {
      const ids = async (uid: number) =>
        Kernels.parse((await tell(uid, 'GET', '/v1/kernels')).reply).kernels.map(({ id }) => id);
      expect(await ids(ALICE)).toEqual(['a']);
      expect(await ids(BOB)).toEqual(['b', 'thief', 'server']);
      const all = Kernels.parse((await ask({ socketPath }, '/v1/kernels')).json());
      // Beside those of whoever else works on this computer.
      expect(all.kernels.map(({ id }) => id)).toEqual(expect.arrayContaining(['a', 'b', 'thief', 'server']));
      const beat = Beat.parse((await tell(ALICE, 'GET', '/v1/stream')).reply);
      expect(beat.kernels.map(({ id }) => id)).toEqual(['a']);
      const from = Date.now() - 1_000;
      const { reply } = await tell(BOB, 'GET', `/v1/intervals?kernel=a&from=${from}`);
      expect(Interval.parse(reply)).toMatchObject({ joules: null, reason: 'No kernel a is known.' });
    });

    test('nobody ends, renames or marks another’s kernel, or sees what it runs', async () => {
      const run = { state: 'busy', at: Date.now(), run: 'r' };
      expect((await tell(ALICE, 'POST', '/v1/kernels/a/state', run)).status).toBe(200);
      expect((await put(BOB, 'a', bobs)).status).toBe(403);
      expect((await tell(BOB, 'DELETE', '/v1/kernels/a')).status).toBe(404);
      expect((await tell(BOB, 'POST', '/v1/kernels/a/state', { ...run, state: 'idle' })).status).toBe(404);
      const runs = async (uid: number) =>
        Runs.parse((await tell(uid, 'GET', '/v1/runs?kernel=a&from=0')).reply);
      expect((await runs(BOB)).runs).toEqual([]);
      expect((await runs(ALICE)).runs).toEqual([expect.objectContaining({ id: 'r', running: true })]);
    });

    test.skipIf(spawnSync('unshare', ['--pid', '--fork', 'true']).status !== 0)(
      'of a process in a container the number there means that process, or none',
      async () => {
        const contained = async (pid: string) => {
          const rights = ['setpriv', `--reuid=${ALICE}`, `--regid=${GROUP}`, '--clear-groups'];
          const words = ['--pid', '--fork', '--kill-child', ...rights, process.execPath, '-e', CONTAINED];
          const child = spawn('unshare', [...words, socketPath, pid], {
            stdio: ['ignore', 'pipe', 'inherit'],
          });
          children.push(child);
          let text = '';
          child.stdout.on('data', (more) => {
            text += more;
          });
          await once(child, 'close');
          return JSON.parse(text) as [number, unknown];
        };
        const [inside, found] = await contained('own');
        // There it has a small number, which is somebody else's here.
        expect(inside).toBeLessThan(100);
        expect(Kernel.parse(found)).toMatchObject({ state: 'found', processes: 1, pid: inside });
        const [, stranger] = await contained(String(alices));
        expect(Kernel.parse(stranger)).toMatchObject({
          state: 'unknown',
          reason: expect.stringContaining('is one of a container'),
        });
      },
    );

    test('what holds for all is not for one of them to choose', async () => {
      expect((await tell(ALICE, 'PUT', '/v1/grid/choice', { country: 'FR' })).status).toBe(403);
    });
  },
);
