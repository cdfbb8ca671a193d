// The commands as people call them: what they print, and how they end.

import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sources } from '@jupyter-energy/contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freePort } from '../../../scripts/jupyter/free-port.ts';
import { ask } from './fakes/http-client.ts';
import { Program, run } from './fakes/program.ts';

// A process takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

let folder: string;
let socketPath: string;
let running: Program[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'commands-'));
  socketPath = join(folder, 'energy.sock');
  running = [];
});
afterEach(async () => {
  for (const program of running) program.process.kill('SIGKILL');
  await Promise.all(running.map((program) => program.ended));
  rmSync(folder, { recursive: true });
});

function start(...words: string[]): Program {
  const program = new Program(words);
  running.push(program);
  return program;
}

async function serveLaptop(...more: readonly string[]): Promise<Program> {
  const server = start('serve', '--simulate', 'laptop', '--socket', socketPath, ...more);
  await server.says(/energy server listens/);
  return server;
}

describe('help', () => {
  test('names every command, and each teaches with examples', async () => {
    const { status, stdout, stderr } = await run(['--help']);
    expect([status, stderr]).toEqual([0, '']);
    for (const name of ['serve', 'sources', 'watch', 'export']) {
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
      const help = await run([name, '--help']);
      expect([help.status, help.stderr]).toEqual([0, '']);
      expect(help.stdout).toMatch(/^Examples\n {2}jupyter-energy /m);
    }
  });

  test('the version is the package’s', async () => {
    const about = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(await run(['--version'])).toEqual({ status: 0, stdout: `${about.version}\n`, stderr: '' });
  });
});

describe('wrong usage is one line and status 2', () => {
  test.each([
    [[], 'which command?'],
    [['serv'], 'did you mean serve?'],
    [['serve', '--sockt', 'x'], 'did you mean --socket?'],
    [['serve', '--socket'], 'argument missing'],
    [['serve', 'now'], 'Unexpected argument'],
    [['watch', '--json'], "Unknown option '--json'"],
    [['serve', '--simulate', 'toaster'], 'there are laptop'],
    [['serve', '--log-level', 'loud'], '--log-level: "loud"'],
    [['serve', '--exit-when-unused', 'soon'], '--exit-when-unused: "soon"'],
    [['serve', '--listen', 'a:b'], 'listen: "a:b" is not HOST:PORT'],
    [['sources', '--config', '/nonexistent/c.toml'], '/nonexistent/c.toml: cannot be read (ENOENT)'],
  ])('%j', async (words, reason) => {
    const { status, stdout, stderr } = await run(words);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(reason);
    expect(stderr).toMatch(/^jupyter-energy: .*\n$/);
  });

  test('a wrong config file is told with its line', async () => {
    const file = join(folder, 'config.toml');
    writeFileSync(file, '[path]\nsysfs = 5\n');
    const { status, stderr } = await run(['sources', '--config', file]);
    expect([status, stderr]).toEqual([
      2,
      `jupyter-energy: ${file}:2: path.sysfs: expected string, received number\n`,
    ]);
  });
});

