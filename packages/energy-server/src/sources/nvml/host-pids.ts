// NVML counts processes as the host does, also inside a container: whether they can be matched here.

import { type FileTree, HostError } from '../../host/host.ts';

/**
 * Whether this proc file system shows the host's processes: there process 2 is the kernel's thread daemon. Inside a container
 * with a proc of its own the same number may be a stranger, so nothing may be matched then.
 */
export function showsHostProcesses(procfs: FileTree): boolean {
  return read(procfs, '2/comm')?.trim() === 'kthreadd';
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
