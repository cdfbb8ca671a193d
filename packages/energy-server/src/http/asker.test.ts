// A socket that a group shares, as HTTP shows it to each user, to root, and to a stranger.

import { Kernel, Kernels } from '@jupyter-energy/contract';
import { describe, expect, test } from 'vitest';
import { ask } from '../../test/fakes/http-client.ts';
import { putProcess } from '../../test/fakes/processes.ts';
import { RunningServer } from '../../test/fakes/running-server.ts';
import { ALL } from './kernels-view.ts';

describe('a socket that is shared with a group', () => {
  const headers = { 'Content-Type': 'application/json' };
  const told = { method: 'PUT', headers, body: JSON.stringify({ pid: 600 }) };

  async function shared(peer: { pid: number; uid: number } | null): Promise<RunningServer> {
    const made = new RunningServer();
    putProcess(made.machine, { pid: 600, parent: 500, session: 600, uid: 1000 });
    const group = String(process.getgid?.() ?? 0);
    const socket = { file: made.socketPath, group, ownFolder: false, uid: 1000, replace: false };
    return await made.start({ socket, peerOf: () => peer });
  }

  test('takes no word and shows no kernel where the system does not tell who asks', async () => {
    await using strict = await shared(null);
    expect((await ask(strict, '/v1/kernels/k', told)).status).toBe(403);
    strict.station.kernelsFor(ALL).register('k', { pid: 600 });
    expect(Kernels.parse((await ask(strict, '/v1/kernels')).json()).kernels).toEqual([]);
  });

  test.each([
    ['our own user', 1000],
    ['root', 0],
  ])('tells everything to %s', async (_, uid) => {
    await using open = await shared({ pid: 1, uid });
    expect((await ask(open, '/v1/kernels/k', told)).status).toBe(200);
    expect(Kernels.parse((await ask(open, '/v1/kernels')).json()).kernels).toHaveLength(1);
  });

  test('follows for a user his own processes only, also where it is not root’s', async () => {
    await using open = await shared({ pid: 1, uid: 1001 });
    putProcess(open.machine, { pid: 700, parent: 500, session: 700, uid: 1001 });
    const answer = async (id: string, pid: number) => {
      const asked = { ...told, body: JSON.stringify({ pid }) };
      return Kernel.parse((await ask(open, `/v1/kernels/${id}`, asked)).json());
    };
    expect(await answer('own', 700)).toMatchObject({ state: 'found' });
    expect(await answer('other', 600)).toMatchObject({
      state: 'unknown',
      reason: 'Process 600 belongs to another user.',
    });
  });

  test('knows of a user in a container which of our processes he means', async () => {
    await using open = await shared({ pid: 450, uid: 1001 });
    const { machine } = open;
    const inside = [
      [450, 1],
      [617, 17],
    ] as const;
    for (const [pid, there] of inside) {
      putProcess(machine, { pid, parent: pid === 450 ? 1 : 450, session: pid });
      machine.write(`proc/${pid}/status`, `Uid:\t1001\t1001\t1001\t1001\nNSpid:\t${pid}\t${there}\n`);
    }
    putProcess(machine, { pid: 17, uid: 1001 });
    await ask(open, '/v1/kernels/k', { ...told, body: JSON.stringify({ pid: 17 }) });
    putProcess(machine, { pid: 17, own: [500, 0] });
    await open.station.mark();
    const [kernel] = Kernels.parse((await ask(open, '/v1/kernels')).json()).kernels;
    expect(kernel).toMatchObject({ state: 'found', processes: 1, cpuSeconds: 0 });
  });
});
