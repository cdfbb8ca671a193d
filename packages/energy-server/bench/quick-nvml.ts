// Builds the quick NVML library, where there is a C compiler.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLibrary } from '../src/host/shared-library.ts';

export interface QuickNvml extends Disposable {
  /** For the option `library`. */
  readonly library: string;
  /** From now on calls to this GPU do not come back; null lets them. */
  hang(gpu: number | null): Promise<void>;
}

/** 64 GPUs. Throws where `cannotBuild` of the tests' fake says why. */
export function buildQuickNvml(): QuickNvml {
  const folder = mkdtempSync(join(tmpdir(), 'quick-nvml-'));
  const library = join(folder, 'libnvidia-ml.so.1');
  const source = fileURLToPath(new URL('./quick-nvml.c', import.meta.url));
  execFileSync('cc', ['-std=c11', '-D_GNU_SOURCE', '-O2', '-shared', '-fPIC', '-o', library, source]);
  return {
    library,
    async hang(gpu) {
      await openLibrary(library).find('quickHang', ['int32'])?.(gpu ?? -1);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
