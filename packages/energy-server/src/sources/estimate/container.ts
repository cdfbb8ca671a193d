// The container that this process lives in: its share of the processors and of the memory, from its control group.

import type { FileTree, Host } from '../../host/host.ts';
import { parseCpuList } from './cpu-load.ts';

/** What runtimes call the control groups of their containers. */
const containerPath = /docker|kubepods|libpod|containerd|crio|cri-|lxc|machine\.slice|ecs|garden|actions_job/;

export interface Container {
  /** Processors' worth of time that it may use; null where it is not limited. May change at any time. */
  quotaCpus(): number | null;
  /** CPU seconds used since it was made; null where they cannot be read. */
  usedSeconds(): number | null;
  /** Null where it is not limited. */
  memoryLimitBytes(): number | null;
  /** The processors it may run on; null where nobody says. */
  cpuset(): ReadonlySet<number> | null;
}

/**
 * Null outside of containers. A service of systemd has a control group as well, maybe with a quota (ours may): that is no
 * reason to estimate for it instead of for the machine, so only a group that a container runtime made counts.
 */
export function findContainer({ sysfs, procfs }: Host): Container | null {
  const groups = read(procfs, 'self/cgroup') ?? '';
  const unified = /^0::(\/.*)$/m.exec(groups)?.[1];
  if (unified !== undefined) {
    const folders = foldersOf(sysfs, 'fs/cgroup', unified, 'cpu.max');
    // In a namespace of its own a container sees itself as the root; the true root has no cpu.max.
    if (folders.length > 0 && (unified === '/' || containerPath.test(unified))) {
      return unifiedContainer(sysfs, procfs, folders);
    }
  }
  const legacy = /^\d+:(?:[^:]*,)?cpu(?:,[^:]*)?:(\/.*)$/m.exec(groups)?.[1];
  if (legacy === undefined) return null;
  const folders = foldersOf(sysfs, 'fs/cgroup/cpu', legacy, 'cpu.cfs_quota_us');
  const inside = containerPath.test(legacy) || (legacy === '/' && legacyQuota(sysfs, folders[0]) !== null);
  return inside && folders.length > 0 ? legacyContainer(sysfs, procfs, folders, legacy) : null;
}

/** The group's folder and those around it that have this file, the innermost first. Inside a container its own may be mounted as the root. */
function foldersOf(sysfs: FileTree, mount: string, path: string, file: string): readonly string[] {
  const steps = path.split('/').filter((step) => step !== '' && step !== '..');
  const folders = [mount];
  for (const step of steps) folders.unshift(`${folders[0]}/${step}`);
  return folders.filter((folder) => read(sysfs, `${folder}/${file}`) !== null);
}

function unifiedContainer(sysfs: FileTree, procfs: FileTree, folders: readonly string[]): Container {
  const folder = tightest(folders, (candidate) => unifiedQuota(sysfs, candidate));
  return {
    quotaCpus: () => unifiedQuota(sysfs, folder),
    usedSeconds: () => scaled(/^usage_usec (\d+)$/m.exec(read(sysfs, `${folder}/cpu.stat`) ?? '')?.[1], 1e-6),
    memoryLimitBytes: () => smallest(folders.map((f) => scaled(read(sysfs, `${f}/memory.max`), 1))),
    cpuset: () => allowedCpus(procfs),
  };
}

function legacyContainer(
  sysfs: FileTree,
  procfs: FileTree,
  folders: readonly string[],
  path: string,
): Container {
  const folder = tightest(folders, (candidate) => legacyQuota(sysfs, candidate));
  const accounting = folder.replace('fs/cgroup/cpu', 'fs/cgroup/cpuacct');
  const memory = foldersOf(sysfs, 'fs/cgroup/memory', path, 'memory.limit_in_bytes');
  return {
    quotaCpus: () => legacyQuota(sysfs, folder),
    usedSeconds: () => scaled(read(sysfs, `${accounting}/cpuacct.usage`), 1e-9),
    memoryLimitBytes: () => smallest(memory.map((f) => scaled(read(sysfs, `${f}/memory.limit_in_bytes`), 1))),
    cpuset: () => allowedCpus(procfs),
  };
}

/** The folder with the smallest quota; the innermost where there is none. */
function tightest(folders: readonly string[], quota: (folder: string) => number | null): string {
  const limits = folders.map((folder) => quota(folder) ?? Number.POSITIVE_INFINITY);
  return folders[limits.indexOf(Math.min(...limits))] ?? '';
}

/** `150000 100000` → 1.5; `max 100000` → null. */
function unifiedQuota(sysfs: FileTree, folder: string): number | null {
  const match = /^(\d+) (\d+)$/.exec(read(sysfs, `${folder}/cpu.max`) ?? '');
  return match ? ratio(Number(match[1]), Number(match[2])) : null;
}

/** A quota of -1 means none. */
function legacyQuota(sysfs: FileTree, folder: string | undefined): number | null {
  const quota = scaled(read(sysfs, `${folder}/cpu.cfs_quota_us`), 1);
  const period = scaled(read(sysfs, `${folder}/cpu.cfs_period_us`), 1);
  return quota === null || period === null ? null : ratio(quota, period);
}

function ratio(quota: number, period: number): number | null {
  return quota > 0 && period > 0 ? quota / period : null;
}

function smallest(limits: readonly (number | null)[]): number | null {
  const known = limits.filter((limit) => limit !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function allowedCpus(procfs: FileTree): ReadonlySet<number> | null {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(read(procfs, 'self/status') ?? '')?.[1];
  return list === undefined ? null : parseCpuList(list);
}

/** Null for anything but digits: "max", garbage, nothing. */
function scaled(text: string | null | undefined, unit: number): number | null {
  return text && /^\d+$/.test(text) ? Number(text) * unit : null;
}

function read(tree: FileTree, path: string): string | null {
  try {
    return tree.readText(path).trim();
  } catch {
    // Not there, or not ours to read: the limit is unknown, and the whole machine is taken.
    return null;
  }
}
