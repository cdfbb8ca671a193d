// What a measurement of both outlets says about this computer: channels, and the readings for them.

import { elsewhereDomain, MACHINE, type Watts } from '@jupyter-energy/contract';
import type { GaugeChannel } from '../../energy/channel.ts';
import type { GaugeReading } from '../../energy/reading.ts';
import type { Instant } from '../../time/instant.ts';
import { supplyOf } from '../supply-setting.ts';
import type { BoardOptions, OutletOptions } from './options.ts';
import type { Measurement, Ranges } from './registers.ts';
import { wattsOf } from './registers.ts';

/** Over more than this many intervals of silence nothing is invented. */
export const GAP_INTERVALS = 3;

/** Datasheet: 0.5 % over a range of 4000:1. */
const RELATIVE_ERROR = 0.005;

/** A channel is one outlet, or the sum of both where a computer has two power supplies. */
export interface OutletChannel {
  readonly face: Omit<GaugeChannel, 'maxGapMs'>;
  readonly outlets: readonly number[];
}

/** What the outlets are taken to feed where nobody said it. */
export const SUPPOSED: Readonly<Record<1 | 2, OutletOptions>> = {
  1: { name: null, feeds: 'this computer', supply: null },
  2: { name: null, feeds: 'something else', supply: null },
};

/**
 * The channels of a board. Both outlets feeding this computer are one channel: their sum, taken from the same frame; but where it is
 * said which power supply an outlet feeds, there may be more of them elsewhere.
 */
export function outletChannels(sourceId: string, options: BoardOptions): readonly OutletChannel[] {
  const outlets = options.outlets ?? SUPPOSED;
  const names = [outlets[1].name ?? 'Wall outlet 1', outlets[2].name ?? 'Wall outlet 2'] as const;
  const fed = [outlets[1].feeds, outlets[2].feeds] as const;
  const supplies = [outlets[1].supply, outlets[2].supply] as const;
  if (fed.every((feeds) => feeds === 'this computer') && supplies.every((supply) => supply === null)) {
    return [counted(`${sourceId}:both`, `${names[0]} + ${names[1]}`, [0, 1])];
  }
  return fed.flatMap((feeds, outlet) => {
    const id = `${sourceId}:outlet-${outlet + 1}`;
    const label = names[outlet] ?? '';
    if (feeds === 'nothing') return [];
    if (feeds === 'something else') return [shown(id, label, outlet)];
    const channel = counted(id, label, [outlet]);
    return [{ ...channel, face: { ...channel.face, ...supplyOf(feeds, supplies[outlet] ?? null) } }];
  });
}

function counted(id: string, label: string, outlets: readonly number[]): OutletChannel {
  return { face: { ...measured, id, label, domain: MACHINE }, outlets };
}

/** Outside the machine, so that nothing of this computer is ever thought to be inside it. */
function shown(id: string, label: string, outlet: number): OutletChannel {
  return { face: { ...measured, id, label, domain: elsewhereDomain(id) }, outlets: [outlet] };
}

const measured = { kind: 'gauge', basis: 'measured', relativeError: RELATIVE_ERROR } as const;

/** Power of one outlet; null where the meter says that it flows back, which no computer does. */
export function wattsOfOutlet(
  measurement: Measurement,
  ranges: Ranges,
  outlet: number,
  signBitMeans: BoardOptions['sign-bit-means'],
): Watts | null {
  const raw = measurement.rawPower[outlet] ?? 0;
  const backwards = measurement.signBit[outlet] === (signBitMeans === 'export');
  return backwards && raw > 0 ? null : wattsOf(raw, ranges.power[outlet] ?? 0);
}

/** A reading per channel; a channel with an outlet that is not known has none. */
export function outletReadings(
  channels: readonly OutletChannel[],
  watts: readonly (Watts | null)[],
  at: Instant,
): readonly GaugeReading[] {
  const readings: GaugeReading[] = [];
  for (const { face, outlets } of channels) {
    let sum: Watts | null = 0;
    for (const outlet of outlets) {
      const one: Watts | null = watts[outlet] ?? null;
      sum = sum === null || one === null ? null : sum + one;
    }
    if (sum !== null) readings.push({ kind: 'gauge', channel: face.id, at, watts: sum });
  }
  return readings;
}
