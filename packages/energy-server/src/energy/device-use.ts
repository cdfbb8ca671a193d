// Which processes used a device, as its source tells it: what the device's energy is divided by.

import type { Domain } from '@jupyter-energy/contract';

export interface DeviceProcess {
  /** As our own /proc counts. */
  readonly pid: number;
  /** How much it used, by any measure that is the same for all processes; null where only its presence is known. */
  readonly amount: number | null;
}

export interface DeviceUse {
  readonly domain: Domain;
  /** Null where nobody can tell them; the source's notes say why. */
  readonly processes: readonly DeviceProcess[] | null;
}
