// A host whose every edge a test holds in its hands.

import { join } from 'node:path';
import { type Host, HostError, type Identity } from '../../src/host/host.ts';
import { createIpmiDevices } from '../../src/host/ipmi.ts';
import { createModelRegisters } from '../../src/host/model-registers.ts';
import { createPeers } from '../../src/host/peer.ts';
import type { Program } from '../../src/host/program.ts';
import { createSerialPorts } from '../../src/host/serial-port.ts';
import { openLibrary } from '../../src/host/shared-library.ts';
import { FakePerfEvents } from './fake-perf-events.ts';
import { Machine } from './machine.ts';
import { ManualClock } from './manual-clock.ts';

export interface FakeHost extends Host, Disposable {
  readonly machine: Machine;
  readonly clock: ManualClock;
  readonly perfEvents: FakePerfEvents;
}

const NOBODY: Identity = { uid: 1000, capabilities: new Set() };

const PROGRAM: Program = {
  uid: 1000,
  gid: 1000,
  call: ['/usr/bin/node', '/opt/energy-server.mjs'],
  options: [],
  environment: { HOME: '/home/ada' },
  withheld: [],
};

/** A host on `machine` (an empty one by default), which it disposes of with itself. */
export function createFakeHost(machine: Machine = new Machine()): FakeHost {
  return {
    machine,
    sysfs: machine.sysfs,
    procfs: machine.procfs,
    etc: machine.etc,
    clock: new ManualClock(),
    perfEvents: new FakePerfEvents(),
    serialPorts: createSerialPorts(join(machine.root, 'dev')),
    ipmi: createIpmiDevices(join(machine.root, 'dev')),
    modelRegisters: createModelRegisters(join(machine.root, 'dev')),
    identity: NOBODY,
    program: PROGRAM,
    // Of processes in a folder nothing but their files is known.
    cpuSecondsOf: () => null,
    peerOf: createPeers(),
    // Drivers ask for libraries by name; a machine in a folder has none but those that a test names by path.
    openLibrary: (file) => {
      if (!file.includes('/')) throw new HostError('ENOENT', file);
      return openLibrary(file);
    },
    [Symbol.dispose]: () => machine[Symbol.dispose](),
  };
}
