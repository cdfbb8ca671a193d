// What replies tell of duplicates: channels that cover a part for which another speaks, beside it and in no sum.

import { type Beat, nameOf, type Power } from '@jupyter-energy/contract';
import type { Channel } from '../energy/channel.ts';
import type { FoundSource } from '../energy/found-source.ts';
import { branchesOf } from '../energy/tree.ts';
import { type EnergyView, type HistoryView, wallOffsetMs } from './view.ts';

/** For the event `beat`: what each told last. */
export function duplicatesAtBeat(view: EnergyView): Pick<Beat, 'duplicates'> {
  const shown = shownOf(view);
  if (shown.length === 0) return {};
  const offsetMs = wallOffsetMs(view);
  const duplicates = shown.map(({ told, face }) => {
    if (told === null) return { ...face, reading: null };
    const { fromMs, toMs, watts } = told;
    return { ...face, reading: { from: offsetMs + fromMs, to: offsetMs + toMs, watts } };
  });
  return { duplicates };
}

/** For `/v1/power`: those of which something is known in its steps, which end at the moments of `at`. */
export function duplicatesOver(
  view: EnergyView,
  fromMs: number,
  at: readonly number[],
): Pick<Power, 'duplicates'> {
  const duplicates = shownOf(view)
    .map(({ face }) => ({ ...face, watts: [...view.history.duplicatePower(face.id, fromMs, at)] }))
    .filter(({ watts }) => watts.some((value) => value !== null));
  return duplicates.length === 0 ? {} : { duplicates };
}

type Told = ReturnType<HistoryView['duplicates']>[number];
type Face = Pick<NonNullable<Beat['duplicates']>[number], 'id' | 'of' | 'label' | 'basis'>;

/**
 * Of a source that tells of a part in several ways (a plug its power, and its own count) the first: the others are the same meter, and
 * all of them are where one of them speaks.
 */
function shownOf(view: EnergyView): readonly (Told & { readonly face: Face })[] {
  const duplicates = view.history.duplicates();
  if (duplicates.length === 0) return [];
  const sourceOf = new Map(
    view.sources.flatMap((source) => source.channels.map(({ id }) => [id, source] as const)),
  );
  const speakers = new Map([...branchesOf(view.tree.roots)].map(({ domain, channel }) => [domain, channel]));
  const meterOf = ({ id, domain }: Channel) => JSON.stringify([sourceOf.get(id)?.id ?? id, domain]);
  const seen = new Set([...speakers.values()].map(meterOf));
  return duplicates.flatMap(({ channel, told }) => {
    const meter = meterOf(channel);
    if (seen.has(meter)) return [];
    seen.add(meter);
    const spoken = speakers.get(channel.domain)?.label;
    return { channel, told, face: faceOf(channel, spoken, sourceOf.get(channel.id)) };
  });
}

/** @param spoken what the channel is called that speaks for the part */
function faceOf(
  { id, domain, basis, label }: Channel,
  spoken: string | undefined,
  source: FoundSource | undefined,
): Face {
  // What is called as the part itself is told apart by its source only.
  const isOwn = label !== spoken && label !== nameOf(domain);
  return { id, of: domain, label: isOwn ? label : (source?.title ?? label), basis };
}
