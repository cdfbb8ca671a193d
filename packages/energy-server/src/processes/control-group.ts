// A kernel's own control group: its CPU time is exact, and includes what nobody could follow.

import type { FileTree, Host } from '../host/host.ts';

export interface ControlGroup {
  /** The same for processes in the same group. */
  readonly path: string;
  /** CPU seconds since the group was made; null when it is gone. */
  usedSeconds(): number | null;
}

/**
 * Null where the process has no group of its own: where it shares one with the process that started it (a Jupyter server puts its
 * kernels nowhere), with us, or where its group, its parent's or ours cannot be told.
 */
export function ownControlGroup({ procfs, sysfs }: Host, pid: number, parent: number): ControlGroup | null {
  const group = groupOf(procfs, String(pid));
  const others = [groupOf(procfs, String(parent)), groupOf(procfs, 'self')];
  if (group === null || others.some((other) => other === null || other === group)) return null;
  const usage = usageFiles(group).find(({ file }) => readUsage(sysfs, file) !== null);
  if (usage === undefined) return null;
  return { path: group, usedSeconds: () => readUsage(sysfs, usage.file) };
}

/** The lines that matter: version 2's, and version 1's of the accounting of CPU time. */
function groupOf(procfs: FileTree, pid: string): string | null {
  const text = readText(procfs, `${pid}/cgroup`);
  if (text === null) return null;
  const lines = text.split('\n').filter((line) => /^(0:|\d+:([^:]*,)?cpuacct(,[^:]*)?:)/.test(line));
  return lines.length === 0 ? null : lines.join('\n');
}

function usageFiles(group: string): readonly { readonly file: string }[] {
  const unified = /^0::(\/.+)$/m.exec(group)?.[1];
  const legacy = /^\d+:(?:[^:]*,)?cpuacct(?:,[^:]*)?:(\/.+)$/m.exec(group)?.[1];
  const paths = [unified, legacy].map((path) => (path?.includes('..') ? undefined : path));
  return [
    ...(paths[0] === undefined ? [] : [{ file: `fs/cgroup${paths[0]}/cpu.stat` }]),
    ...(paths[1] === undefined ? [] : [{ file: `fs/cgroup/cpuacct${paths[1]}/cpuacct.usage` }]),
  ];
}

/** `usage_usec` of version 2, nanoseconds of version 1. */
function readUsage(sysfs: FileTree, file: string): number | null {
  const text = readText(sysfs, file);
  const micros = /^usage_usec (\d+)$/m.exec(text ?? '')?.[1];
  if (micros !== undefined) return Number(micros) / 1e6;
  const nanos = /^(\d+)\s*$/.exec(text ?? '')?.[1];
  return nanos === undefined ? null : Number(nanos) / 1e9;
}

function readText(tree: FileTree, path: string): string | null {
  try {
    return tree.readText(path);
  } catch {
    return null; // Not there, or not ours to read: then the processes are followed one by one.
  }
}
