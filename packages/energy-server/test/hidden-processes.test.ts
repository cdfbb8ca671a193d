// A computer that hides processes from other users (hidepid), for real: what cannot be seen is unknown, with the reason.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kernel } from '@jupyter-energy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './fakes/http-client.ts';

const [ALICE, BOB] = [1_001, 1_002];
const MAIN = join(import.meta.dirname, '../src/main.ts');
/** In a mount namespace of its own, so that nobody else is concerned. */
const HIDING = 'mount -t proc -o hidepid=2 proc /proc';

function obstacle(): string | null {
  if (process.getuid?.() !== 0) return 'only root mounts';
  const { status, stderr } = spawnSync('unshare', ['--mount', 'sh', '-c', HIDING], { encoding: 'utf8' });
  return status === 0 ? null : `no /proc can be mounted: ${stderr}`;
}

const why = obstacle();

describe.skipIf(why !== null)(
  why === null ? 'hidden processes' : `hidden processes (skipped: ${why})`,
  { timeout: 60_000 },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'hidden-'));
    const socketPath = join(folder, 'energy.sock');
    const children: ChildProcess[] = [];
    beforeAll(async () => {
      chownSync(folder, ALICE, ALICE);
      chmodSync(folder, 0o755);
      const serve = `${process.execPath} ${MAIN} serve --simulate laptop --socket ${socketPath}`;
      const become = `exec setpriv --reuid=${ALICE} --regid=${ALICE} --clear-groups`;
      const server = spawn('unshare', ['--mount', 'sh', '-c', `${HIDING} && ${become} ${serve}`], {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { PATH: process.env['PATH'], HOME: folder },
      });
      children.push(server);
      let said = '';
      server.stderr.on('data', (more) => {
        said += more;
      });
      while (!said.includes('energy server listens')) {
        if (server.exitCode !== null) throw new Error(`ended: ${said}`);
        await sleep(20);
      }
    }, 60_000);
    afterAll(async () => {
      for (const child of children) {
        child.kill();
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    });

    async function told(uid: number) {
      const rights = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
      const sleeper = spawn('setpriv', [...rights, 'sleep', '1000'], { stdio: 'ignore' });
      children.push(sleeper);
      await once(sleeper, 'spawn');
      const headers = { 'Content-Type': 'application/json' };
      const body = JSON.stringify({ pid: sleeper.pid });
      // Until then it is root's.
      const asOther = () => /^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${sleeper.pid}/status`, 'utf8'))?.[1];
      while (asOther() === '0') await sleep(20);
      const answer = await ask({ socketPath }, `/v1/kernels/u${uid}`, { method: 'PUT', headers, body });
      return Kernel.parse(answer.json());
    }

    test('one’s own are followed', async () => {
      expect(await told(ALICE)).toMatchObject({ state: 'found', processes: 1 });
    });

    test('another user’s are unknown, and nothing is taken for them', async () => {
      expect(await told(BOB)).toMatchObject({
        state: 'unknown',
        reason: expect.stringContaining('hidden from us (hidepid)'),
        cpuSeconds: null,
      });
    });
  },
);
