// Who speaks for a domain where several channels cover it, and why the others do not.

import { compareBasis, contains, type Domain, MACHINE } from '@jupyter-energy/contract';
import type { Channel, ChannelId, SumChannel } from './channel.ts';

/** A channel's part in the total. */
export interface Member {
  readonly channel: Channel;
  readonly role: 'speaks' | 'summed' | 'duplicate' | 'distrusted' | 'elsewhere';
  /** Why it does not speak, as a sentence for people; null when it does. */
  readonly because: string | null;
}

/** One speaker per domain: the one that alone can know, then the better basis, then the smaller relative error, then the order given. */
export function chooseSpeakers(channels: readonly Channel[]): ReadonlyMap<ChannelId, Member> {
  const speakers = new Map<Domain, Channel>();
  for (const channel of channels) {
    const rival = speakers.get(channel.domain);
    if (mayCount(channel) && (rival === undefined || preference(channel, rival) !== null))
      speakers.set(channel.domain, channel);
  }
  const sum = channels.find(({ kind }) => kind === 'sum') as SumChannel | undefined;
  return new Map(
    channels.map((channel) => [
      channel.id,
      supplyMember(channel, sum) ?? memberOf(channel, speakers.get(channel.domain) ?? channel),
    ]),
  );
}

const ELSEWHERE = 'It feeds something else than this computer: shown, but not counted.';

function mayCount({ domain, distrusted, supply }: Channel): boolean {
  return distrusted === undefined && supply === undefined && contains(MACHINE, domain);
}

/** Of one power supply among several; null for every other channel. */
function supplyMember(channel: Channel, sum: SumChannel | undefined): Member | null {
  const { supply, distrusted, id } = channel;
  if (supply === undefined || distrusted !== undefined) return null;
  const which = `power supply ${supply.number} of ${supply.of}`;
  if (sum === undefined)
    return {
      channel,
      role: 'distrusted',
      because: `It measures ${which} only, and nothing is told of the others.`,
    };
  if (sum.members.includes(id))
    return { channel, role: 'summed', because: `It measures ${which}: counted in ${sum.label} (${sum.id}).` };
  return { channel, role: 'duplicate', because: `Another meter tells of ${which}: it counts in ${sum.id}.` };
}

function memberOf(channel: Channel, speaker: Channel): Member {
  if (!contains(MACHINE, channel.domain))
    return { channel, role: 'elsewhere', because: channel.distrusted ?? ELSEWHERE };
  if (channel.distrusted !== undefined) return { channel, role: 'distrusted', because: channel.distrusted };
  if (speaker === channel) return { channel, role: 'speaks', because: null };
  const why = preference(speaker, channel) ?? 'it was found first.';
  return {
    channel,
    role: 'duplicate',
    because: `${speaker.label} (${speaker.id}) covers the same part: ${why}`,
  };
}

/** Why `a` speaks rather than `b`; null when nothing prefers it. */
export function preference(a: Channel, b: Channel): string | null {
  if (a.soleFeed !== b.soleFeed) return a.soleFeed ?? null;
  const byBasis = compareBasis(a.basis, b.basis);
  if (byBasis !== 0) return byBasis > 0 ? `it is ${a.basis}, this one ${b.basis}.` : null;
  const errorOfA = a.relativeError ?? Number.POSITIVE_INFINITY;
  const errorOfB = b.relativeError ?? Number.POSITIVE_INFINITY;
  return errorOfA < errorOfB ? 'its error is smaller.' : null;
}
