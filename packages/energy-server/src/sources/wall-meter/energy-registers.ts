// The device's own energy registers: switched on where people asked for it, trusted only after they agreed with the integral of power.

import type { Joules, Watts } from '@jupyter-energy/contract';
import type { CounterChannel } from '../../energy/channel.ts';
import type { CounterReading } from '../../energy/reading.ts';
import type { Instant } from '../../time/instant.ts';
import { EnergyTrial } from './energy-trial.ts';
import { MeterFault, type MeterSession } from './meter-session.ts';
import type { OutletChannel } from './outlets.ts';
import { MOST_WATTS } from './plausibility.ts';
import { CONFIGURATION, ENERGY, type Pair, type Ranges } from './registers.ts';

/** Bits 8 and 9 of the system configuration let outlets 1 and 2 count. */
const COUNTING = 0x300;

export const COUNTING_TRUSTED =
  'The meter’s own energy registers agreed with its power over a minute: energy is taken from them.';
export const COUNTING_DISTRUSTED =
  'The meter’s own energy registers differ from its power by more than 3 %: power is integrated instead.';

/** Lets the device count, keeping all other bits. The configuration before. Throws MeterFault, HostError. */
export async function switchCountingOn(session: MeterSession): Promise<number> {
  const before = await readConfiguration(session);
  if ((before & COUNTING) !== COUNTING) await writeConfiguration(session, before | COUNTING);
  return before;
}

/** Gives bits 8 and 9 back their former state, whatever the others are by now. Never throws. */
export async function restoreCounting(session: MeterSession, before: number): Promise<void> {
  if ((before & COUNTING) === COUNTING) return;
  try {
    const now = await readConfiguration(session);
    await writeConfiguration(session, (now & ~COUNTING) | (before & COUNTING));
  } catch {
    // Unplugged or deaf: it forgets with its power.
  }
}

/**
 * Joules that both outlets have taken. One count is half of 1 J × 2^(range - 19): what Green Metrics Tool found on its board, for
 * no reason that its authors know, which is why it is put on trial.
 */
export async function readCounted(session: MeterSession, { power }: Ranges): Promise<Counted> {
  const { data, at } = await session.read(ENERGY);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const joules = (outlet: 0 | 1): Joules =>
    (Number(view.getBigUint64(8 * outlet, true)) / 2) * 2 ** (power[outlet] - 19);
  return { joules: [joules(0), joules(1)], at };
}

export interface Counted {
  readonly joules: Pair<Joules>;
  readonly at: Instant;
}

/** What the registers are worth: on trial, trusted, or left alone. */
export class CountedEnergy {
  readonly #outlets: readonly OutletChannel[];
  #trial: EnergyTrial;
  #verdict: boolean | null = null;

  constructor(outlets: readonly OutletChannel[], maxGapMs: number) {
    this.#outlets = outlets;
    this.#trial = new EnergyTrial(maxGapMs);
  }

  /** Null while on trial. */
  get verdict(): boolean | null {
    return this.#verdict;
  }

  /** In a new unit or pace nothing is known any more, except that a failed trial stays failed. */
  startAnew(maxGapMs: number): void {
    this.#trial = new EnergyTrial(maxGapMs);
    if (this.#verdict === true) this.#verdict = null;
  }

  /** Power, and what the registers said right after it. The readings, once the registers are trusted. */
  take(watts: Pair<Watts | null>, { joules, at }: Counted): readonly CounterReading[] {
    this.#verdict ??= this.#trial.take({ timelineMs: at.timelineMs, watts, counted: joules });
    return this.#verdict === true ? this.#readings(joules, at) : [];
  }

  /** A counter beside each gauge, while the registers are trusted. */
  get channels(): readonly CounterChannel[] {
    if (this.#verdict !== true) return [];
    return this.#outlets.map(({ face }) => ({
      ...face,
      id: `${face.id}-counted`,
      label: `${face.label}, counted by the meter`,
      kind: 'counter',
      wrapsAt: null,
      maxWatts: MOST_WATTS,
      ceilingWatts: MOST_WATTS,
    }));
  }

  #readings(counted: Pair<Joules>, at: Instant): readonly CounterReading[] {
    return this.#outlets.map(({ face, outlets }) => {
      const joules = outlets.reduce((sum, outlet) => sum + (counted[outlet] ?? 0), 0);
      return { kind: 'counter', channel: `${face.id}-counted`, at, joules };
    });
  }
}

async function readConfiguration(session: MeterSession): Promise<number> {
  const { data } = await session.read(CONFIGURATION);
  return new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(0, true);
}

async function writeConfiguration(session: MeterSession, configuration: number): Promise<void> {
  const data = new Uint8Array(CONFIGURATION.bytes);
  new DataView(data.buffer).setUint32(0, configuration >>> 0, true);
  await session.write(CONFIGURATION, data);
  if ((await readConfiguration(session)) !== configuration >>> 0) {
    throw new MeterFault('it did not take its configuration');
  }
}
