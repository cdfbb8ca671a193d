// The machine as Linux shows it: sysfs, procfs, its clocks, performance counters, serial lines and libraries.

import { createClock, systemClocks } from './clock.ts';
import { createCpuClocks } from './cpu-clock.ts';
import { createFileTree } from './file-tree.ts';
import type { Host } from './host.ts';
import { readIdentity } from './identity.ts';
import { createIpmiDevices } from './ipmi.ts';
import { createModelRegisters } from './model-registers.ts';
import { createPeers } from './peer.ts';
import { createPerfEvents } from './perf-events.ts';
import { type Program, thisProgram } from './program.ts';
import { createSerialPorts } from './serial-port.ts';
import { openLibrary } from './shared-library.ts';

/** Where the machine's trees are mounted; a container mounts those of its host elsewhere. */
export interface HostPaths {
  /** `/sys` unless told otherwise. */
  readonly sysfs: string;
  /** `/proc` unless told otherwise. */
  readonly procfs: string;
  /** `/dev` unless told otherwise. */
  readonly dev: string;
  /** `/etc` unless told otherwise. */
  readonly etc?: string;
}

/** Reads nothing but the clock and the process's own status yet; loads nothing native before it is used. */
export function createLinuxHost(
  paths: HostPaths,
  program: Program = thisProgram({ options: [], environment: {}, withheld: [] }),
): Host {
  const procfs = createFileTree(paths.procfs);
  return {
    sysfs: createFileTree(paths.sysfs),
    procfs,
    etc: createFileTree(paths.etc ?? '/etc'),
    clock: createClock(systemClocks(procfs)),
    perfEvents: createPerfEvents(),
    serialPorts: createSerialPorts(paths.dev),
    ipmi: createIpmiDevices(paths.dev),
    modelRegisters: createModelRegisters(paths.dev),
    identity: readIdentity(procfs),
    program,
    cpuSecondsOf: createCpuClocks(procfs),
    peerOf: createPeers(),
    openLibrary,
  };
}
