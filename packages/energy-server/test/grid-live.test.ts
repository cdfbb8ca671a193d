// The program with live data, as people run it: settings, a provider on this machine, the reply, and nothing asked unasked.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Grid, Status } from '@jupyter-energy/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { entsoeDay } from './fakes/grid/golden-day.ts';
import { ProviderServer } from './fakes/grid/provider-server.ts';
import { ask } from './fakes/http-client.ts';
import { Program, run } from './fakes/program.ts';

// A process takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const TOKEN = 'a-token-that-nobody-sees';

let folder: string;
let provider: ProviderServer;
let program: Program | null;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'grid-live-'));
  provider = await new ProviderServer().start();
  program = null;
});
afterEach(async () => {
  program?.process.kill('SIGKILL');
  await program?.ended;
  await provider[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const socketPath = () => join(folder, 'energy.sock');

async function serve(config: string, environment: Readonly<Record<string, string>> = {}): Promise<Program> {
  const file = join(folder, 'config.toml');
  writeFileSync(file, config);
  const words = [
    'serve',
    '--socket',
    socketPath(),
    '--config',
    file,
    '--path.etc',
    folder,
    '--log-level',
    'trace',
  ];
  program = new Program(words, { XDG_STATE_HOME: folder, ...environment });
  await program.says(/energy server listens/);
  return program;
}

async function grid(): Promise<Grid> {
  const from = Date.now() - 3_600_000;
  return Grid.parse((await ask({ socketPath: socketPath() }, `/v1/grid?from=${from}`)).json());
}

test('asks who it was told to ask, with the token, and shows what was told', async () => {
  const today = new Date().toISOString().slice(0, 10);
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const document = entsoeDay().replaceAll('2026-03-02', today).replaceAll('2026-03-01', yesterday);
  const wide = document.replaceAll(`<end>${today}T00:00Z`, `<end>${today}T23:00Z`);
  provider.answer = () => ({ body: wide });
  const settings = `country = "DE"\n[grid]\nlive = true\n[grid.entsoe]\ntoken = "${TOKEN}"\nurl = "${provider.url}/api"\n`;
  const { process: child } = await serve(settings);
  await vi.waitFor(async () => expect((await grid()).live.newestAt).not.toBeNull(), { timeout: 10_000 });
  const shown = await grid();
  expect(shown.place).toMatchObject({ country: 'DE', chosenBy: 'settings', mayChange: false });
  expect(shown.live).toMatchObject({ on: true, provider: { id: 'entsoe' }, state: 'current' });
  expect(shown.buckets[0]).toMatchObject({ kind: 'live', provider: 'entsoe' });
  expect(provider.asked).toHaveLength(1);
  expect(provider.asked[0]?.url.searchParams.get('securityToken')).toBe(TOKEN);
  child.kill('SIGTERM');
  const ended = await program?.ended;
  expect(ended?.status).toBe(0);
  expect(`${ended?.stdout}${ended?.stderr}${JSON.stringify(shown)}`).not.toContain(TOKEN);
  expect(ended?.stderr).not.toContain('"warn"');
  const kept = new DatabaseSync(join(folder, 'jupyter-energy', 'grid.sqlite'));
  expect(kept.prepare('SELECT count(*) AS n FROM told').get()?.['n']).toBeGreaterThan(90);
  kept.close();
  expect(readFileSync(join(folder, 'jupyter-energy', 'grid.sqlite'), 'latin1')).not.toContain(TOKEN);
});

test('answers others while a provider keeps it waiting, and ends at once', async () => {
  provider.answer = () => null;
  const settings = `[grid]\nlive = true\n[grid.energy-charts]\nurl = "${provider.url}"\n`;
  const { process: child } = await serve(settings, { JUPYTER_ENERGY_COUNTRY: 'DE' });
  await vi.waitFor(() => expect(provider.asked).toHaveLength(1), { timeout: 10_000 });
  Status.parse((await ask({ socketPath: socketPath() }, '/v1/status')).json());
  expect((await grid()).live).toMatchObject({ on: true, state: 'waiting' });
  child.kill('SIGTERM');
  expect((await program?.ended)?.status).toBe(0);
});

test('asks nobody before it is told to, and remembers that it was told', async () => {
  const settings = `country = "DE"\n[grid.energy-charts]\nurl = "${provider.url}"\n`;
  await serve(settings);
  expect((await grid()).live).toMatchObject({ on: false, state: 'off' });
  expect(provider.asked).toEqual([]);
  const turned = await ask({ socketPath: socketPath() }, '/v1/grid/choice', {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: '{"live":true}',
  });
  expect(turned.status).toBe(200);
  await vi.waitFor(() => expect(provider.asked).toHaveLength(1), { timeout: 10_000 });
  await vi.waitFor(async () => expect((await grid()).live.state).toBe('failing'), { timeout: 10_000 });
  program?.process.kill('SIGTERM');
  await program?.ended;
  await serve(settings);
  // On again, and it knows that this quarter-hour's question was put.
  expect((await grid()).live).toMatchObject({ on: true, state: 'failing' });
});

/** Writes down where the program connects to, by whatever means, and which names it looks up. */
const WATCHED = `
  const written = (what) => process.getBuiltinModule('fs').appendFileSync(process.env.CONNECTIONS, what + '\\n');
  const { Socket } = process.getBuiltinModule('net');
  const dns = process.getBuiltinModule('dns');
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (...given) {
    const [{ path, host, port }] = [given[0]].flat();
    if (path === undefined || path === null) written(host + ':' + port);
    return connect.apply(this, given);
  };
  for (const asks of [dns, dns.promises]) {
    const { lookup } = asks;
    asks.lookup = (name, ...more) => { written(name); return lookup(name, ...more); };
  }`;

test('connects to nothing and looks up no name before it is told to, whatever it is asked', async () => {
  const connections = join(folder, 'connections');
  writeFileSync(connections, '');
  const settings = `[grid.entsoe]\ntoken = "${TOKEN}"\nurl = "${provider.url}"\n[grid.eia]\nkey = "${TOKEN}"\n`;
  await serve(settings, {
    CONNECTIONS: connections,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(WATCHED)}`,
  });
  const choose = (choice: object) =>
    ask({ socketPath: socketPath() }, '/v1/grid/choice', {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(choice),
    });
  expect((await choose({ country: 'FR' })).status).toBe(200);
  const from = Date.now() - 86_400_000;
  const paths = ['sources', `grid?from=${from}&step=900`, 'grid/places', `energy?from=${from}&step=900`];
  for (const path of paths) expect((await ask({ socketPath: socketPath() }, `/v1/${path}`)).status).toBe(200);
  expect((await ask({ socketPath: socketPath() }, '/metrics')).status).toBe(200);
  expect(readFileSync(connections, 'utf8')).toBe('');
  expect((await choose({ live: true })).status).toBe(200);
  const told = `127.0.0.1:${new URL(provider.url).port}\n`;
  await vi.waitFor(() => expect(readFileSync(connections, 'utf8')).toBe(told), { timeout: 10_000 });
});

test.each([
  [{ JUPYTER_ENERGY_COUNTRY: 'ZZ' }, 'country: there is no country ZZ'],
  [
    { JUPYTER_ENERGY_COUNTRY: 'Germany' },
    'JUPYTER_ENERGY_COUNTRY: "Germany": must be a country’s ISO 3166-1 code',
  ],
  [{ JUPYTER_ENERGY_GRID_ZONE: 'DK1' }, 'grid.zone: there is no zone DK1 in the country that is set, none'],
])('with %j it ends and says what is wrong', async (environment, message) => {
  const ended = await run(['serve', '--simulate', 'laptop', '--socket', socketPath()], environment);
  expect(ended.status).toBe(2);
  expect(ended.stderr).toContain(message);
});
