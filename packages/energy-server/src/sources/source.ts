// The contract between the energy server and one kind of hardware.

import type { Remedy } from '@jupyter-energy/contract';
import type * as z from 'zod';
import type { ReadChannel } from '../energy/channel.ts';
import type { DeviceUse } from '../energy/device-use.ts';
import type { Reading } from '../energy/reading.ts';
import type { Host } from '../host/host.ts';

/** Stable across restarts: `rapl`, `nvml:GPU-<uuid>`. Channel ids begin with it. */
export type SourceId = string;

/** A kind of hardware: finds what is there now. Absence is an empty list, never an error. */
export interface SourceDriver<Options = unknown> {
  /** Also its section in the config file. */
  readonly kind: string;
  /** A fallback is opened only while no other source covers any processor or anything that contains one. */
  readonly fallback: boolean;
  readonly options: z.ZodType<Options>;
  /** Cheap; repeated on every rescan. */
  discover(options: Options, host: Host): readonly Finding[] | Promise<readonly Finding[]>;
}

export interface ReadyFinding {
  readonly id: SourceId;
  readonly title: string;
  readonly status: 'ready';
  open(): EnergySource | Promise<EnergySource>;
}

/** Found, but it may not be read: shown to people with the way out. */
export interface BlockedFinding {
  readonly id: SourceId;
  readonly title: string;
  readonly status: 'blocked';
  readonly reason: string;
  readonly remedy: Remedy;
}

export type Finding = ReadyFinding | BlockedFinding;

/** One opened device. Read on the beat; disposed once it fails or the energy server stops. Disposing twice is safe. */
export interface EnergySource extends AsyncDisposable {
  /** May change while open (a mirror found, a distrusted psys): hand over a new array then, the same one otherwise. */
  readonly channels: readonly ReadChannel[];
  /** Facts for people; same rule. */
  readonly notes: readonly string[];
  /** What the sum of its channels leaves out, for people: "the display", "fans". */
  readonly notCovered: readonly string[];
  /** Who uses what it measures; left out by those that cannot tell. */
  readonly users?: DeviceUsers;
  /**
   * What is new since the last call, each reading stamped when the hardware gave it. A channel that failed is left out.
   * Throws SourceError only when the source as a whole is lost.
   */
  read(): readonly Reading[] | Promise<readonly Reading[]>;
}

/** Looks at the processes that use a device while somebody wants to know, with each reading. */
export interface DeviceUsers {
  want(wanted: boolean): void;
  /** As of the newest reading; empty while nobody wanted to know. */
  readonly newest: readonly DeviceUse[];
}

/** What the roster does next: read again at the next beat, close and rediscover with back-off, or block until the next rescan. */
export type Recovery = 'retry' | 'reopen' | 'give-up';

export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly recovery: Recovery;
  readonly remedy: Remedy | null;

  /** What blocks a source comes with a way out, be it in words alone. */
  constructor(message: string, recovery: Recovery, remedy: Remedy, options?: ErrorOptions);
  constructor(
    message: string,
    recovery: Exclude<Recovery, 'give-up'>,
    remedy?: Remedy | null,
    options?: ErrorOptions,
  );
  constructor(message: string, recovery: Recovery, remedy: Remedy | null = null, options?: ErrorOptions) {
    super(message, options);
    this.recovery = recovery;
    this.remedy = remedy;
  }
}
