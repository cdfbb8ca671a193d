// What the program itself says of every specimen while its counters move, against the answer beside it, which was worked out by hand.

import { linkSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ChannelState, Sources } from '@jupyter-energy/contract';
import { describe, expect, test, vi } from 'vitest';
import { MACHINES, Machine } from './fakes/machine.ts';
import { MovingCounters } from './fakes/moving-counters.ts';
import { cannotBuild, FakeNvml, namedWithReason, steadyGpu } from './fakes/nvml/fake-nvml.ts';
import { run } from './fakes/program.ts';

// A process takes its time to start on a busy machine; most of the rest is waiting.
vi.setConfig({ testTimeout: 60_000, maxConcurrency: 3 });

/** `answer.json` of a specimen; its form is told in `machines/README.md`. All numbers are watts. */
interface Answer {
  readonly total: number;
  readonly basis: 'measured' | 'estimated';
  readonly speaks: Readonly<Record<string, number>>;
  readonly aside?: Readonly<Record<string, readonly [role: ChannelState['role'], watts: number | null]>>;
  readonly blocked?: Readonly<Record<string, string>>;
  readonly withGpu: number;
  readonly moves?: Readonly<Record<string, number>>;
  readonly same?: Readonly<Record<string, string>>;
}

/**
 * Counters are written every millisecond and read about a second apart; a thread that was held up for a tenth of that makes one reading so
 * much wrong. The faults that the specimens are about are wrong by half and more.
 */
const TOLERANCE = 0.15;

/** One GPU of 300 W. */
const GPU = 'nvml:GPU-00000000-1111-2222-3333-444444444444';

const names = readdirSync(MACHINES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function answerOf(name: string): Answer {
  return JSON.parse(readFileSync(join(MACHINES, name, 'answer.json'), 'utf8'));
}

/** `sources --json`, of the specimen and nothing else of this computer. */
async function ask(
  name: string,
  { moves = {}, same = {} }: Answer,
  library: string | null,
): Promise<Sources> {
  using machine = Machine.specimen(name);
  const at = (path: string) => join(machine.root, path);
  for (const [second, first] of Object.entries(same)) {
    rmSync(at(second));
    linkSync(at(first), at(second));
  }
  await using _moving = new MovingCounters(machine.root, moves);
  const paths = ['sysfs', 'procfs', 'dev'].map((tree) => [`--path.${tree}`, at(tree.replace('fs', ''))]);
  const gpus = library === null ? [] : ['--nvml-library', library];
  const environment = { JUPYTER_ENERGY_NVML_ENABLED: String(library !== null) };
  const asked = await run(['sources', '--json', ...paths.flat(), ...gpus], environment);
  expect([asked.status, asked.stderr]).toEqual([0, '']);
  return Sources.parse(JSON.parse(asked.stdout));
}

function expectWatts(told: number | null | undefined, watts: number, what: string): void {
  expect(told, what).toBeGreaterThanOrEqual(watts * (1 - TOLERANCE));
  expect(told, what).toBeLessThanOrEqual(watts * (1 + TOLERANCE));
}

function expectAnswer(found: Sources, { speaks, aside = {}, blocked = {} }: Answer): void {
  const channels = found.sources.flatMap((source) => source.channels);
  const roles = Object.fromEntries(channels.map(({ id, role }) => [id, role]));
  const spoken = Object.keys(speaks).map((id) => [id, 'speaks']);
  const beside = Object.entries(aside).map(([id, [role]]) => [id, role]);
  expect(roles).toEqual(Object.fromEntries([...spoken, ...beside]));
  const shown = [...Object.entries(speaks), ...Object.entries(aside).map(([id, [, watts]]) => [id, watts])];
  for (const [id, watts] of shown as [string, number | null][]) {
    const told = channels.find((channel) => channel.id === id)?.watts;
    if (watts === null) expect(told, id).toBeNull();
    else expectWatts(told, watts, id);
  }
  const troubles = found.sources.filter(({ status }) => status !== 'ready');
  expect(Object.fromEntries(troubles.map(({ id, remedy }) => [id, remedy?.command]))).toEqual(blocked);
}

describe('the program’s answer', () => {
  test.concurrent.each(names)('%s', async (name) => {
    const answer = answerOf(name);
    const found = await ask(name, answer, null);
    expectAnswer(found, answer);
    expectWatts(found.total.watts, answer.total, 'total');
    expect(found.total.basis).toBe(answer.basis);
  });
});

describe.skipIf(cannotBuild !== null)(namedWithReason('the program’s answer beside a GPU of 300 W'), () => {
  test.concurrent.each(names)('%s', async (name) => {
    const answer = answerOf(name);
    using nvml = new FakeNvml({ count: 1, ...steadyGpu(0) });
    const found = await ask(name, answer, nvml.library);
    const gpu = found.sources.find(({ id }) => id === GPU)?.channels[0];
    expect(gpu).toMatchObject({ role: 'speaks' });
    expectWatts(gpu?.watts, 300, 'GPU');
    expectAnswer({ ...found, sources: found.sources.filter(({ id }) => id !== GPU) }, answer);
    expectWatts(found.total.watts, answer.withGpu, 'total');
  });
});
