// What a beat says of whose energy it is, seen from one kernel, and as parts of which a history can be made.

import type { Basis, Beat, EnergySplit, Joules, Watts } from '@jupyter-energy/contract';

/** Whose energy it can be; together they are the computer's. */
export type ShareKey = keyof EnergySplit;

/** In the order in which they are shown. */
export const SHARE_KEYS: readonly ShareKey[] = ['kernel', 'otherKernels', 'others', 'idle', 'undivided'];

export interface Share {
  readonly watts: Watts | null;
  /** Since the energy server first saw kernels. */
  readonly joules: Joules;
}

const NONE: Share = { watts: 0, joules: 0 };

export type Shares = Readonly<Record<ShareKey, Share>>;

/** Null while nothing is split. A notebook without a kernel uses nothing; of a kernel that the beat does not tell of nothing is known. */
export function sharesOf({ split, kernels = [] }: Beat, kernel: string | null): Shares | null {
  if (split == null) return null;
  const own = kernels.find(({ id }) => id === kernel) ?? (kernel === null ? NONE : null);
  const all = split.kernels;
  return {
    kernel: { watts: own?.watts ?? null, joules: own?.joules ?? 0 },
    otherKernels: {
      watts: all.watts === null ? null : Math.max(0, all.watts - (own?.watts ?? 0)),
      joules: Math.max(0, all.joules - (own?.joules ?? 0)),
    },
    others: split.others,
    idle: split.idle,
    undivided: split.undivided,
  };
}

/** The id of a share's series in `/v1/power?kernel=`. */
export function shareId(key: ShareKey): string {
  return `split/${key}`;
}

export function isShareId(id: string): boolean {
  return SHARE_KEYS.some((key) => id === shareId(key));
}

/** A beat of which the parts are the shares, for a history of its own. */
export function shareBeat({ at, startedAt, total }: Beat, shares: Shares | null): Beat {
  const basis: Basis = total?.basis ?? 'estimated';
  const face = { parent: null, label: '', rest: false, basis, joulesBasis: basis, relativeError: null };
  const nodes = shares === null ? [] : SHARE_KEYS.map((key) => nodeOf(key, shares[key], face));
  return { at, startedAt, total: null, nodes, kernels: [], split: null };
}

type Face = Omit<Beat['nodes'][number], 'id' | 'watts' | 'joules' | 'coveredSeconds'>;

function nodeOf(key: ShareKey, { watts, joules }: Share, face: Face): Beat['nodes'][number] {
  return { ...face, id: shareId(key), watts, joules, coveredSeconds: 0 };
}
