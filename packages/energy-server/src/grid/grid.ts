// The grid as the energy server knows it: where the computer stands, how electricity was generated there, what energy has caused.

import type { Carbon, GridBucket, GridChoice, GridPlaces, GridStanding } from '@jupyter-energy/contract';
import { attributionsOf } from './attributions.ts';
import { Breath } from './breath.ts';
import { CarbonSum, type PieceEnergy } from './carbon.ts';
import { type Chunk, chunksOf } from './chunks.ts';
import type { LiveMix } from './live/live-mix.ts';
import { bucketOf, type Stretch } from './mix/bucket.ts';
import { Mixes, toldTime } from './mix/mixes.ts';
import { allPlaces, type Place, placeName } from './place/place.ts';
import { ChoiceRefused, type Whereabouts } from './place/whereabouts.ts';

/** UnixMs, in order. */
type Spans = readonly (readonly [from: number, to: number])[];

/** Tells the energies between neighbouring edges; null where one is not known. */
type EnergyBetween = (edges: readonly number[]) => readonly (PieceEnergy | null)[];

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

  /** One bucket for each span. */
  async buckets(spans: Spans): Promise<{ buckets: GridBucket[]; attributions: string[] }> {
    const place = this.#whereabouts.place;
    const stretches = spans.map((): Stretch[] => []);
    const breath = new Breath();
    for (const chunk of this.#chunks(spans)) {
      await breath.take();
      const mixes = this.#mixesOf(place, chunk);
      for (const { span, from, to } of chunk) stretches[span]?.push(...mixes.stretches(from, to));
    }
    const buckets: GridBucket[] = [];
    for (const [index, [from, to]] of spans.entries()) {
      await breath.take();
      buckets.push(bucketOf(from, to, stretches[index] ?? []));
    }
    const providers = new Set(buckets.map(({ provider }) => provider).filter((id) => id !== null));
    const anyComputed = buckets.some(({ method }) => method === 'computed');
    return { buckets, attributions: attributionsOf(providers, anyComputed) };
  }

  /** What the energy of each span has caused. */
  async carbon(spans: Spans, energyBetween: EnergyBetween): Promise<(Carbon | null)[]> {
    const place = this.#whereabouts.place;
    const sums = spans.map(() => new CarbonSum());
    const breath = new Breath();
    for (const chunk of this.#chunks(spans)) {
      await breath.take();
      this.#add(sums, place, chunk, energyBetween);
    }
    return sums.map(({ carbon }) => carbon);
  }

  /** The same of one span at one go, for programs that nobody waits for. */
  carbonOf(from: number, to: number, energyBetween: EnergyBetween): Carbon | null {
    const sum = new CarbonSum();
    for (const chunk of this.#chunks([[from, to]]))
      this.#add([sum], this.#whereabouts.place, chunk, energyBetween);
    return sum.carbon;
  }

  #add(sums: readonly CarbonSum[], place: Place | null, chunk: Chunk, energyBetween: EnergyBetween): void {
    const mixes = this.#mixesOf(place, chunk);
    const pieces = chunk.flatMap(({ span, from, to }) =>
      [...mixes.pieces(from, to)].map((piece) => ({ ...piece, span })),
    );
    const energies = energyBetween([chunk[0]?.from ?? 0, ...pieces.map(({ to }) => to)]);
    for (const [index, { mix, span }] of pieces.entries()) {
      const energy = energies[index] ?? null;
      if (energy !== null) sums[span]?.add(energy, mix);
    }
  }

  #chunks(spans: Spans): Generator<Chunk> {
    return chunksOf(spans, toldTime(this.#live.extent));
  }

  #mixesOf(place: Place | null, chunk: Chunk): Mixes {
    return new Mixes(place, chunk[0]?.from ?? 0, chunk.at(-1)?.to ?? 0, this.#live);
  }
}
