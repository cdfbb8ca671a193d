// Where the energy server runs, as far as it explains why there are no counters: bare metal, virtual machine, container.

import type { FileTree, Host } from '../../host/host.ts';
import { readDecimal, readWord } from '../file-text.ts';
import { POWERCAP_FOLDER } from './powercap-zones.ts';

export interface Surroundings {
  /** A processor that has counters, without a hypervisor that could hide them. */
  readonly bareMetal: boolean;
  readonly container: boolean;
  /** Zones are listed, but lead nowhere: Docker and Podman lay an empty file system over them. */
  readonly powercapHidden: boolean;
  /** `kernel.perf_event_paranoid`; null where it cannot be read. */
  readonly paranoid: number | null;
}

const VENDORS = ['GenuineIntel', 'AuthenticAMD', 'HygonGenuine'];

export function lookAround({ sysfs, procfs }: Pick<Host, 'sysfs' | 'procfs'>): Surroundings {
  const cpuinfo = readWord(procfs, 'cpuinfo') ?? '';
  const vendor = /^vendor_id\s*:\s*(\S+)/m.exec(cpuinfo)?.[1] ?? '';
  const flags = /^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.split(' ') ?? [];
  const mounts = readWord(procfs, 'self/mountinfo') ?? '';
  return {
    bareMetal: VENDORS.includes(vendor) && flags.length > 0 && !flags.includes('hypervisor'),
    container: isContainer(procfs, mounts),
    powercapHidden: isHidden(sysfs),
    paranoid: readLevel(procfs),
  };
}

/** By the control groups of process 1, and by a root made of layers, which the installed systems of disks do not have. */
function isContainer(procfs: FileTree, mounts: string): boolean {
  const groups = readWord(procfs, '1/cgroup') ?? '';
  const layered = /^\d+ \d+ \S+ \/\S* \/ \S+( \S+)* - (overlay|fuse-overlayfs|aufs) /m.test(mounts);
  return layered || /docker|kubepods|containerd|libpod|lxc|garden/.test(groups);
}

function isHidden(sysfs: FileTree): boolean {
  const zones = sysfs.list(POWERCAP_FOLDER).filter((name) => /^intel-rapl.*:\d+$/.test(name));
  return (
    zones.length > 0 && zones.every((zone) => readWord(sysfs, `${POWERCAP_FOLDER}/${zone}/name`) === null)
  );
}

function readLevel(procfs: FileTree): number | null {
  const path = 'sys/kernel/perf_event_paranoid';
  return readWord(procfs, path) === '-1' ? -1 : readDecimal(procfs, path);
}
