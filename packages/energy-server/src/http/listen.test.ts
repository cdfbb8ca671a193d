// Sockets: stale ones are replaced, living and foreign ones left alone, rights are right; TCP wants token and Host.

import { spawn } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { Problem } from '@jupyter-energy/contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ask } from '../../test/fakes/http-client.ts';
import { RunningServer } from '../../test/fakes/running-server.ts';
import { listenOnSocket, type SocketSetup } from './socket-file.ts';
import { makeToken, parseAddress } from './tcp.ts';
import { Use } from './use.ts';

const uid = process.getuid?.() ?? 0;
const gid = process.getgid?.() ?? 0;

let server: RunningServer;
beforeEach(() => {
  server = new RunningServer();
});
afterEach(async () => {
  vi.useRealTimers();
  await server[Symbol.asyncDispose]();
});

function setup(more: Partial<SocketSetup> = {}): SocketSetup {
  return { file: server.socketPath, group: null, ownFolder: false, uid, replace: false, ...more };
}

function modeOf(path: string): string {
  return (lstatSync(path).mode & 0o777).toString(8);
}

describe('the socket file', () => {
  test('is for its owner alone, or for a group as well', async () => {
    await server.start();
    expect(modeOf(server.socketPath)).toBe('600');
    const other = createServer();
    const file = join(server.folder, 'group.sock');
    const owned = await listenOnSocket(other, setup({ file, group: String(gid) }));
    expect([modeOf(file), lstatSync(file).gid]).toEqual(['660', gid]);
    owned.remove();
    owned.remove();
    expect(existsSync(file)).toBe(false);
    other.close();
  });

  test('is removed at the end, and nothing else is left', async () => {
    await server.start();
    const { folder, socketPath } = server;
    await server[Symbol.asyncDispose]();
    expect([existsSync(socketPath), existsSync(folder)]).toEqual([false, false]);
  });

  test('that a killed server left behind is replaced', async () => {
    const listen = `require('net').createServer().listen(${JSON.stringify(server.socketPath)}, () => console.log('up'))`;
    const killed = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => killed.stdout.once('data', resolve));
    killed.kill('SIGKILL');
    await new Promise((resolve) => killed.once('exit', resolve));
    expect(lstatSync(server.socketPath).isSocket()).toBe(true);
    await server.start();
    expect((await ask(server, '/v1/status')).status).toBe(200);
  });

  test('of a living energy server is left alone, and the message names who answers', async () => {
    await server.start();
    const message = `(version ${server.station.version}, process ${process.pid}) already listens on ${server.socketPath}`;
    await expect(listenOnSocket(createServer(), setup())).rejects.toThrow(message);
    expect((await ask(server, '/v1/status')).status).toBe(200);
  });

  test('of another program is left alone', async () => {
    const stranger = createNetServer((socket) => socket.end('220 mail ready\r\n')).listen(server.socketPath);
    await new Promise((resolve) => stranger.once('listening', resolve));
    await expect(listenOnSocket(createServer(), setup())).rejects.toThrow('in use by something else');
    stranger.close();
  });

  test('of a program that answers for ever is left alone, within seconds', async () => {
    const dribbling = new Set<NodeJS.Timeout>();
    const stranger = createNetServer((socket) => {
      socket.on('error', () => {});
      socket.write('HTTP/1.1 200 OK\r\n');
      dribbling.add(setInterval(() => socket.write('X: y\r\n'), 100));
    }).listen(server.socketPath);
    await new Promise((resolve) => stranger.once('listening', resolve));
    await expect(listenOnSocket(createServer(), setup())).rejects.toThrow('no answer within 2 s');
    for (const timer of dribbling) clearInterval(timer);
    stranger.close();
  });

  test('is never made from a file that is none', async () => {
    writeFileSync(server.socketPath, 'precious');
    await expect(listenOnSocket(createServer(), setup())).rejects.toThrow('is not a socket');
    expect(readFileSync(server.socketPath, 'utf8')).toBe('precious');
  });

  test.each([
    ['with others’ access', (folder: string) => mkdirSync(folder, { mode: 0o755 }), 'can be used by others'],
    ['that is a link', (folder: string) => symlinkSync('/tmp', folder), 'is a symbolic link'],
    ['that is a file', (folder: string) => writeFileSync(folder, ''), 'is not a folder'],
  ])('in the default place, a folder %s is refused', async (_, make, reason) => {
    const folder = join(server.folder, 'own');
    make(folder);
    const own = setup({ file: join(folder, 'energy.sock'), ownFolder: true });
    await expect(listenOnSocket(createServer(), own)).rejects.toThrow(reason);
  });

  test('in the default place, another user’s folder is refused', async () => {
    const folder = join(server.folder, 'own');
    mkdirSync(folder, { mode: 0o700 });
    const own = setup({ file: join(folder, 'energy.sock'), ownFolder: true, uid: uid + 1 });
    await expect(listenOnSocket(createServer(), own)).rejects.toThrow(
      `belongs to user ${uid}, not to ${uid + 1}`,
    );
  });

  test('makes its folder, for its owner alone', async () => {
    const file = join(server.folder, 'new', 'energy.sock');
    const made = createServer();
    await listenOnSocket(made, setup({ file, ownFolder: true }));
    expect(modeOf(join(server.folder, 'new'))).toBe('700');
    made.close();
  });

  test.each([
    [`/tmp/${'x'.repeat(120)}.sock`, 'may have 107 bytes'],
    ['/no/such/folder/energy.sock', '/no/such/folder cannot be made: a folder on the way there is missing'],
  ])('%s is refused', async (file, reason) => {
    await expect(listenOnSocket(createServer(), setup({ file }))).rejects.toThrow(reason);
  });

  test('a group whose number is none is refused in words', async () => {
    const other = createServer();
    const made = listenOnSocket(other, setup({ group: '99999999999' }));
    await expect(made).rejects.toThrow('there is no such number');
    expect(existsSync(server.socketPath)).toBe(false);
  });

  test('an unknown group is refused with the way out', async () => {
    const unknown = listenOnSocket(createServer(), setup({ group: 'no-such-group' }));
    await expect(unknown).rejects.toThrow('groupadd no-such-group');
  });

  test.each([
    ['vanishes', (file: string) => rmSync(file)],
    [
      'is replaced',
      (file: string) => {
        writeFileSync(`${file}.other`, '');
        renameSync(`${file}.other`, file);
      },
    ],
    [
      // As a folder that was closed is: its owner, unless root, gets EACCES, and here everybody gets ELOOP or ENOTDIR.
      'can no longer be looked at',
      (file: string) => {
        renameSync(dirname(file), `${dirname(file)}.away`);
        symlinkSync(basename(dirname(file)), dirname(file));
      },
    ],
  ])('that %s while the server runs gives it a reason to end', async (_, change) => {
    vi.useFakeTimers({ toFake: ['setInterval'] });
    await server.start();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(server.ends).toEqual([]);
    change(server.socketPath);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.ends).toHaveLength(1);
    await server[Symbol.asyncDispose]();
    rmSync(`${server.folder}.away`, { recursive: true, force: true });
  });
});

