// Several power supplies of one computer, each metered by itself: together they are one meter of the computer.

import { MACHINE, type Milliseconds, weakestBasis } from '@jupyter-energy/contract';
import type { Channel, SumChannel } from './channel.ts';
import type { FoundSource } from './found-source.ts';
import { preference } from './speakers.ts';

const ID = 'supplies';

/** The channels, with the sum if there is one, and how it stands, as if it were a source; null where no supply is metered by itself. */
export interface WithSupplies {
  readonly channels: readonly Channel[];
  readonly source: FoundSource | null;
}

export function withSupplies(channels: readonly Channel[]): WithSupplies {
  const metered = channels.filter(
    ({ supply, distrusted }) => supply !== undefined && distrusted === undefined,
  );
  if (metered.length === 0) return { channels, source: null };
  const [of = 0, ...others] = new Set(metered.map(({ supply }) => supply?.of ?? 0));
  const numbers = Array.from({ length: of }, (_, index) => index + 1);
  const members = numbers.flatMap((number) =>
    bestOf(metered.filter(({ supply }) => supply?.number === number)),
  );
  if (others.length > 0 || members.length < of)
    return { channels, source: lacking(metered, others.length > 0 ? null : numbers) };
  const sum = sumOf(members);
  return {
    channels: [...channels, sum],
    source: { ...plain, status: 'ready', reason: null, channels: [sum] },
  };
}

const plain = {
  id: ID,
  kind: ID,
  title: 'Power supplies together',
  remedy: null,
  notes: ['The sum is known only while every one of them is: where one has a gap, the sum has.'],
  notCovered: [],
} as const;

/** Of several meters of one supply, the one that would speak. */
function bestOf(channels: readonly Channel[]): Channel | [] {
  const [first, ...others] = channels;
  if (first === undefined) return [];
  return others.reduce((best, one) => (preference(one, best) === null ? best : one), first);
}

function sumOf(members: readonly Channel[]): SumChannel {
  const errors = members.map(({ relativeError }) => relativeError ?? Number.POSITIVE_INFINITY);
  const worst = Math.max(...errors);
  const lateMs = Math.max(...members.map(({ lateMs: late }): Milliseconds => late ?? 0));
  const resolvesMs = Math.max(...members.map((member): Milliseconds => member.resolvesMs ?? 0));
  return {
    kind: 'sum',
    id: `${ID}:sum`,
    label: members.map(({ label }) => label).join(' + '),
    domain: MACHINE,
    basis: weakestBasis(members.map(({ basis }) => basis)),
    // No sum errs more than the worst of its parts.
    relativeError: Number.isFinite(worst) ? worst : null,
    members: members.map(({ id }) => id),
    ...(lateMs > 0 ? { lateMs } : {}),
    ...(resolvesMs > 0 ? { resolvesMs } : {}),
  };
}

/** Why there is no sum. `numbers` are those that there should be; null where the settings contradict each other. */
function lacking(metered: readonly Channel[], numbers: readonly number[] | null): FoundSource {
  const there = new Set(metered.map(({ supply }) => supply?.number));
  const missing = numbers?.filter((number) => !there.has(number)).join(' and ');
  const reason =
    missing === undefined
      ? 'The settings disagree about how many power supplies this computer has (supply).'
      : `Nothing is told of power supply ${missing} of ${numbers?.length}: what the others draw is no figure of this computer.`;
  const text =
    missing === undefined
      ? 'Give every supply the same total: "1 of 2" and "2 of 2".'
      : 'See how their meters stand, or set supply for the one that is missing.';
  return { ...plain, status: 'failing', reason, remedy: { text, command: null }, notes: [], channels: [] };
}
