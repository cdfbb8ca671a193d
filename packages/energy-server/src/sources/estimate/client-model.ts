// Laptops and small boards, which no published server resembles: rated power, a judgement, and few measured boards.

import type { Watts } from '@jupyter-energy/contract';
import type { CpuModel } from './cpu-model.ts';

/** The machine's watts when idle and when all its threads are busy, without display. */
export interface ClientPower {
  readonly idle: Watts;
  readonly full: Watts;
}

/**
 * Rated power (Intel: processor base power, AMD: default TDP) that the letters behind the processor's number stand for, as both
 * makers use them since about 2015. Within one letter the rated power varies by a half.
 */
const ratedBySuffix: readonly (readonly [RegExp, Watts])[] = [
  [/\d{3,5}hx\b/i, 55],
  [/\d{3,5}(h|hk|hq|hs|mq)\b/i, 45],
  [/\d{3,5}p\b/i, 28],
  [/\d{3,5}(u|v|g[4-7]|m)\b/i, 15],
  [/\d{3,5}(y|g1)\b/i, 7],
  [/\bn\d{2,3}\b/i, 6],
];

/** Between the classes U and H, where the name tells nothing. */
const RATED_OF_A_LAPTOP: Watts = 28;

/** Null where the name has none of the known letters. */
export function ratedWattsOf(brand: string): Watts | null {
  return ratedBySuffix.find(([suffix]) => suffix.test(brand))?.[1] ?? null;
}

/**
 * A judgement, not a measurement: main board, memory, disk and radio take some 5 W whatever happens; the processor, busy
 * for long, its rated power; and the converters before it a sixth of what they pass on.
 */
export function laptopPower(cpu: CpuModel, tdpWatts: Watts | null): ClientPower {
  const rated = tdpWatts ?? ratedWattsOf(cpu.brand) ?? RATED_OF_A_LAPTOP;
  return { idle: 5, full: 5 + 1.2 * rated };
}

/** Whole boards, as the PowerJoular project measured them: linear in the load. */
const boards: readonly (readonly [RegExp, ClientPower])[] = [
  [/raspberry pi 50?0?\b/i, { idle: 4.4, full: 7.86 }],
  [/raspberry pi 400/i, { idle: 1.82, full: 6.85 }],
  // The 4 B; its predecessors, which nobody published, are assumed to be like it.
  [/raspberry pi/i, { idle: 2.24, full: 5.73 }],
];

/** Null for a board that nobody measured. */
export function boardPower(board: string): ClientPower | null {
  return boards.find(([name]) => name.test(board))?.[1] ?? null;
}
