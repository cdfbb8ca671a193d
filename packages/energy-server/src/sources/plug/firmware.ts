// What the firmwares of plugs have in common: outlets, each with a power and perhaps a count of energy.

import type { Joules, Milliseconds, Watts } from '@jupyter-energy/contract';
import * as z from 'zod';

/** A power or an energy as some device may tell it, in whatever unit; what is beyond comes from a damaged answer. */
export const Told = z.number().min(-1e12).max(1e12);

/** What one outlet says. */
export interface Outlet {
  /** Power now; null while the device says that it does not know. */
  readonly watts: Watts | null;
  /** Energy since the device was reset; null where it does not count. */
  readonly joules: Joules | null;
  /** When it was measured, in whatever way the device counts; null where it does not tell. */
  readonly stamp: string | null;
}

/** A plug whose language is known. */
export interface Firmware {
  /** For people: "Shelly (generation 1)". */
  readonly name: string;
  /** Joules from one value of its energy count to the next. */
  readonly stepJoules: Joules;
  /** For how long stamp and value may stand still before they are old. */
  readonly stampLimitMs: Milliseconds;
  /** All outlets with a meter, always in the same order; null for one that says nothing now. Throws SourceError. */
  ask(signal: AbortSignal): Promise<readonly (Outlet | null)[]>;
}
