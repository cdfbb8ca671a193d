// NVML counts processes as the host does, also inside a container: how to tell whose they are.

import { type FileTree, HostError } from '../../host/host.ts';

/**
 * Whether this proc file system shows the host's processes: there process 2 is the kernel's thread daemon. Inside a container
 * with a proc of its own the same number may be a stranger, so nothing may be matched then.
 */
export function showsHostProcesses(procfs: FileTree): boolean {
  return read(procfs, '2/comm')?.trim() === 'kthreadd';
}

/**
 * The number by which a process knows itself, in the innermost container that it lives in: the last of `NSpid` in its status
 * (Linux 4.1). Null where the process is gone or the host's processes are not shown.
 */
export function innermostPid(procfs: FileTree, hostPid: number): number | null {
  const numbers = /^NSpid:((?:\s+\d+)+)\s*$/m.exec(read(procfs, `${hostPid}/status`) ?? '')?.[1];
  const last = numbers?.trim().split(/\s+/).at(-1);
  return last === undefined ? null : Number(last);
}

function read(tree: FileTree, path: string): string | null {
  try {
    return tree.readText(path);
  } catch (error) {
    // Processes end between two looks, and some are not ours to look at.
    if (error instanceof HostError) return null;
    throw error;
  }
}
