// The accumulation interval: set as configured while the meter is read, and put back afterwards.

import type { Identity } from './identify.ts';
import { MeterFault, type MeterSession } from './meter-session.ts';
import { encodeUint16, INTERVAL, parseUint16 } from './registers.ts';

/** Sets 2^n = `cycles` and reads it back. The n in effect, which is the old one where the device did not take the new one. */
export async function setInterval(session: MeterSession, before: Identity, cycles: number): Promise<number> {
  const n = Math.log2(cycles);
  if (n === before.n) return n;
  try {
    await session.write(INTERVAL, encodeUint16(n));
    return parseUint16((await session.read(INTERVAL)).data);
  } catch (error) {
    if (error instanceof MeterFault) return before.n;
    throw error;
  }
}

/** Puts `n` back if the device still has the one that we set: if not, it belongs to somebody else by now. Never throws. */
export async function restoreInterval(session: MeterSession, ours: number, n: number): Promise<void> {
  if (ours === n) return;
  try {
    await session.untilQuiet();
    const now = parseUint16((await session.read(INTERVAL)).data);
    if (now === ours) await session.write(INTERVAL, encodeUint16(n));
  } catch {
    // Unplugged or deaf: it forgets the interval with its power.
  }
}
