// The setting of meters that may measure one of several power supplies: which one, of how many.

import * as z from 'zod';
import type { Supply } from '../energy/channel.ts';

const SHAPE = /^([1-9]) of ([2-9])$/;

export const supplySetting = {
  supply: z
    .string()
    .refine((text) => partsOf(text) !== undefined, 'not "1 of 2", "2 of 2" or the like')
    .nullable()
    .default(null)
    .describe('which of the computer’s power supplies it feeds, "1 of 2" for example; null means all of it'),
};

/** Of a channel: nothing where it measures all of what it feeds, or something else than this computer. */
export function supplyOf(feeds: string, supply: string | null): { readonly supply?: Supply } {
  const parts = supply === null || feeds !== 'this computer' ? undefined : partsOf(supply);
  return parts === undefined ? {} : { supply: parts };
}

function partsOf(text: string): Supply | undefined {
  const [, number, of] = (SHAPE.exec(text) ?? []).map(Number);
  return number === undefined || of === undefined || number > of ? undefined : { number, of };
}
