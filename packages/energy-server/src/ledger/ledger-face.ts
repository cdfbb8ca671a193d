// Whose energy it is: what is recorded of a part, a channel or a share beside its joules.

import type { Basis } from '@jupyter-energy/contract';

/** `split`: other programs, idle and undivided, which with all kernels sum to the total. */
export type Kind = 'total' | 'part' | 'channel' | 'kernel' | 'split';

export interface LedgerFace {
  readonly kind: Kind;
  /** The id of a part, a channel or a kernel; `others`, `idle` or `undivided`; `total`. */
  readonly name: string;
  readonly label: string;
  /** Of a part: the part that contains it. Of a channel: the domain that it covers. Of a kernel: its notebook's key. */
  readonly within: string | null;
  readonly rest: boolean;
  /** Of a kernel: the user whose it is; null where that is not known. */
  readonly owner: number | null;
  readonly basis: Basis;
  readonly relativeError: number | null;
}

export interface KeyedFace {
  readonly face: LedgerFace;
  /** The same for faces that are equal. Energy of another basis, or under another label, stands by itself. */
  readonly key: string;
}

export function keyed(face: LedgerFace): KeyedFace {
  const { kind, name, label, within, rest, owner, basis, relativeError } = face;
  return { face, key: JSON.stringify([kind, name, label, within, rest, owner, basis, relativeError]) };
}
