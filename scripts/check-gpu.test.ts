// The check of GPUs as people run it, on a fake library; nothing is asserted of its timings.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import {
  cannotBuild,
  FakeNvml,
  namedWithReason,
  steadyGpu,
} from '../packages/energy-server/test/fakes/nvml/fake-nvml.ts';

// It measures for seconds.
vi.setConfig({ testTimeout: 60_000 });

const program = fileURLToPath(new URL('./check-gpu.ts', import.meta.url));

function check(...words: string[]) {
  return spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });
}

test('wrong usage ends with 2, a library that is not there with 1, and both say why', () => {
  expect(check('--seconds', 'long')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('--seconds'),
  });
  expect(check('--nvml-library', '/nowhere/nvml.so')).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/^check:gpu: There is no library \/nowhere\/nvml\.so\. /),
  });
});

describe.skipIf(cannotBuild !== null)(namedWithReason('with a library'), () => {
  test.each([
    [{ count: 0 }, 'shows no GPU'],
    [{ count: 1, ...steadyGpu(0, { handle: 15 }) }, 'No GPU answers: 0: the GPU is lost'],
    [{ init: 18 }, 'different versions'],
    [{ init: 9 }, 'the driver is not loaded'],
  ])('no GPU that can be read: %j', (script, reason) => {
    using nvml = new FakeNvml(script);
    const ended = check('--nvml-library', nvml.library);
    expect([ended.status, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toContain(reason);
  });

  test('writes the report of every GPU, the broken one among them', () => {
    const processes = { processes: '0 32 1234:1000 5678:2000' };
    using nvml = new FakeNvml({ count: 2, ...steadyGpu(0, processes), ...steadyGpu(1, { handle: 15 }) });
    const folder = mkdtempSync(join(tmpdir(), 'check-gpu-'));
    const output = join(folder, 'docs', 'report.md');
    const ended = check('--nvml-library', nvml.library, '--seconds', '0.2', '--output', output);
    expect([ended.status, ended.stderr]).toEqual([0, '']);
    expect(readFileSync(output, 'utf8')).toBe(ended.stdout);
    rmSync(folder, { recursive: true });
    expect(ended.stdout).toContain('Driver 570.86.15');
    expect(ended.stdout).toContain('| field 186, scope GPU | yes |');
    expect(ended.stdout).toContain('| field 191, scope GPU | not supported (NVML 3) |');
    expect(ended.stdout).toContain('_v3 | 32 bytes (2 processes) |');
    expect(ended.stdout).toContain('Not read: the GPU is lost (NVML 15, handle).');
    expect(ended.stdout).toContain('| 0 | went on |');
    expect(ended.stdout).not.toContain('GPU-00000000');
  });
});