describe('serve', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it in order, and the socket is gone', async (signal) => {
    const server = await serveLaptop();
    expect((await ask({ socketPath }, '/v1/status')).json()).toMatchObject({ simulated: 'laptop' });
    server.process.kill(signal);
    const { status, stdout, stderr } = await server.ended;
    expect([status, stdout]).toEqual([0, '']);
    expect(readdirSync(folder)).toEqual([]);
    for (const line of stderr.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg');
  });

  test('a second one on the same socket ends with 1 and says who is there; kill -9 leaves nothing that matters', async () => {
    const first = await serveLaptop();
    const second = await run(['serve', '--simulate', 'laptop', '--socket', socketPath]);
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(`process ${first.process.pid}) already listens on ${socketPath}`);
    first.process.kill('SIGKILL');
    await first.ended;
    expect(existsSync(socketPath)).toBe(true);
    await serveLaptop();
    expect((await ask({ socketPath }, '/v1/status')).status).toBe(200);
  });

  test('--replace takes the place of the one that listens, which notices and ends in order', async () => {
    const first = await serveLaptop();
    const second = await serveLaptop('--replace');
    expect((await ask({ socketPath }, '/v1/status')).json()).toMatchObject({ pid: second.process.pid });
    expect((await first.ended).status).toBe(0);
    expect((await ask({ socketPath }, '/v1/status')).json()).toMatchObject({ pid: second.process.pid });
  });

  test('--replace waits for the port of the one whose place it takes', async () => {
    const tcp = ['--listen', `127.0.0.1:${await freePort()}`];
    const first = await serveLaptop(...tcp);
    const second = await serveLaptop(...tcp, '--replace');
    await second.says(/listens on TCP as well/);
    expect((await first.ended).status).toBe(0);
    expect(second.stderr).not.toContain('Warning');
  });

  test('--replace goes on without a port that is somebody else’s', async () => {
    const stranger = createServer().listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const { port } = stranger.address() as AddressInfo;
    const first = await serveLaptop();
    const second = await serveLaptop('--replace', '--listen', `127.0.0.1:${port}`);
    await second.says(/there is no TCP/);
    expect((await first.ended).status).toBe(0);
    expect((await ask({ socketPath }, '/v1/status')).json()).toMatchObject({ pid: second.process.pid });
    stranger.close();
  });

  test('ends by itself when nobody uses it', async () => {
    const words = ['serve', '--simulate', 'laptop', '--socket', socketPath, '--exit-when-unused', '0.2'];
    const { status, stderr } = await run(words);
    expect(status).toBe(0);
    expect(stderr).toContain('nobody has asked for 0.2 s');
  });

  test('a log that cannot be written harms nobody', async () => {
    const full = openSync('/dev/full', 'w');
    const words = ['serve', '--simulate', 'laptop', '--socket', socketPath];
    const server = new Program(words, {}, ['ignore', 'ignore', full]);
    running.push(server);
    await expect.poll(() => existsSync(socketPath), { timeout: 5_000 }).toBe(true);
    expect((await ask({ socketPath }, '/v1/status')).status).toBe(200);
    server.process.kill('SIGTERM');
    expect((await server.ended).status).toBe(0);
  });

  test('over TCP it wants the token that it prints', async () => {
    const server = start('serve', '--simulate', 'laptop', '--socket', socketPath, '--listen', '127.0.0.1:0');
    await server.says(/JUPYTER_ENERGY_TOKEN=\S+\n/);
    const token = /JUPYTER_ENERGY_TOKEN=(\S+)/.exec(server.stderr)?.[1] ?? '';
    const port = Number(/"tcp":"127.0.0.1:(\d+)"/.exec(server.stderr)?.[1]);
    const at = { host: '127.0.0.1', port };
    expect((await ask(at, '/v1/status')).status).toBe(401);
    expect((await ask(at, '/v1/status', { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200);
  });
});

describe('sources', () => {
  test('for people: the sum, its parts aligned, no colour where nobody sees it', async () => {
    const { status, stdout, stderr } = await run(['sources', '--simulate', 'laptop']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Power now: \d+(\.\d+)? W\nmade of Main board \(/);
    expect(stdout).toMatch(/^ {4}Processor 0 .* W {2}measured {2}simulated:cpu-0$/m);
    expect(stdout).not.toContain('\x1b');
  });

  test('asks the running server', async () => {
    await serveLaptop();
    const { stdout } = await run(['sources', '--json', '--socket', socketPath]);
    expect(Sources.parse(JSON.parse(stdout)).sources[0]).toMatchObject({ id: 'simulated', status: 'ready' });
  });
});

describe('watch', () => {
  test('where there is no terminal, a line per beat until it is told to end', async () => {
    const watching = start('watch', '--simulate', 'laptop');
    await watching.says(/( W .*\n.*){2}/);
    watching.process.kill('SIGINT');
    const { status, stdout, stderr } = await watching.ended;
    expect([status, stderr]).toEqual([0, '']);
    for (const line of stdout.trim().split('\n'))
      expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z {2}(unknown|.* W .* J .*Processor 0)/);
  });

  test('ends when nobody reads it any more', async () => {
    const watching = start('watch', '--simulate', 'laptop');
    await watching.says(/W/);
    watching.process.stdout?.destroy();
    expect((await watching.ended).status).toBe(0);
  });

  test.each(['sources', 'watch'])('%s says so when its output cannot be written', async (command) => {
    const full = openSync('/dev/full', 'w');
    const writing = new Program([command, '--simulate', 'laptop'], {}, ['ignore', full, 'pipe']);
    running.push(writing);
    const { status, stderr } = await writing.ended;
    expect([status, stderr]).toEqual([1, 'jupyter-energy: the output cannot be written (ENOSPC)\n']);
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'says so when %s ends the server that it watches',
    async (by) => {
      const server = await serveLaptop();
      const watching = start('watch', '--socket', socketPath);
      await watching.says(/W/);
      server.process.kill(by);
      const { status, stderr } = await watching.ended;
      expect([status, stderr]).toEqual([1, `jupyter-energy: the energy server at ${socketPath} has ended\n`]);
    },
  );
});
