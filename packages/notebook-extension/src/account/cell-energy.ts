// The energy of a cell's run, as the page keeps and shows it. Energy J, power W, times are UnixMs.

import type { Basis, Interval, Joules, UnixMs, Watts } from '@jupyter-energy/contract';

export interface CellEnergy {
  readonly from: UnixMs;
  readonly to: UnixMs;
  /** Null where nothing is known; `reason` tells why. */
  readonly joules: Joules | null;
  /** One standard deviation, of everything that is known to be uncertain. */
  readonly plusMinus: Joules | null;
  /** The ± of the source, relative; null where nobody knows it. */
  readonly relativeError: number | null;
  /** Mean power of the cell while it ran; null also where its uncertainty says that it means nothing. */
  readonly watts: Watts | null;
  /** Its part of what programs did meanwhile, 0 to 1, by processor time; null while unknown. */
  readonly share: number | null;
  /** What the whole computer used meanwhile. */
  readonly computerJoules: Joules | null;
  /** Of the computer's energy, of which the cell's is a share. */
  readonly basis: Basis | null;
  readonly parts: readonly { readonly id: string; readonly label: string; readonly joules: Joules }[];
  readonly tooShort: boolean;
  readonly incomplete: boolean;
  readonly shared: boolean;
  readonly overlap: boolean;
  readonly reason: string | null;
}

/**
 * The interval's own ± and that of its sources are independent: their squares add up. What this computer used meanwhile says something of
 * a kernel only where that `isHere`.
 */
export function cellEnergyOf(interval: Interval, isHere: boolean): CellEnergy {
  const { from, to, joules, uncertaintyJoules, relativeError, watts, share } = interval;
  const { computer, parts, flags, reason } = interval;
  const plusMinus =
    joules !== null && uncertaintyJoules !== null
      ? Math.hypot(uncertaintyJoules, (relativeError ?? 0) * joules)
      : null;
  const isVague = flags.tooShort || (joules !== null && plusMinus !== null && plusMinus > joules);
  return {
    ...{ from, to, joules, plusMinus, relativeError, share, parts, reason },
    watts: isVague ? null : watts,
    computerJoules: isHere || joules !== null ? (computer?.joules ?? null) : null,
    basis: interval.basis?.total ?? computer?.basis ?? null,
    tooShort: flags.tooShort,
    incomplete: flags.incomplete,
    shared: flags.shared,
    overlap: flags.overlap,
  };
}

/** Why nothing is known where the energy server could not even be asked. */
export function unknownEnergy(from: UnixMs, to: UnixMs, reason: string): CellEnergy {
  return {
    ...{ from, to, reason },
    ...{ joules: null, plusMinus: null, relativeError: null, watts: null, share: null },
    ...{ computerJoules: null, basis: null },
    ...{ parts: [], tooShort: false, incomplete: true, shared: false, overlap: false },
  };
}
