// Duplicates: channels that cover a part of the computer for which another channel speaks. To be looked at beside it, never to be added to anything.

import * as z from 'zod/mini';
import { Basis } from './basis.ts';

const finite = z.number();
const unixMs = z.number();

const face = {
  /** The channel; of a source that tells of one part in several ways, the first only, and none where one of them speaks. */
  id: z.string(),
  /** The node that it measures as well. */
  of: z.string(),
  /** For people: who tells this, "Desk plug". */
  label: z.string(),
  basis: Basis,
};

/** What it told last, of the span from its reading before to its newest. The span ends before the beat, or after it: nobody waits for a duplicate. */
export const DuplicateReading = z.strictObject({
  from: unixMs,
  to: unixMs,
  /** Mean power over the span; null where it is not known. */
  watts: z.nullable(finite),
});
export type DuplicateReading = z.infer<typeof DuplicateReading>;

export const Duplicate = z.strictObject({
  ...face,
  /** Null before its first reading, and after it has fallen silent. */
  reading: z.nullable(DuplicateReading),
});
export type Duplicate = z.infer<typeof Duplicate>;

export const DuplicateSeries = z.strictObject({
  ...face,
  /** Mean power over each step of the reply; null where nothing is known, as after its newest reading. */
  watts: z.array(z.nullable(finite)),
});
export type DuplicateSeries = z.infer<typeof DuplicateSeries>;
