// A counter of joules in one zone, however it is read.

import type { Joules, Watts } from '@jupyter-energy/contract';
import type { Zone } from './zone.ts';

export type Backend = 'perf' | 'powercap';

export interface EnergyCounter extends Disposable {
  readonly zone: Zone;
  readonly backend: Backend;
  /** The modulus; null = never wraps, or nobody knows where. */
  readonly wrapsAt: Joules | null;
  /** Throws HostError: then this beat has a gap. */
  read(): Joules;
  /** After a failed read: begins anew elsewhere if it can; what it reads then has a new baseline. */
  recover(): boolean;
}

/** What a processor can draw, to tell wraps from resets and energy from nonsense. */
export interface PowerLimits {
  readonly maxWatts: Watts;
  readonly ceilingWatts: Watts;
}

/**
 * What `after - before` is in joules if the counter only went on, over its modulus if need be; null where it fell back.
 * For checks among counters that are read at least every minute.
 */
export function wentOn(before: Joules, after: Joules, wrapsAt: Joules | null): Joules | null {
  const joules = after >= before ? after - before : after - before + (wrapsAt ?? 0);
  return joules < 0 ? null : joules;
}
