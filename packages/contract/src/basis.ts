// How a number came about; every number that a person sees carries one of these words.

import * as z from 'zod/mini';

/** `measured` by a meter, `estimated` by a model, or `attributed`: a share of a measured or estimated total. */
export const Basis = z.enum(['measured', 'attributed', 'estimated']);
export type Basis = z.infer<typeof Basis>;

const strength: Record<Basis, number> = { measured: 2, attributed: 1, estimated: 0 };

/** Positive when `a` is the stronger basis, negative when `b` is, 0 when they are equal. */
export function compareBasis(a: Basis, b: Basis): number {
  return strength[a] - strength[b];
}

/** The basis of a sum: that of its weakest member; an empty sum is `measured`, since nothing in it is guessed. */
export function weakestBasis(members: Iterable<Basis>): Basis {
  let weakest: Basis = 'measured';
  for (const basis of members) if (compareBasis(basis, weakest) < 0) weakest = basis;
  return weakest;
}
