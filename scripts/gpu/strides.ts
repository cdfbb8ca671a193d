// How long an entry of each process call is with the driver at hand: names and layouts have not always matched.

import type { SharedLibrary } from '../../packages/energy-server/src/host/host.ts';
import { strideOf } from '../../packages/energy-server/src/sources/nvml/processes.ts';
import { CODE, NvmlError } from '../../packages/energy-server/src/sources/nvml/return-codes.ts';

const NAMES = [
  'nvmlDeviceGetComputeRunningProcesses',
  'nvmlDeviceGetComputeRunningProcesses_v2',
  'nvmlDeviceGetComputeRunningProcesses_v3',
] as const;

const MOST = 256;

/** The name of each call, and what was found. */
export async function processStrides(
  library: SharedLibrary,
  handle: bigint,
): Promise<readonly (readonly [name: string, finding: string])[]> {
  const rows: (readonly [string, string])[] = [];
  for (const name of NAMES) rows.push([name, await strideBy(library, name, handle)]);
  return rows;
}

async function strideBy(library: SharedLibrary, name: string, handle: bigint): Promise<string> {
  const call = library.find(name, ['uint64', 'bytes', 'bytes']);
  if (call === null) return 'not in the library';
  const entries = Buffer.alloc(MOST * 32, 0xa5);
  const count = Buffer.alloc(4);
  count.writeUInt32LE(MOST);
  const code = await call(handle, count, entries);
  if (code !== CODE.success) return new NvmlError(code, name).message;
  const there = count.readUInt32LE();
  if (there === 0) return 'no process computes now: run one to see';
  try {
    return `${strideOf(entries, there)} bytes (${there} ${there === 1 ? 'process' : 'processes'})`;
  } catch (error) {
    return (error as Error).message;
  }
}
