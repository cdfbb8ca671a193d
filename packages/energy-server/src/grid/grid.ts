// The grid as the energy server knows it: where the computer stands, how electricity was generated there, what energy has caused.

import type { Carbon, GridBucket, GridChoice, GridPlaces, GridStanding } from '@jupyter-energy/contract';
import { attributionsOf } from './attributions.ts';
import { CarbonSum, type PieceEnergy } from './carbon.ts';
import type { LiveMix } from './live/live-mix.ts';
import { bucketOf } from './mix/bucket.ts';
import { Mixes } from './mix/mixes.ts';
import { allPlaces, placeName } from './place/place.ts';
import { ChoiceRefused, type Whereabouts } from './place/whereabouts.ts';

/** UnixMs; spans follow each other. */
type Spans = readonly (readonly [from: number, to: number])[];

/** Why a choice is refused: `conflict` with the settings, or wrong in itself. */
export interface Refusal {
  readonly conflict: boolean;
  readonly field: string;
  readonly reason: string;
}

export class Grid {
  readonly #whereabouts: Whereabouts;
  readonly #live: LiveMix;

  constructor(whereabouts: Whereabouts, live: LiveMix) {
    this.#whereabouts = whereabouts;
    this.#live = live;
  }

  standing(mayChange: boolean): GridStanding {
    const standing = this.#whereabouts.standing();
    const { country, zone } = standing;
    const place = country === null ? null : { country, zone };
    return {
      place: {
        ...standing,
        name: place === null ? null : placeName(place),
        mayChange: mayChange && !this.#whereabouts.isSettled,
      },
      live: this.#live.standing(place),
    };
  }

  places(): GridPlaces {
    return allPlaces();
  }

  choose(choice: GridChoice): Refusal | null {
    try {
      // A choice is taken as a whole or not at all.
      const refused = choice.live === undefined ? null : this.#live.refusal(choice.live);
      if (refused !== null) throw refused;
      this.#whereabouts.choose(choice);
      if (choice.live !== undefined) this.#live.turn(choice.live);
    } catch (error) {
      if (!(error instanceof ChoiceRefused)) throw error;
      return { conflict: error.conflict, field: error.field, reason: error.message };
    } finally {
      this.#live.reconsider();
    }
    return null;
  }

  buckets(spans: Spans): { buckets: GridBucket[]; attributions: string[] } {
    const mixes = this.#mixesOf(spans);
    const buckets = spans.map(([from, to]) => bucketOf(from, to, [...mixes.stretches(from, to)]));
    const providers = new Set(buckets.map(({ provider }) => provider).filter((id) => id !== null));
    const anyComputed = buckets.some(({ method }) => method === 'computed');
    return { buckets, attributions: attributionsOf(providers, anyComputed) };
  }

  /** `energyBetween` is asked once, for the energies between neighbouring edges; null where one is not known. */
  carbon(
    spans: Spans,
    energyBetween: (edges: readonly number[]) => readonly (PieceEnergy | null)[],
  ): (Carbon | null)[] {
    const mixes = this.#mixesOf(spans);
    const pieces = spans.map(([from, to]) => [...mixes.pieces(from, to)]);
    const edges = [spans[0]?.[0] ?? 0, ...pieces.flat().map(({ to }) => to)];
    const energies = energyBetween(edges).values();
    return pieces.map((ofSpan) => {
      const sum = new CarbonSum();
      for (const { mix } of ofSpan) {
        const energy = energies.next().value ?? null;
        if (energy !== null) sum.add(energy, mix);
      }
      return sum.carbon;
    });
  }

  #mixesOf(spans: Spans): Mixes {
    const from = spans[0]?.[0] ?? 0;
    const to = spans.at(-1)?.[1] ?? from;
    return new Mixes(this.#whereabouts.place, from, to, this.#live);
  }
}
