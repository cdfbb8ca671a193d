// Live data as the rest of the room sees them: what was told, who may be asked, and the switch.

import type { GridLive } from '@jupyter-energy/contract';
import type { ToldSource } from '../mix/mixes.ts';
import type { Place } from '../place/place.ts';
import type { ChoiceRefused } from '../place/whereabouts.ts';

export interface LiveMix extends ToldSource {
  standing(place: Place | null): GridLive;
  /** Why the switch cannot be turned so; null where it can. */
  refusal(on: boolean): ChoiceRefused | null;
  turn(on: boolean): void;
  /** The place or the switch may have changed. */
  reconsider(): void;
}

/** For programs that ask no network whatever is chosen. */
export const neverLive: LiveMix = {
  extent: null,
  rows: () => [],
  rank: () => 0,
  standing: () => ({
    on: false,
    provider: null,
    state: 'off',
    reason: 'This program asks the network for nothing.',
    newestAt: null,
  }),
  refusal: () => null,
  turn: () => {},
  reconsider: () => {},
};
