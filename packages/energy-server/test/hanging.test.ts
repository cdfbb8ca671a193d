// Something that never comes back: a driver that hangs in the kernel, a serial line that never answers. The others are read, and the program ends.

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Beat, Sources } from '@jupyter-energy/contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ask, openStream } from './fakes/http-client.ts';
import { Machine } from './fakes/machine.ts';
import { openPseudoTerminal } from './fakes/mcp39f511n/pseudo-terminal.ts';
import { MovingCounters } from './fakes/moving-counters.ts';
import {
  cannotBuild,
  FakeNvml,
  type NvmlScript,
  namedWithReason,
  steadyGpu,
} from './fakes/nvml/fake-nvml.ts';
import { Program } from './fakes/program.ts';

vi.setConfig({ testTimeout: 30_000 });

const PATIENT = { timeout: 20_000 };
const FOR_EVER_MS = 1_000_000;
const ENERGY = 'nvmlDeviceGetTotalEnergyConsumption';

let folder: string;
let socketPath: string;
let server: Program | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hanging-'));
  socketPath = join(folder, 'energy.sock');
});
afterEach(async () => {
  server?.process.kill('SIGKILL');
  await server?.ended;
  rmSync(folder, { recursive: true });
});

async function serve(...words: string[]): Promise<Program> {
  server = new Program(['serve', '--socket', socketPath, ...words]);
  await server.says(/energy server listens/);
  return server;
}

async function sources(): Promise<Sources['sources']> {
  return Sources.parse((await ask({ socketPath }, '/v1/sources')).json()).sources;
}

/** Ends in order although a thread never comes back. */
async function expectEnd(program: Program): Promise<void> {
  program.process.kill('SIGTERM');
  expect(await program.ended).toMatchObject({ status: 0 });
}

describe.skipIf(cannotBuild !== null)(namedWithReason('a driver that never comes back'), () => {
  test.each([
    ['one GPU of two: it holds a thread of Node', 2],
    ['one GPU of nine: it holds the thread that reads all of them', 9],
  ])('%s', async (_, count) => {
    const gpus = Array.from({ length: count }, (_, i) => steadyGpu(i));
    using nvml = new FakeNvml(Object.assign({ count }, ...gpus) as NvmlScript);
    const program = await serve('--nvml-library', nvml.library);
    await vi.waitFor(async () => {
      const open = (await sources()).filter(({ kind, status }) => kind === 'nvml' && status === 'ready');
      expect(open).toHaveLength(count);
    }, PATIENT);
    nvml.script({ 'gpu1.delay': FOR_EVER_MS });
    const before = nvml.calls(ENERGY);
    // Each answer takes a reading of all GPUs that are not busy: ten times all but the one that hangs.
    await vi.waitFor(async () => {
      expect((await ask({ socketPath }, `/v1/energy?from=${Date.now() - 1_000}`)).status).toBe(200);
      expect(nvml.calls(ENERGY) - before).toBeGreaterThanOrEqual(10 * (count - 1));
    }, PATIENT);
    await expectEnd(program);
  });

  test('a library that never finishes its start', async () => {
    using nvml = new FakeNvml({ count: 1, ...steadyGpu(0), 'gpu0.delay': FOR_EVER_MS });
    await expectEnd(await serve('--nvml-library', nvml.library));
  });
});

test('a serial line that never answers', async () => {
  using line = openPseudoTerminal(() => {});
  const config = join(folder, 'config.toml');
  writeFileSync(config, `[[wall-meter.boards]]\npath = ${JSON.stringify(line.path)}\n`);
  const program = await serve('--config', config);
  expect((await ask({ socketPath }, `/v1/energy?from=${Date.now() - 1_000}`)).status).toBe(200);
  await expectEnd(program);
});

test('a plug that takes questions and never answers: every beat has what the others tell', async () => {
  const asked = new Set<Socket>();
  const dead = createServer((socket) => asked.add(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await once(dead, 'listening');
  const { port } = dead.address() as AddressInfo;
  const config = join(folder, 'config.toml');
  writeFileSync(
    config,
    `[[plug.plugs]]\naddress = "127.0.0.1:${port}"\nkind = "shelly"\nfeeds = "this computer"\n`,
  );
  using machine = Machine.specimen('two-sockets');
  const zones = { 0: 100, 1: 80, '0:0': 12, '1:0': 8 };
  const moves = Object.entries(zones).map(([zone, watts]) => [
    `sys/class/powercap/intel-rapl:${zone}/energy_uj`,
    watts,
  ]);
  await using _moving = new MovingCounters(machine.root, Object.fromEntries(moves));
  const paths = ['--path.sysfs', join(machine.root, 'sys'), '--path.procfs', join(machine.root, 'proc')];
  const program = await serve('--config', config, ...paths);
  const stream = await openStream({ socketPath });
  const covered: number[] = [];
  while (covered.length < 12) {
    const { total } = Beat.parse(await stream.next('beat'));
    if (total !== null && total.coveredSeconds > 0) covered.push(total.coveredSeconds);
  }
  stream.abort();
  expect(asked.size).toBeGreaterThan(0);
  // Each tells newer readings than the one before: none was held up until the next.
  expect(new Set(covered).size).toBe(covered.length);
  await expectEnd(program);
  for (const socket of asked) socket.destroy();
  dead.close();
});