describe('use', () => {
  test('a server that nobody asks has a reason to end; one with a stream has none', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    void server.start({ exitWhenUnusedMs: 60_000 });
    await vi.waitUntil(() => existsSync(server.socketPath));
    const { openStream } = await import('../../test/fakes/http-client.ts');
    const stream = await openStream(server);
    await stream.next('sources');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(server.ends).toEqual([]);
    stream.abort();
    await vi.waitFor(() => expect(server.station.beat.reason).toBe('idle'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.ends).toEqual(['nobody has asked for 60 s']);
  });
});

test('a use that lasts longer than a timer can is not over at once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const day = 86_400_000;
  const ends: string[] = [];
  using _use = new Use(35 * day, () => ends.push('unused'));
  await vi.advanceTimersByTimeAsync(34 * day);
  expect(ends).toEqual([]);
  await vi.advanceTimersByTimeAsync(2 * day);
  expect(ends).toEqual(['unused']);
});

describe('TCP', () => {
  const token = makeToken();
  const bearer = { Authorization: `Bearer ${token}` };
  const start = () => server.start({ tcp: { host: '127.0.0.1', port: 0, token } });
  const at = () => ({ host: '127.0.0.1', port: server.tcpPort ?? 0 });

  test.each([
    ['no token', {}, 401],
    ['a wrong token', { Authorization: `Bearer ${token.slice(1)}x` }, 401],
    ['a token of another length', { Authorization: 'Bearer x' }, 401],
    ['another scheme', { Authorization: `Basic ${token}` }, 401],
    ['a stranger’s Host', { ...bearer, Host: 'attacker.example' }, 421],
    ['a Host that begins like ours', { ...bearer, Host: '127.0.0.1.attacker.example' }, 421],
    ['the token', bearer, 200],
    ['the token, by name', { ...bearer, Host: 'localhost:1' }, 200],
    ['the token, by IPv6', { ...bearer, Host: '[::1]:1' }, 200],
  ])('with %s', async (_, headers, status) => {
    await start();
    for (const path of ['/v1/status', '/metrics']) {
      const answer = await ask(at(), path, { headers });
      expect(answer.status).toBe(status);
      if (status !== 200) expect(Problem.parse(answer.json()).status).toBe(status);
    }
    expect((await ask(server, '/v1/status')).status).toBe(200);
  });

  test('a port in use is told, and nothing is left running', async () => {
    await start();
    const second = new RunningServer();
    await expect(second.start({ tcp: { ...at(), token } })).rejects.toThrow('EADDRINUSE');
    expect(existsSync(second.socketPath)).toBe(false);
    await second[Symbol.asyncDispose]();
  });

  test.each([
    ['9188', { host: '127.0.0.1', port: 9188 }],
    [':9188', { host: '127.0.0.1', port: 9188 }],
    ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
    ['[::1]:9188', { host: '::1', port: 9188 }],
    ['energy.lan:9188', { host: 'energy.lan', port: 9188 }],
  ])('%s is understood', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });

  test.each(['', 'localhost', 'localhost:', '1.2.3.4:99999', '::1:80', 'a:b'])('%j is refused', (text) => {
    expect(parseAddress(text)).toBeNull();
  });
});
