// GPUs as people see them: `sources --nvml-library` on a fake library, beside a machine in a folder.

import { join } from 'node:path';
import { Sources } from '@jupyter-energy/contract';
import { describe, expect, test, vi } from 'vitest';
import { MACHINES } from './fakes/machine.ts';
import { cannotBuild, FakeNvml, namedWithReason, steadyGpu } from './fakes/nvml/fake-nvml.ts';
import { run } from './fakes/program.ts';

// A process takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const GPU_0 = '00000000-1111-2222-3333-444444444444';

async function sources(specimen: string, words: readonly string[], environment = {}): Promise<Sources> {
  const at = (tree: string) => join(MACHINES, specimen, tree);
  const paths = ['--path.sysfs', at('sys'), '--path.procfs', at('proc')];
  const { status, stdout, stderr } = await run(['sources', '--json', ...paths, ...words], environment);
  expect([status, stderr]).toEqual([0, '']);
  return Sources.parse(JSON.parse(stdout));
}

describe.skipIf(cannotBuild !== null)(namedWithReason('sources'), () => {
  test('beside processors that are measured, a GPU adds to the total; one that is lost hides nothing', async () => {
    using nvml = new FakeNvml({ count: 2, ...steadyGpu(0), ...steadyGpu(1, { handle: 15 }) });
    const found = await sources('two-sockets', ['--nvml-library', nvml.library]);
    expect(found.sources.filter(({ kind }) => kind === 'nvml')).toMatchObject([
      { id: `nvml:GPU-${GPU_0}`, title: 'NVIDIA Test 100', status: 'ready' },
      { id: 'nvml:index-1', status: 'blocked', reason: expect.stringContaining('lost') },
    ]);
    expect(found.total).toMatchObject({ basis: 'measured' });
    expect(found.total.notCovered).toContain('other graphics cards');
    expect(found.total.notCovered).not.toContain('graphics cards');
    expect(found.total.domains).toContain(`machine/gpu-${GPU_0}`);
    expect(found.total.domains).toContain('machine/platform/cpu-1');
  });

  test('a GPU covers no processor: the estimate stays, and both are added', async () => {
    using nvml = new FakeNvml({ count: 1, ...steadyGpu(0) });
    const found = await sources('vm-without-meters', [], { JUPYTER_ENERGY_NVML_LIBRARY: nvml.library });
    expect(found.total.domains.toSorted()).toEqual([`machine/gpu-${GPU_0}`, 'machine/platform']);
    expect(found.total.basis).toBe('estimated');
    const [gpu] = found.sources.flatMap(({ kind, channels }) => (kind === 'nvml' ? channels : []));
    // 300 W that move every 20 ms, over about a second.
    expect(gpu?.watts).toBeGreaterThan(285);
    expect(gpu?.watts).toBeLessThan(315);
  });

  test('a module takes the place of the machine: no estimate beside it', async () => {
    const module = { name: 'NVIDIA GH200 480GB', 'field.186.0': '' };
    using nvml = new FakeNvml({ count: 1, ...steadyGpu(0, module) });
    const found = await sources('vm-without-meters', ['--nvml-library', nvml.library]);
    expect(found.total).toMatchObject({ basis: 'measured', domains: ['machine'] });
  });

  test('a library that was named and is not there is told', async () => {
    const found = await sources('vm-without-meters', ['--nvml-library', '/nowhere/nvml.so']);
    expect(found.sources.find(({ id }) => id === 'nvml')).toMatchObject({
      status: 'blocked',
      reason: 'There is no library /nowhere/nvml.so.',
    });
  });
});
