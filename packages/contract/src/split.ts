// Whose energy it was: the shares into which the computer's energy is divided. Energy J, power W.

import * as z from 'zod/mini';
import { Basis } from './basis.ts';

const positive = z.number().check(z.nonnegative());

/** A share of a total: the total was measured or estimated, the share is always attributed. */
export const ShareBasis = z.strictObject({ total: Basis, share: z.literal('attributed') });
export type ShareBasis = z.infer<typeof ShareBasis>;

/** Power since the previous beat, and joules since the energy server started. */
export const SplitPart = z.strictObject({ watts: z.nullable(positive), joules: positive });
export type SplitPart = z.infer<typeof SplitPart>;

/** Kernels, other programs, idle and what cannot be divided sum to the computer's energy of that time. */
export const ComputerSplit = z.strictObject({
  kernels: SplitPart,
  /** Other programs; among them the kernels that the asker may not see. */
  others: SplitPart,
  idle: SplitPart,
  /** GPUs whose processes cannot be told apart, and time before the idle baseline was known. */
  undivided: SplitPart,
});
export type ComputerSplit = z.infer<typeof ComputerSplit>;

/** Joules of a span of time, seen from one kernel or notebook; they sum to the computer's where everything is covered. */
export const EnergySplit = z.strictObject({
  kernel: positive,
  otherKernels: positive,
  others: positive,
  idle: positive,
  undivided: positive,
});
export type EnergySplit = z.infer<typeof EnergySplit>;
