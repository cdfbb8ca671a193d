// The total of several meters that lie beside each other, and its uncertainty.

import type { Amount } from './step.ts';

export interface Sum extends Amount {
  /** Those of its joules that fall into the covered time, in which every member was known: only they make a power. */
  readonly jointJoules: number;
}

/**
 * `joules` adds all that is known. `coveredMs` is the least of the members' covered times, as the time in which all were known at
 * once; it is exact when intervals are cut at the edges of gaps.
 */
export function sumOf(members: readonly Amount[]): Sum {
  if (members.length === 0) return { joules: 0, coveredMs: 0, jointJoules: 0 };
  const coveredMs = Math.min(...members.map((member) => member.coveredMs));
  let joules = 0;
  let jointJoules = 0;
  for (const member of members) {
    joules += member.joules;
    if (coveredMs > 0) jointJoules += member.joules * (coveredMs / member.coveredMs);
  }
  return { joules, coveredMs, jointJoules };
}

/**
 * Relative error of a sum whose members err independently: the root of the sum of squares of their absolute errors, over the sum.
 * Null when the error of any member is unknown or, with several members, nothing has been summed yet.
 */
export function relativeErrorOf(
  members: readonly { readonly joules: number; readonly relativeError: number | null }[],
): number | null {
  const [first] = members;
  if (members.length === 1 && first !== undefined) return first.relativeError;
  let sum = 0;
  let squares = 0;
  for (const { joules, relativeError } of members) {
    if (relativeError === null) return null;
    sum += joules;
    squares += (joules * relativeError) ** 2;
  }
  return sum > 0 ? Math.sqrt(squares) / sum : null;
}
