// What is asked and changed before a meter is read, and put back when reading ends.

import { restoreCounting, switchCountingOn } from './energy-registers.ts';
import { type Identity, identify } from './identify.ts';
import { restoreInterval, setInterval } from './interval-setting.ts';
import { COUNTING_REFUSED, intervalNotTaken } from './meter-notes.ts';
import { MeterFault, type MeterSession } from './meter-session.ts';
import type { BoardOptions } from './options.ts';

export interface Preparation {
  /** The device as it was found. */
  readonly identity: Identity;
  /** The accumulation interval in effect now. */
  readonly n: number;
  /** The system configuration as it was; null where the device does not count energy for us. */
  readonly configuration: number | null;
  /** What did not work, for people. */
  readonly notes: readonly string[];
}

/** Throws NotTheMeter, HostError. */
export async function prepare(session: MeterSession, options: BoardOptions): Promise<Preparation> {
  const identity = await identify(session);
  session.intervalMs = identity.intervalMs;
  const cycles = options['interval-cycles'];
  const n = cycles === null ? identity.n : await setInterval(session, identity, cycles);
  const configuration = options['energy-registers'] ? await countingOn(session) : null;
  const notes = [
    ...(cycles !== null && cycles !== 2 ** n ? [intervalNotTaken(cycles)] : []),
    ...(options['energy-registers'] && configuration === null ? [COUNTING_REFUSED] : []),
  ];
  return { identity, n, configuration, notes };
}

/** Never throws; a device that does not listen any more forgets all of it with its power. */
export async function putBack(
  session: MeterSession,
  { identity, n, configuration }: Preparation,
): Promise<void> {
  await restoreInterval(session, n, identity.n);
  if (configuration !== null) await restoreCounting(session, configuration);
}

async function countingOn(session: MeterSession): Promise<number | null> {
  try {
    return await switchCountingOn(session);
  } catch (error) {
    if (error instanceof MeterFault) return null;
    throw error;
  }
}
