// Who the energy server runs as: its user and its effective capabilities.

import type { FileTree, Identity } from './host.ts';

/** In the order of their bits (linux/capability.h, Linux 6.18). */
const CAPABILITIES = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_DAC_READ_SEARCH',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETPCAP',
  'CAP_LINUX_IMMUTABLE',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_BROADCAST',
  'CAP_NET_ADMIN',
  'CAP_NET_RAW',
  'CAP_IPC_LOCK',
  'CAP_IPC_OWNER',
  'CAP_SYS_MODULE',
  'CAP_SYS_RAWIO',
  'CAP_SYS_CHROOT',
  'CAP_SYS_PTRACE',
  'CAP_SYS_PACCT',
  'CAP_SYS_ADMIN',
  'CAP_SYS_BOOT',
  'CAP_SYS_NICE',
  'CAP_SYS_RESOURCE',
  'CAP_SYS_TIME',
  'CAP_SYS_TTY_CONFIG',
  'CAP_MKNOD',
  'CAP_LEASE',
  'CAP_AUDIT_WRITE',
  'CAP_AUDIT_CONTROL',
  'CAP_SETFCAP',
  'CAP_MAC_OVERRIDE',
  'CAP_MAC_ADMIN',
  'CAP_SYSLOG',
  'CAP_WAKE_ALARM',
  'CAP_BLOCK_SUSPEND',
  'CAP_AUDIT_READ',
  'CAP_PERFMON',
  'CAP_BPF',
  'CAP_CHECKPOINT_RESTORE',
] as const;

/** The identity of this process; a tree without `self/status` (a machine in a folder) tells of no capability. */
export function readIdentity(procfs: FileTree): Identity {
  return { uid: process.geteuid?.() ?? -1, capabilities: parseCapabilities(readOwnStatus(procfs)) };
}

/** The names of the bits of `CapEff` in the text of /proc/self/status. */
export function parseCapabilities(status: string): ReadonlySet<string> {
  const hex = /^CapEff:\s*([0-9a-f]{1,16})$/im.exec(status)?.[1];
  const bits = BigInt(`0x${hex ?? '0'}`);
  return new Set(CAPABILITIES.filter((_, bit) => (bits >> BigInt(bit)) & 1n));
}

function readOwnStatus(procfs: FileTree): string {
  try {
    return procfs.readText('self/status');
  } catch {
    // Unknown capabilities are none: the advice then names them, which does no harm to a process that has them.
    return '';
  }
}
