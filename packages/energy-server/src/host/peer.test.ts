// Who is at the other end of a socket: real sockets, and real other users where the test may become them.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPeers } from './peer.ts';

const peerOf = createPeers();
let folder: string;
let server: Server;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peer-'));
  chmodSync(folder, 0o755);
  server = createServer();
  server.listen(join(folder, 'socket'));
  await once(server, 'listening');
  chmodSync(join(folder, 'socket'), 0o666);
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function descriptorOf(socket: Socket): number {
  return (socket as unknown as { _handle: { fd: number } })._handle.fd;
}

async function accepted(): Promise<Socket> {
  const [socket] = await once(server, 'connection');
  return socket as Socket;
}

test('is we, with our own number', async () => {
  const coming = accepted();
  const client = createConnection(join(folder, 'socket'));
  const socket = await coming;
  expect(peerOf(descriptorOf(socket))).toEqual({ pid: process.pid, uid: process.getuid?.() });
  client.destroy();
});

const isRoot = process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0;
describe.skipIf(!isRoot)(isRoot ? 'another user' : 'another user (skipped: only root becomes one)', () => {
  test.each([1001, 65_534])('%d is told, with its process', async (uid) => {
    const script = `require('node:net').createConnection(${JSON.stringify(join(folder, 'socket'))})`;
    const rights = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
    const coming = accepted();
    const client = spawn('setpriv', [...rights, process.execPath, '-e', script], { stdio: 'inherit' });
    const socket = await coming;
    expect(peerOf(descriptorOf(socket))).toEqual({ pid: client.pid, uid });
    client.kill();
    await once(client, 'exit');
  });
});

test('of something that is no Unix socket is nobody', async () => {
  expect(peerOf(-1)).toBeNull();
  expect(peerOf(0x7fff_ffff)).toBeNull();
  const tcp = createServer().listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const { port } = tcp.address() as { port: number };
  const client = createConnection(port, '127.0.0.1');
  const [socket] = await once(tcp, 'connection');
  expect(peerOf(descriptorOf(socket as Socket))).toBeNull();
  client.destroy();
  tcp.close();
});
