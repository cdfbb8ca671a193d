// Live data as the rest of the room sees them: what was told, who may be asked, and the switch.

import type { GridLive } from '@jupyter-energy/contract';
import type { ToldRows } from '../mix/mixes.ts';
import type { Place } from '../place/place.ts';

export interface LiveMix {
  readonly rows: ToldRows;
  /** Of the providers that may tell of one quarter-hour, the lowest counts. */
  rank(provider: string): number;
  standing(place: Place | null): GridLive;
  /** Throws ChoiceRefused where the settings say otherwise. */
  turn(on: boolean): void;
  /** The place or the switch may have changed. */
  reconsider(): void;
}

/** For programs that ask no network whatever is chosen. */
export const neverLive: LiveMix = {
  rows: () => [],
  rank: () => 0,
  standing: () => ({
    on: false,
    provider: null,
    state: 'off',
    reason: 'This program asks the network for nothing.',
    newestAt: null,
  }),
  turn: () => {},
  reconsider: () => {},
};
