// What a kernel executed in its present session, as far as it tells: fingerprints by execution count.

import type { Kernel } from '@jupyterlab/services';
import { hashOf } from './source-hash.ts';

/** Null where the kernel keeps no history, or none that can be read. */
export async function executedBy(
  kernel: Kernel.IKernelConnection,
): Promise<ReadonlyMap<number, string> | null> {
  try {
    const { content } = await kernel.requestHistory({
      output: false,
      raw: true,
      hist_access_type: 'range',
      session: 0,
      start: 0,
      stop: Number.MAX_SAFE_INTEGER,
    });
    if (content.status !== 'ok' || content.history.length === 0) return null;
    return new Map(content.history.map(([, count, code]) => [count, hashOf(String(code))]));
  } catch {
    return null; // The kernel went away meanwhile.
  }
}
