// A RAPL counter read through powercap: decimal microjoules in a file that stays open.

import type { Joules } from '@jupyter-energy/contract';
import { type FileTree, HostError, type OpenFile } from '../../host/host.ts';
import { parseDecimal } from '../file-text.ts';
import type { EnergyCounter } from './counter.ts';
import type { PowercapZone } from './powercap-zones.ts';
import type { Zone } from './zone.ts';

/** Opens a zone's `energy_uj`. Throws HostError. */
export function openPowercapCounter(sysfs: FileTree, found: PowercapZone): EnergyCounter {
  const path = `${found.folder}/energy_uj`;
  return new PowercapCounter(found, path, sysfs.open(path));
}

class PowercapCounter implements EnergyCounter {
  readonly backend = 'powercap';
  readonly zone: Zone;
  readonly wrapsAt: Joules | null;
  readonly #path: string;
  readonly #file: OpenFile;

  constructor(found: PowercapZone, path: string, file: OpenFile) {
    this.zone = found.zone;
    this.wrapsAt = found.wrapsAt;
    this.#path = path;
    this.#file = file;
  }

  read(): Joules {
    const microjoules = parseDecimal(this.#file.readText());
    if (microjoules === null) throw new HostError('EBADMSG', this.#path);
    return microjoules / 1e6;
  }

  /** A zone that comes back is another folder: rediscovery finds it. */
  recover(): boolean {
    return false;
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}
