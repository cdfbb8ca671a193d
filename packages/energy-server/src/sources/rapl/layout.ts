// Which counters become which channels, given what is known of them by now.

import type { CounterChannel } from '../../energy/channel.ts';
import type { MirrorTest } from './mirror-test.ts';
import { channelOf, type Tracker } from './tracker.ts';
import { labelOf, type Zone } from './zone.ts';

/**
 * One standard deviation of the main board's figure: on two laptops whose battery was read beside it, it was 11 % and 31 % too
 * high (CodeCarbon's documentation), the root mean square of which is 0.23. For the other zones no published figure holds for all models.
 */
const PLATFORM_RELATIVE_ERROR = 0.23;

export interface Knowledge {
  readonly trackers: readonly Tracker[];
  /** By package, where one shows several counters. */
  readonly mirrors: ReadonlyMap<number, MirrorTest>;
  /** Why the main board's figure is not believed. */
  readonly platformVerdict: string | null;
}

/** Channels by their counters; mirrored counters have none. */
export function layOut(knowledge: Knowledge): ReadonlyMap<Tracker, CounterChannel> {
  const { trackers, mirrors, platformVerdict } = knowledge;
  const undecided = [...mirrors].find(([, mirror]) => mirror.verdict === null)?.[0];
  const onlyPackage = new Set(trackers.map(({ counter }) => counter.zone.package)).size === 1;
  const channels = new Map<Tracker, CounterChannel>();
  for (const tracker of trackers) {
    const zone = shownZone(tracker.counter.zone, mirrors);
    if (zone === null) continue;
    const platform = zone.part === 'platform';
    const doubt = platform ? platformVerdict : waiting(undecided);
    const distrusted = doubt ?? tracker.suspicion;
    channels.set(tracker, {
      ...channelOf(zone, tracker.counter.wrapsAt, tracker.limits),
      label: labelOf(zone, onlyPackage),
      relativeError: platform ? PLATFORM_RELATIVE_ERROR : null,
      ...(distrusted === null ? {} : { distrusted }),
    });
  }
  return channels;
}

/** A zone under the name it is shown by: without its die where that is the only one left; null where it repeats another. */
function shownZone(zone: Zone, mirrors: ReadonlyMap<number, MirrorTest>): Zone | null {
  const kept = mirrors.get(zone.package)?.verdict ?? null;
  if (zone.die === null || kept === null) return zone;
  if (!kept.some(({ counter }) => counter.zone.die === zone.die)) return null;
  return kept.length === 1 ? { ...zone, die: null } : zone;
}

/** No part may make a total while another part of it is in doubt. */
function waiting(undecided: number | undefined): string | null {
  return undecided === undefined
    ? null
    : `it is not known yet whether the dies of processor ${undecided} all show one counter`;
}
