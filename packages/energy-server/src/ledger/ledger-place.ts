// Where the file of the record is, in the folder of the energy server's state.

import { existsSync, statfsSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Magic numbers of statfs(2): NFS, SMB (three), CephFS, Lustre, GPFS, AFS, BeeGFS, 9p, and FUSE, behind which anything may be.
 */
const NETWORK = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x00c36400, 0x0bd00bd0, 0x47504653, 0x5346414f, 0x19830326,
  0x01021997, 0x65735546,
]);

/**
 * On a disk that several computers may share, each has a record of its own: energies of different computers do not belong together,
 * and SQLite's log of changes does not work across computers. What is simulated is never mixed with what is real.
 */
export function ledgerPath(folder: string, isSimulated: boolean): string {
  const name = isSimulated ? 'ledger-simulated' : 'ledger';
  const ofThisHost = isOnNetwork(folder) ? `-${hostname().replaceAll(/[^0-9A-Za-z.-]/g, '_')}` : '';
  return join(folder, `${name}${ofThisHost}.sqlite`);
}

/** Asks the nearest folder above that exists already. */
function isOnNetwork(folder: string): boolean {
  let nearest = folder;
  while (!existsSync(nearest) && nearest !== dirname(nearest)) nearest = dirname(nearest);
  try {
    return NETWORK.has(statfsSync(nearest).type >>> 0);
  } catch {
    return false; // Nothing can be kept in a folder that cannot even be looked at.
  }
}
