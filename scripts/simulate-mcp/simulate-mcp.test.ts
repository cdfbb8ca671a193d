// The program as people start it, read by the driver of wall meters through its pseudo-terminal.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLinuxHost } from '../../packages/energy-server/src/host/linux-host.ts';
import type { EnergySource } from '../../packages/energy-server/src/sources/source.ts';
import { createWallMeterDriver } from '../../packages/energy-server/src/sources/wall-meter/driver.ts';
import { MeterSession } from '../../packages/energy-server/src/sources/wall-meter/meter-session.ts';
import { WallMeterOptions } from '../../packages/energy-server/src/sources/wall-meter/options.ts';
import {
  MEASUREMENT,
  parseMeasurement,
} from '../../packages/energy-server/src/sources/wall-meter/registers.ts';
import { Machine } from '../../packages/energy-server/test/fakes/machine.ts';
import { collect, failureOf, wattsOf } from '../../packages/energy-server/test/fakes/mcp39f511n/bench.ts';

const PROGRAM = fileURLToPath(new URL('../simulate-mcp.ts', import.meta.url));
/** A new value every 40 ms. */
const FAST = ['--interval', '1', '--trace', 'constant:50'];
const PATIENCE_MS = 60_000;

let parts: AsyncDisposableStack;
let machine: Machine;
beforeEach(() => {
  parts = new AsyncDisposableStack();
  machine = parts.use(new Machine());
});
afterEach(() => parts.disposeAsync());

const hostHere = () =>
  createLinuxHost({ sysfs: join(machine.root, 'sys'), procfs: '/proc', dev: join(machine.root, 'dev') });

/** Starts it; what it has told on standard error grows in `told`. */
async function simulate(...args: readonly string[]) {
  const link = join(machine.root, 'ttyMCP');
  const child = spawn(process.execPath, [PROGRAM, '--link', link, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  parts.defer(async () => {
    child.kill();
    if (child.exitCode === null) await once(child, 'exit');
  });
  const told: string[] = [];
  createInterface(child.stderr).on('line', (line) => told.push(line));
  const [path] = await once(createInterface(child.stdout), 'line');
  expect(path).toBe(link);
  return { path: link, told };
}

async function open(path: string): Promise<EnergySource> {
  const options = WallMeterOptions.parse({ boards: [{ path }] });
  const [finding] = await createWallMeterDriver().discover(options, hostHere());
  if (finding?.status !== 'ready') throw new Error(`not ready: ${JSON.stringify(finding)}`);
  return parts.use(await finding.open());
}

describe('what happens in mid-run', { timeout: PATIENCE_MS }, () => {
  test('a change of range: 50 W before and after, in any unit, and never anything else', async () => {
    // Several of them: whenever this machine gets to open the board, there is one to come.
    const changes = ['2s:6', '4s:19', '6s:6', '8s:19'].flatMap((one) => ['--range-after', one]);
    const { path, told } = await simulate(...FAST, ...changes);
    const source = await open(path);
    const before = await collect(source, 4);
    const readings = [...before];
    while (!source.notes.join().includes('changed the meter')) readings.push(...(await collect(source, 4)));
    readings.push(...(await collect(source, 10)));
    expect(told[0]).toBe('power range 6');
    for (const watts of wattsOf(readings, `wall-meter:${path}:outlet-1`)) expect(watts).toBeCloseTo(50, 3);
  });

  test('misbehaving: found and read first, lost afterwards', async () => {
    const { path, told } = await simulate(...FAST, '--misbehave', 'silence', '--misbehave-after', '8s');
    const source = await open(path);
    expect(wattsOf(await collect(source, 2), `wall-meter:${path}:outlet-1`)[0]).toBeCloseTo(50, 9);
    expect(await failureOf(source)).toMatchObject({
      recovery: 'reopen',
      message: expect.stringContaining('3 times in a row'),
    });
    expect(told).toEqual(['misbehaves: silence']);
  });

  test('unplugging: lost, and there again under the same path', async () => {
    const { path, told } = await simulate(...FAST, '--unplug', '8s');
    const source = await open(path);
    expect(await failureOf(source)).toMatchObject({ recovery: 'reopen' });
    await source[Symbol.asyncDispose]();
    await expect.poll(() => told, { timeout: PATIENCE_MS }).toContain('plugged in again');
    await collect(await open(path), 2);
  });
});

test('the mains are as told: volts, frequency, and the current that belongs to them', async () => {
  const { path } = await simulate('--volts', '120', '--hertz', '60', '--trace', 'constant:58.8');
  using session = new MeterSession(hostHere(), path);
  const { volts, hertz, amperes, powerFactor } = parseMeasurement((await session.read(MEASUREMENT)).data);
  expect([volts, hertz]).toEqual([120, 60]);
  // 58.8 W are 120 V · 0.5 A · 0.98.
  expect(powerFactor[0]).toBeCloseTo(0.98, 4);
  expect(amperes[0]).toBeCloseTo(0.5, 3);
});

test('wrong usage: the reason, and status 2', async () => {
  const child = spawn(process.execPath, [PROGRAM, '--range-after', '20:6'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [[status], [line]] = await Promise.all([
    once(child, 'exit'),
    once(createInterface(child.stderr), 'line'),
  ]);
  expect(status).toBe(2);
  expect(line).toBe('simulate:mcp: --range-after wants a time up to a day, such as 20s or 1500ms, not "20"');
});
