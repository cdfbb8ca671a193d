// The energy server with a wall meter, a plug, a GPU and a processor's counters at once, all of them fakes at the outermost edge.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Energy, type EnergyPart, Power, Sources } from '@jupyter-energy/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ask } from './fakes/http-client.ts';
import { cannotBuild, namedWithReason } from './fakes/nvml/fake-nvml.ts';
import { Program, run } from './fakes/program.ts';
import { WholeMachine } from './fakes/whole-machine.ts';

// A process takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const GPU = 'machine/gpu-00000000-1111-2222-3333-444444444444';
const CPU = 'machine/platform/cpu-0';

describe.skipIf(cannotBuild !== null)(namedWithReason('every kind of meter at once'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'all-'));
  const socketPath = join(folder, 'energy.sock');
  let machine: WholeMachine;
  let server: Program;

  beforeAll(async () => {
    machine = await WholeMachine.start();
    server = new Program(['serve', '--socket', socketPath, '--config', machine.configFile]);
    await server.says(/energy server listens/);
    await vi.waitFor(async () => expect(await unknown()).toEqual([]), { timeout: 30_000, interval: 200 });
  });
  afterAll(async () => {
    server?.process.kill('SIGTERM');
    await server?.ended;
    await machine?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  async function sources(): Promise<Sources> {
    return Sources.parse((await ask({ socketPath }, '/v1/sources')).json());
  }

  /** Channels that have no watts yet, and kinds of meters that are still missing. Asking for energy takes a reading. */
  async function unknown(): Promise<string[]> {
    await ask({ socketPath }, '/v1/energy?from=0');
    const found = await sources();
    const kinds = found.sources.filter(({ status }) => status === 'ready').map(({ kind }) => kind);
    const missing = ['rapl', 'nvml', 'wall-meter', 'plug'].filter((kind) => !kinds.includes(kind));
    const silent = found.sources.flatMap(({ channels }) => channels.filter(({ watts }) => watts === null));
    // The plug's own count moves by 3.6 J, which at some moments is not within a beat.
    return [...missing, ...silent.map(({ id }) => id).filter((id) => !id.endsWith(':count'))];
  }

  test('the wall meter speaks for all, the plug beside it, the screen is not counted', async () => {
    const found = await sources();
    // Nothing that the wall meter leaves out, so nothing that RAPL inside it leaves out either.
    expect(found.total).toMatchObject({ basis: 'measured', domains: ['machine'], notCovered: [] });
    const roles = found.sources.flatMap(({ channels }) => channels.map(({ label, role }) => [label, role]));
    expect(Object.fromEntries(roles)).toMatchObject({
      "Laptop's socket": 'speaks',
      Screen: 'elsewhere',
      'Desk plug': 'duplicate',
      'Main board': 'speaks',
      Processor: 'speaks',
      'NVIDIA Test 100': 'speaks',
    });
  });

  test('parts nest, sum to their whole, and come near to the loads', async () => {
    const { buckets } = Energy.parse((await ask({ socketPath }, '/v1/energy?from=0')).json());
    const { total, parts = [] } = buckets[0] ?? {};
    const parents = Object.fromEntries(parts.map(({ id, parent }) => [id, parent]));
    expect(parents).toMatchObject({
      machine: null,
      'machine/platform': 'machine',
      [GPU]: 'machine',
      [CPU]: 'machine/platform',
      [`${CPU}/cores`]: CPU,
    });
    for (const whole of ['machine', 'machine/platform', CPU])
      expect(sumOf(parts.filter(({ parent }) => parent === whole))).toBeCloseTo(
        sumOf(parts.filter(({ id }) => id === whole)),
        6,
      );
    expect(total?.joules).toBeCloseTo(sumOf(parts.filter(({ id }) => id === 'machine')), 6);
    // Between the least and the most that the loads ever are.
    expect(wattsOf(parts, 'machine')).toBeGreaterThan(65);
    expect(wattsOf(parts, 'machine')).toBeLessThan(155);
    expect(wattsOf(parts, 'machine/platform')).toBeGreaterThan(18);
    expect(wattsOf(parts, 'machine/platform')).toBeLessThan(35);
  });

  test('the plug stands beside the computer in the past, once and in no sum', async () => {
    const { series, duplicates } = Power.parse((await ask({ socketPath }, '/v1/power?seconds=60')).json());
    expect(duplicates).toMatchObject([{ of: 'machine', label: 'Desk plug', basis: 'measured' }]);
    // Between the least and the most that the wall ever is, as a plug tells it that is 1.5 % too low.
    const told = duplicates?.[0]?.watts.filter((watts) => watts !== null) ?? [];
    expect(Math.min(...told)).toBeGreaterThan(60);
    expect(Math.max(...told)).toBeLessThan(155);
    expect(series.map(({ label }) => label)).not.toContain('Desk plug');
    for (const [step, total] of (series[0]?.watts ?? []).entries())
      if (total !== null)
        expect(series.find(({ id }) => id === 'machine')?.watts[step]).toBeCloseTo(total, 6);
  });

  test('`sources` prints the tree', async () => {
    const { status, stdout, stderr } = await run(['sources', '--socket', socketPath]);
    expect([status, stderr]).toEqual([0, '']);
    const tree = stdout.split('\n\n')[1] ?? '';
    const indents = tree.split('\n').map((line) => /^( *)(.*?) {2}/.exec(line.slice(2))?.slice(1));
    expect(indents).toEqual([
      ['', "Laptop's socket"],
      ['  ', 'NVIDIA Test 100'],
      ['  ', 'Main board'],
      ['    ', 'Processor'],
      ['      ', expect.stringMatching(/cores/i)],
      ['      ', expect.stringMatching(/graphics/i)],
      ['      ', 'Other parts'],
      ['    ', 'Other parts'],
      ['  ', 'Other parts'],
    ]);
    expect(stdout).toMatch(/plug:127\.0\.0\.1:\d+:power duplicate \(\d+(\.\d+)? W\): /);
    expect(stdout).toMatch(/outlet-2 elsewhere \(18\.0 W\): /);
  });
});

function sumOf(parts: readonly EnergyPart[]): number {
  return parts.reduce((sum, { joules }) => sum + joules, 0);
}

function wattsOf(parts: readonly EnergyPart[], id: string): number {
  const part = parts.find((one) => one.id === id);
  return (part?.joules ?? Number.NaN) / (part?.coveredSeconds ?? Number.NaN);
}
