// What energy has caused: joules of each quarter-hour × the intensity of that quarter-hour. Operational and average, gCO2e.

import type { Carbon, EmissionFactors, GridKind } from '@jupyter-energy/contract';
import { intensityKind, type Mix } from './mix/mix.ts';

const JOULES_PER_KWH = 3_600_000;

/** The energy of a span for all of which one mix holds, J. */
export interface PieceEnergy {
  readonly joules: number;
  /** The kernel's or notebook's part; null where none was asked for or nothing was split. */
  readonly kernelJoules: number | null;
}

/** A sum over quarter-hours, or over longer spans for which the mix is the same. */
export class CarbonSum {
  #grams = 0;
  #kernelGrams: number | null = null;
  #knownJoules = 0;
  #mixJoules = 0;
  #renewableJoules = 0;
  #lowCarbonJoules = 0;
  readonly #kinds = new Map<GridKind, number>();
  readonly #factors = new Map<EmissionFactors, number>();

  add({ joules, kernelJoules }: PieceEnergy, mix: Mix): void {
    const { shares, intensity } = mix;
    add(this.#kinds, intensityKind(mix), joules);
    if (shares !== null) {
      const { renewable, nuclear } = shares.bands;
      this.#mixJoules += joules;
      this.#renewableJoules += joules * renewable;
      this.#lowCarbonJoules += joules * Math.min(1, renewable + nuclear);
    }
    if (intensity === null) return;
    const gramsPerJoule = intensity.gramsPerKwh / JOULES_PER_KWH;
    this.#knownJoules += joules;
    this.#grams += joules * gramsPerJoule;
    add(this.#factors, intensity.factors, joules);
    if (kernelJoules !== null) this.#kernelGrams = (this.#kernelGrams ?? 0) + kernelJoules * gramsPerJoule;
  }

  /** Null where nothing is known of the mix of any of it. */
  get carbon(): Carbon | null {
    if (this.#knownJoules === 0 && this.#mixJoules === 0) return null;
    return {
      grams: this.#grams,
      kernelGrams: this.#kernelGrams,
      knownJoules: this.#knownJoules,
      mixJoules: this.#mixJoules,
      renewableJoules: this.#renewableJoules,
      lowCarbonJoules: this.#lowCarbonJoules,
      kinds: mostFirst(this.#kinds),
      factors: mostFirst(this.#factors),
    };
  }
}

function add<Key>(sums: Map<Key, number>, key: Key, joules: number): void {
  sums.set(key, (sums.get(key) ?? 0) + joules);
}

function mostFirst<Key>(sums: ReadonlyMap<Key, number>): Key[] {
  return [...sums].sort(([, a], [, b]) => b - a).map(([key]) => key);
}
