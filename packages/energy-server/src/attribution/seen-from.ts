// Whose energy a span's was, seen from some kernels: what is theirs, and what is everybody else's. It sums to the computer's exactly.

import type { EnergySplit, Joules, Milliseconds, Watts } from '@jupyter-energy/contract';
import { difference, type Series } from '../history/series.ts';
import type { Accounts } from './accounts.ts';

/** As the contract orders them. */
export const SPLIT_KEYS = ['kernel', 'otherKernels', 'others', 'idle', 'undivided'] as const;
type Key = (typeof SPLIT_KEYS)[number];

/** Under which heading a kernel's energy is seen: one's own, another's that one may see, or one that is as good as any program. */
export type Seen = (kernel: string) => 'kernel' | 'otherKernels' | 'others';

/** `whole`: the computer's energy in the span. */
export function energySeen(
  accounts: Accounts,
  seen: Seen,
  fromMs: Milliseconds,
  toMs: Milliseconds,
  whole: Joules,
): EnergySplit {
  const split = blank();
  for (const [key, series] of headed(accounts, seen)) split[key] += series.between(fromMs, toMs).joules;
  return reconciled(split, whole);
}

/** Mean power over each step, which ends at these moments; `whole`: the computer's. */
export function powerSeen(
  accounts: Accounts,
  seen: Seen,
  fromMs: Milliseconds,
  at: readonly Milliseconds[],
  whole: readonly (Watts | null)[],
): Readonly<Record<Key, (Watts | null)[]>> {
  const readers = [...headed(accounts, seen)].map(([key, series]) => {
    const read = series.reader(fromMs);
    return { key, read, before: read(fromMs) };
  });
  const columns: Record<Key, (Watts | null)[]> = {
    ...{ kernel: [], otherKernels: [], others: [], idle: [], undivided: [] },
  };
  for (const [index, ms] of at.entries()) {
    const split = blank();
    for (const reader of readers) {
      const now = reader.read(ms);
      split[reader.key] += difference(reader.before, now).joules;
      reader.before = now;
    }
    const watts = whole[index] ?? null;
    const shares = watts === null ? null : scaled(split, watts);
    for (const key of SPLIT_KEYS) columns[key].push(shares?.[key] ?? null);
  }
  return columns;
}

/**
 * Shares that sum to the whole. Where they are more (inside a gap, over which they were told evenly), each gives its part; where
 * they are less (from before something was known, or of what was forgotten), nobody knows whose the rest was.
 */
export function reconciled(split: EnergySplit, whole: number): EnergySplit {
  const sum = sumOf(split);
  return sum > whole ? scaled(split, whole) : { ...split, undivided: split.undivided + (whole - sum) };
}

/** In the same proportions; where there is nothing to go by, nobody knows. */
function scaled(split: EnergySplit, whole: number): EnergySplit {
  const sum = sumOf(split);
  if (sum <= 0) return { ...blank(), undivided: Math.max(0, whole) };
  const shares = SPLIT_KEYS.map((key) => [key, (split[key] / sum) * Math.max(0, whole)] as const);
  return Object.fromEntries(shares) as EnergySplit;
}

function sumOf(split: EnergySplit): number {
  return SPLIT_KEYS.reduce((all, key) => all + split[key], 0);
}

function* headed({ kernels, rest }: Accounts, seen: Seen): Generator<readonly [Key, Series]> {
  for (const [id, series] of kernels) yield [seen(id), series];
  for (const heading of ['others', 'idle', 'undivided'] as const) yield [heading, rest[heading]];
}

function blank(): Record<Key, number> {
  return { kernel: 0, otherKernels: 0, others: 0, idle: 0, undivided: 0 };
}
