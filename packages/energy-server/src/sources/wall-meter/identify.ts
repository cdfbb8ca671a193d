// What a device says when it is asked who it is: the meter with its ranges and its interval, or something else.

import { MeterFault, type MeterSession } from './meter-session.ts';
import {
  FACTORY,
  INTERVAL,
  intervalMsOf,
  MEASUREMENT,
  type Measurement,
  parseMeasurement,
  parseRanges,
  parseUint16,
  RANGE_1,
  RANGE_2,
  type Ranges,
} from './registers.ts';

/** Quiet for this long before the first request: a device that was switched on sends nothing more then. */
const SETTLE_MS = 50;
const ATTEMPTS = 3;

/** Mains anywhere in the world, with room for a bad day. */
const VOLTS = { least: 80, most: 280 };
const HERTZ = { least: 45, most: 65 };
/** 2^8 cycles are 5 s. The register holds 16 bits, but nobody measures power more slowly than that. */
const MOST_N = 8;

/** Whatever is at the other end, it is not this meter. Its message completes "the device …". */
export class NotTheMeter extends Error {
  override readonly name = 'NotTheMeter';
}

/** What must be known before a reading means anything. */
export interface Identity {
  readonly version: number;
  readonly hertz: number;
  readonly ranges: Ranges;
  /** The accumulation interval is 2^n cycles of the mains. */
  readonly n: number;
  readonly intervalMs: number;
}

/** Throws NotTheMeter, or HostError when the line is gone. */
export async function identify(session: MeterSession): Promise<Identity> {
  await session.untilQuiet(SETTLE_MS);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await askAll(session);
    } catch (error) {
      if (!(error instanceof MeterFault)) throw error;
      if (attempt === ATTEMPTS)
        throw new NotTheMeter(`does not answer like one: ${error.message}`, { cause: error });
    }
  }
}

async function askAll(session: MeterSession): Promise<Identity> {
  const measurement = parseMeasurement((await session.read(MEASUREMENT)).data);
  const { ranges, n } = await readSettings(session);
  refuseImplausible(measurement, ranges);
  const { version, hertz } = measurement;
  return { version, hertz, ranges, n, intervalMs: intervalMsOf(n, hertz) };
}

/** Ranges and interval, which another program may change at any time. Throws MeterFault, NotTheMeter, HostError. */
export async function readSettings(session: MeterSession): Promise<{ ranges: Ranges; n: number }> {
  const range1 = await session.read(RANGE_1);
  const range2 = await session.read(RANGE_2);
  const ranges = parseRanges(range1.data, range2.data);
  const n = parseUint16((await session.read(INTERVAL)).data);
  if (ranges === null || n > MOST_N)
    throw new NotTheMeter('tells ranges or an interval that this meter cannot have');
  return { ranges, n };
}

function refuseImplausible({ volts, hertz }: Measurement, ranges: Ranges): void {
  // The unit of the voltage is known for the factory range only.
  const voltsFit = ranges.voltage !== FACTORY.voltage || (volts >= VOLTS.least && volts <= VOLTS.most);
  if (!voltsFit || hertz < HERTZ.least || hertz > HERTZ.most) {
    throw new NotTheMeter(`reports mains of ${volts.toFixed(1)} V and ${hertz.toFixed(3)} Hz`);
  }
}
