// One figure of a chip: the channel it becomes, and how to get it.

import type { Channel, GaugeChannel } from '../../energy/channel.ts';
import { HostError } from '../../host/host.ts';
import { parseDecimal } from '../file-text.ts';
import { longestGapMs } from '../polled-source.ts';
import type { Chip } from './chip.ts';

export interface Sensor {
  readonly channel: Channel;
  /** Watts of a gauge, joules of a counter; null where it rightly says nothing now. Rejects with HostError. */
  read(): Promise<number | null>;
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

/** A whole number from one of the chip's files. Rejects with HostError; EBADMSG where there is none, or a negative one. */
export async function numberOf(chip: Chip, file: string): Promise<number> {
  const path = chip.pathOf(file);
  const value = parseDecimal(await chip.tree.readAside(path));
  if (value === null) throw new HostError('EBADMSG', path);
  return value;
}

/** Power from a file in microwatts; above `ceilingWatts` it is nonsense. Rejects with HostError. */
export async function wattsOf(chip: Chip, file: string, ceilingWatts: number): Promise<number> {
  const watts = (await numberOf(chip, file)) / 1e6;
  if (watts > ceilingWatts) throw new HostError('ERANGE', chip.pathOf(file));
  return watts;
}
