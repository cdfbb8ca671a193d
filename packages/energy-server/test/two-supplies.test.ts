// A computer with two power supplies on plugs of their own, from the plugs' HTTP to what people are shown.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sources } from '@jupyter-energy/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ask } from './fakes/http-client.ts';
import { ShellyGen2 } from './fakes/plugs/shelly-gen2.ts';
import { Program } from './fakes/program.ts';

vi.setConfig({ testTimeout: 60_000 });
const PATIENT = { timeout: 30_000 };

let folder: string;
let socketPath: string;
let server: Program | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supplies-'));
  socketPath = join(folder, 'energy.sock');
});
afterEach(async () => {
  server?.process.kill('SIGKILL');
  await server?.ended;
  rmSync(folder, { recursive: true });
});

async function sources(): Promise<Sources> {
  return Sources.parse((await ask({ socketPath }, '/v1/sources')).json());
}

function standing(all: Sources) {
  const [sum] = all.sources.filter(({ id }) => id === 'supplies');
  return { status: sum?.status, reason: sum?.reason, watts: sum?.channels[0]?.watts ?? null };
}

test('their sum is the computer’s power; while one of them is missing there is none, and that is said', async () => {
  await using left = await new ShellyGen2().start();
  await using right = await new ShellyGen2().start();
  left.loads = [{ watts: 120, wattHours: 0 }];
  right.loads = [{ watts: 95.5, wattHours: 0 }];
  const config = join(folder, 'config.toml');
  const plugs = [left, right].map(
    ({ address }, index) => `[[plug.plugs]]
address = ${JSON.stringify(address)}
feeds = "this computer"
supply = "${index + 1} of 2"
name = "Supply ${index + 1}"
`,
  );
  writeFileSync(config, plugs.join('\n'));
  server = new Program(['serve', '--socket', socketPath, '--config', config]);
  await server.says(/energy server listens/);
  await vi.waitFor(async () => expect(standing(await sources()).watts).toBeCloseTo(215.5, 6), PATIENT);
  const both = await sources();
  expect(both.total).toMatchObject({
    basis: 'measured',
    domains: ['machine'],
    made: 'Supply 1 + Supply 2 (Power supplies together)',
  });
  const roles = both.sources.flatMap(({ channels }) => channels.map(({ label, role }) => [label, role]));
  expect(roles).toContainEqual(['Supply 1', 'summed']);
  expect(roles).toContainEqual(['Supply 1 + Supply 2', 'speaks']);

  right.misbehaviour = 'hang-up';
  await vi.waitFor(async () => expect(standing(await sources()).status).toBe('failing'), PATIENT);
  const alone = await sources();
  expect(standing(alone).reason).toContain('Nothing is told of power supply 2 of 2');
  expect(alone.total.domains).not.toContain('machine');
});
