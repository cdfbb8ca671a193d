// The reply of /v1/sources: what was found, what is blocked and how to unblock it, and what the total is made of.

import {
  type ChannelState,
  gpuDomain,
  type SourceState,
  type Sources,
  weakestBasis,
} from '@jupyter-energy/contract';
import type { Channel } from '../energy/channel.ts';
import type { FoundSource } from '../energy/found-source.ts';
import type { Member } from '../energy/speakers.ts';
import { type Branch, branchesOf } from '../energy/tree.ts';
import { deviationText, disagreementNotes } from './comparison-text.ts';
import type { EnergyView } from './view.ts';

/** What sources call them that see none; some may be measured beside them all the same. */
const CARDS = 'graphics cards';

/** `GET /v1/sources`, and the event `sources`. */
export function sourcesReply(view: EnergyView): Sources {
  const { roots } = view.tree;
  return {
    sources: view.sources.map((source) => sourceState(view, source)),
    total: {
      basis: roots.length === 0 ? null : weakestBasis(roots.map(({ channel }) => channel.basis)),
      watts: view.history.latest()?.total?.watts ?? null,
      domains: roots.map(({ domain }) => domain),
      made: howMade(view.sources, roots),
      notCovered: notCovered(view),
    },
  };
}

function sourceState(view: EnergyView, source: FoundSource): SourceState {
  const { id, kind, title, status, reason, remedy, notes, channels } = source;
  return {
    ...{ id, kind, title, status, reason, remedy },
    notes: [...notes, ...disagreementNotes(view, channels)],
    channels: channels.map((channel) => channelState(view, channel)),
  };
}

function channelState(view: EnergyView, channel: Channel): ChannelState {
  const { id, label, domain, kind, basis, relativeError } = channel;
  const member = view.tree.members.get(id);
  return {
    ...{ id, label, domain, kind, basis, relativeError },
    role: member?.role ?? 'duplicate',
    because: member === undefined ? 'It was found a moment ago.' : becauseOf(view, member),
    watts: view.history.channelWatts(id),
  };
}

/** A duplicate tells beside the reason how far it is from the one that speaks. */
function becauseOf({ tree, history }: EnergyView, { channel, role, because }: Member): string | null {
  if (role !== 'duplicate') return because;
  const spoken = [...branchesOf(tree.roots)].find(({ domain }) => domain === channel.domain);
  const deviation = spoken === undefined ? null : deviationText(history, channel, spoken.channel);
  return deviation === null ? because : `${because} ${deviation}`;
}

/** "Processor 0 + Memory 0 (RAPL)": the roots by the source that speaks for them. */
function howMade(sources: readonly FoundSource[], roots: readonly Branch[]): string {
  const sums = sources.flatMap(({ title, channels }) => {
    const names = roots
      .filter(({ channel }) => channels.includes(channel))
      .map(({ channel }) => channel.label);
    return names.length === 0 ? [] : [`${names.join(' + ')} (${title})`];
  });
  if (sums.length === 0) return 'nothing can be read';
  return roots.some(givesWay) ? `${sums.join(' + ')}, at least what meters inside it tell` : sums.join(' + ');
}

/** An estimate that contains meters is never below them. */
function givesWay({ channel, children }: Branch): boolean {
  return channel.basis === 'estimated' && children.some((child) => child.channel.basis === 'measured');
}

/** What the sources of the outermost meters leave out, each thing once; what an inner meter leaves out, the outer one sees. */
function notCovered({ sources, tree: { roots } }: EnergyView): string[] {
  const outermost = sources.filter(({ channels }) => roots.some(({ channel }) => channels.includes(channel)));
  const left = new Set(outermost.flatMap((source) => source.notCovered));
  const someCard = roots.some(({ domain }) => domain.startsWith(gpuDomain('')));
  return [...left].map((thing) => (someCard && thing === CARDS ? `other ${CARDS}` : thing));
}
