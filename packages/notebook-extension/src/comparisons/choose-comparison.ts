// Chooses what an amount of energy is compared with: something that fits in between half a time and twenty times.

import type { Joules, UnixMs } from '@jupyter-energy/contract';
import type { Comparison } from './comparison.ts';
import { everyday } from './everyday.ts';
import { physics } from './physics.ts';

/** The comparison, and how many of it the energy would suffice for. */
export interface Chosen {
  readonly comparison: Comparison;
  readonly count: number;
}

/** All comparisons, from the smallest to the largest. */
export const comparisons: readonly Comparison[] = [...physics, ...everyday].sort(
  (a, b) => a.joules - b.joules,
);

const FEWEST = 0.5;
const MOST = 20;
/** Where several fit, the next one takes its turn after so long. */
const TURN_MS = 3 * 60_000;

/**
 * Null for no energy. Below the smallest and above the largest comparison, the nearest one with whatever count results.
 * `region` is the user's country where it is known; things that depend on the country fall back to the EU's, and say so.
 */
export function chooseComparison(joules: Joules, at: UnixMs, region: string | null = null): Chosen | null {
  if (!(joules > 0)) return null;
  const near = comparisons.filter((item) => isNear(item, region));
  const fitting = near.filter((item) => joules >= FEWEST * item.joules && joules <= MOST * item.joules);
  const turn = Math.floor(at / TURN_MS);
  const comparison = fitting[turn % fitting.length] ?? (joules < 1 ? near[0] : near.at(-1));
  return comparison === undefined ? null : { comparison, count: joules / comparison.joules };
}

function isNear(item: Comparison, region: string | null): boolean {
  if (item.region === null || item.region === region) return true;
  const ownHome = comparisons.some(({ id, region: its }) => its === region && id.startsWith('home-day'));
  return item.region === 'EU' && !(item.id === 'home-day-eu' && ownHome);
}
