// The channels of a plug: for each outlet its power, and beside it the plug's own count of energy.

import { elsewhereDomain, MACHINE } from '@jupyter-energy/contract';
import type { CounterChannel, GaugeChannel, ReadChannel } from '../../energy/channel.ts';
import { longestGapMs, usualAgeMs } from '../polled-source.ts';
import { supplyOf } from '../supply-setting.ts';
import type { Firmware } from './firmware.ts';
import type { PlugOptions } from './options.ts';

/** At most once a second, as the makers ask for. */
export const EVERY_MS = 1_000;
/** Plugs average over about a second and show the result up to a second later: the middle of 1 s and 2 s. */
export const LAG_MS = 1_500;
/** A plug tells a change one to two seconds late, and not by the same each time: nothing shorter than some of those is a figure. */
const RESOLVES_MS = 5_000;

/** A socket carries 16 A at 280 V. */
const MOST_WATTS = 16 * 280;
/** Some firmwares move their count once a minute, and then by a whole minute's energy. */
const MOST_WATTS_IN_A_STEP = 60 * MOST_WATTS;
/** Half a second of a laptop: larger steps make no line. */
const FINE_STEP_JOULES = 10;

/** Which outlet of the answer, and the channels that it fills. */
export interface OutletChannels {
  readonly outlet: number;
  readonly power: GaugeChannel;
  /** Null where the outlet counts no energy. */
  readonly count: CounterChannel | null;
}

/** How an outlet is to be shown. */
export interface Place {
  /** The source's id. */
  readonly id: string;
  readonly options: PlugOptions;
  /** How many outlets the device has. */
  readonly outlets: number;
}

/** @param counts whether the outlet counts energy */
export function outletChannels(
  place: Place,
  firmware: Firmware,
  outlet: number,
  counts: boolean,
): OutletChannels {
  const { id, options, outlets } = place;
  const several = outlets > 1;
  const name = options.name ?? `Plug at ${options.address}`;
  const label = several ? `${name}, channel ${outlet}` : name;
  const own = several && options.channel === null ? `${id}:${outlet}` : id;
  const reason = reasonNotToCount(place);
  const counted = reason === null && options.feeds === 'this computer';
  const face = {
    basis: 'measured',
    // The makers' data sheets state no error that could be quoted for all models.
    relativeError: null,
    lateMs: usualAgeMs(EVERY_MS, LAG_MS),
    resolvesMs: RESOLVES_MS,
    domain: counted ? MACHINE : elsewhereDomain(own),
    ...supplyOf(options.feeds, options.supply),
  } as const;
  const power = {
    kind: 'gauge',
    id: `${own}:power`,
    label,
    maxGapMs: longestGapMs(EVERY_MS),
    ...face,
  } as const;
  const limits = { wrapsAt: null, maxWatts: MOST_WATTS_IN_A_STEP, ceilingWatts: MOST_WATTS_IN_A_STEP };
  const countLabel = `${label}, its own count`;
  const count = { kind: 'counter', id: `${own}:count`, label: countLabel, ...limits, ...face } as const;
  return {
    outlet,
    power: distrust(power, reason),
    count: counts ? distrust(count, reason ?? reasonNotToTrust(firmware)) : null,
  };
}

/** In the order in which they may speak. */
export function allChannels(outlets: readonly OutletChannels[]): readonly ReadChannel[] {
  return outlets.flatMap(({ power, count }) => (count === null ? [power] : [power, count]));
}

/** Nobody knows what the outlets of a power strip feed. */
function reasonNotToCount({ options, outlets }: Place): string | null {
  if (outlets === 1 || options.channel !== null || options.feeds === 'something else') return null;
  return `The plug has ${outlets} channels, and nobody said which one feeds this computer: shown, but not counted. Set channel.`;
}

function reasonNotToTrust({ stepJoules }: Firmware): string | null {
  if (stepJoules <= FINE_STEP_JOULES) return null;
  return `It moves in steps of ${stepJoules} J, too coarse to tell power: the plug's power is counted instead.`;
}

function distrust<Face extends ReadChannel>(channel: Face, reason: string | null): Face {
  return reason === null ? channel : { ...channel, distrusted: reason };
}
