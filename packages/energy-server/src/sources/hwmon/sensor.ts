// One figure of a chip: the channel it becomes, and how to get it.

import type { GaugeChannel, ReadChannel } from '../../energy/channel.ts';
import { longestGapMs } from '../polled-source.ts';
import type { OpenFiles } from './open-files.ts';

export interface Sensor {
  readonly channel: ReadChannel;
  /** Whether a reading would wake what sleeps; left out where it never does. */
  isAsleep?(files: OpenFiles): Promise<boolean>;
  /** Watts of a gauge, joules of a counter; null where it rightly says nothing now. Rejects with HostError. */
  read(files: OpenFiles): Promise<number | null>;
}

/** What belongs together: opened, read and lost as one. */
export interface Device {
  readonly id: string;
  readonly title: string;
  readonly sensors: readonly Sensor[];
  readonly notes: readonly string[];
  readonly notCovered: readonly string[];
  /** A file that tells whether this process may read the device. */
  readonly probe: string;
}

/** Readings come with the beat, five seconds apart while nobody watches; one lost among them is bridged. */
export const MAX_GAP_MS = longestGapMs(5_000);

type Face = Pick<GaugeChannel, 'id' | 'label' | 'domain'> & Partial<GaugeChannel>;

/** A measured gauge; its error is unknown unless told. */
export function gauge(face: Face): GaugeChannel {
  return { kind: 'gauge', basis: 'measured', relativeError: null, maxGapMs: MAX_GAP_MS, ...face };
}
