// What kind of machine this is, as well as it can be told from inside: laptop, desktop, server, board; virtual or not.

import type { FileTree, Host } from '../../host/host.ts';
import type { CpuModel } from './cpu-model.ts';
import { isInventedName } from './microarchitecture.ts';

export interface MachineKind {
  readonly kind: 'laptop' | 'desktop' | 'server' | 'board';
  readonly virtual: boolean;
}

/** SMBIOS reference specification (DMTF DSP0134), table "System Enclosure or Chassis Types". */
const chassis: Readonly<Record<MachineKind['kind'], readonly number[]>> = {
  laptop: [8, 9, 10, 14, 30, 31, 32],
  desktop: [3, 4, 5, 6, 7, 13, 15, 16, 24, 35, 36],
  server: [17, 23, 25, 28, 29],
  board: [],
};

const virtualMaker =
  /\b(qemu|kvm|vmware|virtualbox|innotek|xen|bochs|bhyve|parallels|openstack|virtual machine|google compute engine|amazon ec2|alibaba cloud|digitalocean|hetzner)\b/i;

const serverBrand = /\b(xeon|epyc|opteron|neoverse|ampere|altra|graviton)\b/i;
const clientBrand = /\b(core|ryzen|athlon|pentium|celeron|atom|n\d{2,3}|fx)\b/i;
/** The letters behind the number in names of processors for laptops: i7-1185G7, 5800H, Ultra 7 155H, Ryzen 7 PRO 6850U. */
const mobileBrand = /\d{3,5}(g[1-7]|u|h|hs|hx|hk|hq|p|v|y|m|mq)\b/i;

/** The designer's number in /proc/cpuinfo on ARM. */
const APPLE = 0x61;

export function machineKindOf(cpu: CpuModel, host: Host): MachineKind {
  const { sysfs } = host;
  return { kind: kindOf(cpu, sysfs), virtual: isVirtual(cpu, sysfs) };
}

function isVirtual(cpu: CpuModel, sysfs: FileTree): boolean {
  if (cpu.hypervisor || line(sysfs, 'hypervisor/type') !== '') return true;
  // ARM has no such flag; the firmware's names remain. Clouds rent whole machines as "….metal".
  const maker = `${line(sysfs, 'class/dmi/id/sys_vendor')} ${line(sysfs, 'class/dmi/id/product_name')}`;
  return virtualMaker.test(maker) && !/\.metal/i.test(maker);
}

function kindOf(cpu: CpuModel, sysfs: FileTree): MachineKind['kind'] {
  if (/raspberry pi/i.test(cpu.board)) return 'board';
  if (serverBrand.test(cpu.brand) || isInventedName(cpu.brand)) return 'server';
  if (hasBattery(sysfs) || cpu.implementer === APPLE) return 'laptop';
  const type = Number(line(sysfs, 'class/dmi/id/chassis_type'));
  for (const kind of ['laptop', 'desktop', 'server'] as const) if (chassis[kind].includes(type)) return kind;
  if (clientBrand.test(cpu.brand)) return mobileBrand.test(cpu.brand) ? 'laptop' : 'desktop';
  return 'server';
}

/** A battery that feeds the machine, not that of a mouse or a headset. */
function hasBattery(sysfs: FileTree): boolean {
  return names(sysfs, 'class/power_supply').some(
    (name) =>
      line(sysfs, `class/power_supply/${name}/type`) === 'Battery' &&
      line(sysfs, `class/power_supply/${name}/scope`) !== 'Device',
  );
}

function line(tree: FileTree, path: string): string {
  try {
    return tree.readText(path).trim();
  } catch {
    // Absent or unreadable: one hint less.
    return '';
  }
}

function names(tree: FileTree, path: string): readonly string[] {
  try {
    return tree.list(path);
  } catch {
    // Not ours to list: one hint less.
    return [];
  }
}
