// On which machine figures were taken: what decides them, and nothing that tells whose it is.

import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

/** `AMD EPYC 7B13, 2 processors, 24 GB memory, Linux 6.18, Node 24.21.0, a virtual machine`. */
export function machineName(): string {
  const model = cpus()[0]?.model.trim() || 'unknown processor';
  const processors = availableParallelism();
  return [
    model,
    processors === 1 ? '1 processor' : `${processors} processors`,
    `${Math.round(totalmem() / 2 ** 30)} GiB memory`,
    `${type()} ${/^\d+\.\d+(\.\d+)?/.exec(release())?.[0] ?? release()}`,
    `Node ${process.versions.node}`,
    ...(isVirtual() ? ['a virtual machine'] : []),
  ].join(', ');
}

function isVirtual(): boolean {
  try {
    return / hypervisor( |$)/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return false; // No such file: not told.
  }
}
