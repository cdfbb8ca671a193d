// What outlives the energy server, over a real Unix socket: energy, whose it was, runs, and how the record stands.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Energy, Runs, Status } from '@jupyter-energy/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ask } from '../../test/fakes/http-client.ts';
import { putProcess, setLastPid } from '../../test/fakes/processes.ts';
import { RunningServer } from '../../test/fakes/running-server.ts';

let folder: string;
let record: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-'));
  record = join(folder, 'ledger.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Its kernel's process has used so many ticks, of twice as many that the machine was busy. */
function burn({ machine }: RunningServer, ticks: number): void {
  machine.write('proc/stat', `cpu  ${2 * ticks} 0 0 100000 0 0 0 0 0 0\n`);
  putProcess(machine, { pid: 600, parent: 500, session: 600, own: [ticks, 0] });
}

/** A server of 20 W, 5 W of them idle, with one kernel of the notebook `n`. */
async function serverWith(kernel: string): Promise<RunningServer> {
  const server = await new RunningServer(10, 5, record).start();
  burn(server, 0);
  putProcess(server.machine, { pid: 1, parent: 0 });
  putProcess(server.machine, { pid: 500 });
  setLastPid(server.machine, 700);
  await tell(server, 'PUT', `/v1/kernels/${kernel}`, { pid: 600, path: 'a.ipynb', notebook: 'n' });
  return server;
}

async function tell(server: RunningServer, method: string, path: string, body: object): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const { status, text } = await ask(server, path, { method, headers, body: JSON.stringify(body) });
  expect([status, text]).toEqual([200, text]);
}

async function energy(server: RunningServer, query: string) {
  return Energy.parse((await ask(server, `/v1/energy?${query}`)).json()).buckets;
}

/** The kernel runs something for a moment. */
async function work(server: RunningServer, kernel: string, run: string): Promise<void> {
  await tell(server, 'POST', `/v1/kernels/${kernel}/state`, { state: 'busy', at: Date.now(), run, count: 1 });
  burn(server, 50);
  await pause(250);
  await tell(server, 'POST', `/v1/kernels/${kernel}/state`, { state: 'idle', at: Date.now(), run });
}

/** At least as much as before; the order in which seconds are added up moves the last digits. */
function expectKept(joules: number | undefined, before: number | undefined): void {
  expect(joules).toBeGreaterThan((before ?? Number.NaN) - 1e-9);
}

test('energy, the notebook’s share of it and its runs are told by the next energy server', async () => {
  const from = Date.now() - 1_000;
  const first = await serverWith('k1');
  await work(first, 'k1', 'r1');
  const [before] = await energy(first, `from=${from}&kernel=k1`);
  expect(before?.split?.kernel).toBeGreaterThan(1);
  expect(Status.parse((await ask(first, '/v1/status')).json()).record).toMatchObject({
    file: record,
    state: 'kept',
  });
  expect(first.faults).toEqual([]);
  await first[Symbol.asyncDispose]();

  const second = await serverWith('k2');
  const [after] = await energy(second, `from=${from}&kernel=k2`);
  expectKept(after?.total?.joules, before?.total?.joules);
  expectKept(after?.split?.kernel, before?.split?.kernel);
  const sum = Object.values(after?.split ?? {}).reduce((a, b) => a + b, 0);
  expect(sum).toBeCloseTo(after?.total?.joules ?? Number.NaN, 6);
  // Seen from no kernel it is another notebook's.
  const [all] = await energy(second, `from=${from}`);
  expectKept(all?.split?.otherKernels, before?.split?.kernel);
  expect(all?.split?.kernel).toBe(0);
  const { runs } = Runs.parse((await ask(second, `/v1/runs?kernel=k1&from=${from}`)).json());
  expect(runs).toMatchObject([{ id: 'r1', count: 1, running: false }]);
  expect(runs[0]?.energy.joules).toBeGreaterThan(1);
  expect(second.faults).toEqual([]);
  await second[Symbol.asyncDispose]();
});

test('long before the record began nothing is known, however far a question reaches', async () => {
  const server = await serverWith('k1');
  await pause(50);
  const buckets = await energy(server, `from=2000-01-01T00:00:00Z&step=${365 * 86_400}`);
  expect(buckets.length).toBeGreaterThan(25);
  expect(buckets.slice(0, -1).every(({ total }) => total === null)).toBe(true);
  expect(buckets.at(-1)?.total?.joules).toBeGreaterThan(0);
  expect(server.faults).toEqual([]);
  await server[Symbol.asyncDispose]();
});
