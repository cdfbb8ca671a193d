// Many calls on one thread: a real library, real threads.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cannotBuild, FakeNvml, namedWithReason, steadyGpu } from '../../test/fakes/nvml/fake-nvml.ts';
import type { CallsTogether, SharedLibrary } from './host.ts';
import { openLibrary } from './shared-library.ts';

const ENERGY = 'nvmlDeviceGetTotalEnergyConsumption';

describe.skipIf(cannotBuild !== null)(namedWithReason('calls made together'), () => {
  let fake: FakeNvml;
  let library: SharedLibrary;
  let values: Buffer[];
  let together: CallsTogether;

  beforeEach(async () => {
    const gpus = [0, 1, 2].map((i) => steadyGpu(i, { energy: `0 ${1000 * (i + 1)}` }));
    fake = new FakeNvml(Object.assign({ count: 3 }, ...gpus));
    library = openLibrary(fake.library);
    await library.find('nvmlInit_v2', [])?.();
    values = [0, 1, 2].map(() => Buffer.from(new SharedArrayBuffer(8)));
    const handles = await Promise.all([0, 1, 2].map(handleAt));
    together = library.together(
      handles.map((handle, i) => ({
        name: ENERGY,
        parameters: ['uint64', 'bytes'],
        args: [handle, values[i] ?? null],
      })),
    );
  });
  afterEach(() => {
    together[Symbol.dispose]();
    fake[Symbol.dispose]();
  });

  async function handleAt(index: number): Promise<bigint> {
    const handle = Buffer.alloc(8);
    await library.find('nvmlDeviceGetHandleByIndex_v2', ['uint32', 'bytes'])?.(index, handle);
    return handle.readBigUInt64LE();
  }

  const read = () => values.map((value) => Number(value.readBigUInt64LE()));
  const codes = async (...indices: number[]) =>
    (await together.run(indices)).outcomes.map((outcome) => outcome?.code ?? null);

  test('each writes into its own buffer and tells its own return code, round after round', async () => {
    expect(await codes(0, 1, 2)).toEqual([0, 0, 0]);
    expect(read()).toEqual([1000, 2000, 3000]);
    fake.script({ 'gpu0.energy': '0 1500', 'gpu1.energy': '15 0' });
    expect(await codes(0, 1, 2)).toEqual([0, 15, 0]);
    expect(read()[0]).toBe(1500);
  });

  test('only those that are wanted are called', async () => {
    expect(await codes(1)).toEqual([null, 0, null]);
    expect([read(), fake.calls(ENERGY)]).toEqual([[0, 2000, 0], 1]);
  });

  test('each says how long ago it returned: the first of them before a slow one', async () => {
    fake.script({ 'gpu1.delay': 50 });
    const { outcomes } = await together.run([0, 1]);
    const [first, second] = outcomes.map((outcome) => outcome?.ageMs ?? Number.NaN);
    // The fake waits for 50 ms between the two.
    expect((first ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(50);
  });

  test('one that does not come back ends the round; what was called before it is told, and it tells late', async () => {
    fake.script({ 'gpu1.delay': 1_500 });
    const { outcomes, stuck } = await together.run([0, 1, 2]);
    expect(outcomes.map((outcome) => outcome?.code ?? null)).toEqual([0, null, null]);
    expect([stuck?.index, read()]).toEqual([1, [1000, 0, 0]]);
    await expect(together.run([0])).rejects.toThrow(/EBADF/);
    expect(await stuck?.late).toMatchObject({ code: 0 });
    expect(read()).toEqual([1000, 2000, 0]);
  });

  test('a library that lacks the function: the round fails, and does not wait for ever', async () => {
    const call = { name: 'nvmlNoSuchThing', parameters: [], args: [] };
    using lacking = library.together([call]);
    await expect(lacking.run([0])).rejects.toThrow(/EIO/);
  });
});
