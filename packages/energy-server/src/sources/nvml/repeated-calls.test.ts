// Many GPUs at one beat: asked together, and still told apart when one fails, is lost or hangs.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../../test/fakes/fake-host.ts';
import { cannotBuild, FakeNvml, namedWithReason, steadyGpu } from '../../../test/fakes/nvml/fake-nvml.ts';
import type { EnergySource } from '../source.ts';
import { createNvmlDriver } from './driver.ts';
import { NvmlOptions } from './options.ts';

const GPUS = 9;

describe.skipIf(cannotBuild !== null)(namedWithReason(`${GPUS} GPUs`), () => {
  let host: FakeHost;
  let nvml: FakeNvml;
  let sources: readonly EnergySource[];

  beforeEach(async () => {
    host = createFakeHost();
    const gpus = Array.from({ length: GPUS }, (_, i) => steadyGpu(i, { energy: `0 ${(i + 1) * 1000}` }));
    nvml = new FakeNvml(Object.assign({ count: GPUS }, ...gpus));
    const found = await createNvmlDriver().discover(NvmlOptions.parse({ library: nvml.library }), host);
    sources = await Promise.all(
      found.map(async (finding) => {
        if (finding.status !== 'ready') throw new Error(finding.reason);
        return await finding.open();
      }),
    );
  });
  afterEach(async () => {
    for (const source of sources) await source[Symbol.asyncDispose]();
    nvml[Symbol.dispose]();
    host[Symbol.dispose]();
  });

  /** Joules of each GPU at one beat, or what is to be done where there are none; resolves when so many have told. */
  function beat(enough = GPUS): Promise<{ told: Map<number, unknown>; whole: Promise<unknown> }> {
    const told = new Map<number, unknown>();
    return new Promise((resolve) => {
      const reads = sources.map(async (source, index) => {
        const outcome = await Promise.resolve(source.read()).catch(({ recovery }) => recovery);
        told.set(index, Array.isArray(outcome) ? outcome[0]?.joules : outcome);
        if (told.size === enough) resolve({ told, whole });
      });
      const whole = Promise.all(reads);
    });
  }

  const joulesOfAll = Array.from({ length: GPUS }, (_, i) => [i, i + 1] as const);

  test('each tells its own joules, beat after beat', async () => {
    expect((await beat()).told).toEqual(new Map(joulesOfAll));
    nvml.script({ 'gpu4.energy': '0 7500' });
    expect((await beat()).told).toEqual(new Map(joulesOfAll).set(4, 7.5));
  });

  test('N6: one is lost and one does not answer: the others go on', async () => {
    await beat();
    nvml.script({ 'gpu2.energy': '15 0', 'gpu5.energy': '10 0' });
    expect((await beat()).told).toEqual(
      new Map<number, unknown>(joulesOfAll).set(2, 'reopen').set(5, 'retry'),
    );
    nvml.script({ 'gpu2.energy': '0 3000', 'gpu5.energy': '0 6000' });
    expect((await beat()).told).toEqual(new Map(joulesOfAll));
  });

  test('one hangs: all others are told at the same beat, and it is when it comes back', async () => {
    await beat();
    nvml.script({ 'gpu3.delay': 1_500 });
    const others = new Map(joulesOfAll);
    others.delete(3);
    // Until eight have told; the ninth tells a second later, and then all is told.
    const { told, whole } = await beat(GPUS - 1);
    expect(new Map(told)).toEqual(others);
    await whole;
    expect(told).toEqual(new Map(joulesOfAll));
  });

  test('one that has hung once is asked by itself from then on, and holds up nobody any more', async () => {
    nvml.script({ 'gpu0.delay': 1_500 });
    await beat();
    const order: number[] = [];
    await Promise.all(
      sources.map(async (source, index) => {
        await source.read();
        order.push(index);
      }),
    );
    expect(order.at(-1)).toBe(0);
    expect(order).toHaveLength(GPUS);
  });
});
