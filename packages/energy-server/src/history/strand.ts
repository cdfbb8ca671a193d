// A strand: the series of the total or of one part, and what it was called and rested on when.

import { type Basis, type Milliseconds, type Watts, weakestBasis } from '@jupyter-energy/contract';
import type { PartFace } from '../energy/part.ts';
import type { Amount } from '../energy/step.ts';
import { wattsOf } from './power.ts';
import { difference, Series } from './series.ts';

interface Era {
  readonly sinceMs: Milliseconds;
  readonly face: PartFace;
}

/** Stays when its part vanishes, for questions about the past, and goes on growing when the part comes back. */
export class Strand {
  readonly series = new Series();
  #eras: Era[];
  #atBeat: Amount = { joules: 0, coveredMs: 0 };
  #joulesBasis: Basis | null = null;

  constructor(sinceMs: Milliseconds, face: PartFace) {
    this.#eras = [{ sinceMs, face }];
  }

  /** What it is now. */
  get face(): PartFace {
    const newest = this.#eras.at(-1);
    if (newest === undefined) throw new Error('a strand without an era');
    return newest.face;
  }

  get total(): Amount {
    return { joules: this.series.joules, coveredMs: this.series.coveredMs };
  }

  /** The weakest basis of all its joules; of today's face while there are none. */
  get joulesBasis(): Basis {
    return this.#joulesBasis ?? this.face.basis;
  }

  /** Adds what happened in an interval, as what it is now. */
  add(fromMs: Milliseconds, toMs: Milliseconds, amount: Amount): void {
    this.series.add(fromMs, toMs, amount);
    const { joulesBasis, face } = this;
    if (amount.joules > 0 && (this.#joulesBasis === null || joulesBasis !== face.basis))
      this.#joulesBasis = weakestBasis([joulesBasis, face.basis]);
  }

  /** Begins an era where anything has changed. */
  become(sinceMs: Milliseconds, face: PartFace): void {
    if (!sameFace(this.face, face)) this.#eras.push({ sinceMs, face });
    const oldestMs = this.series.oldestMs ?? sinceMs;
    const firstNeeded = this.#eras.findLastIndex((era) => era.sinceMs <= oldestMs);
    if (firstNeeded > 0) this.#eras.splice(0, firstNeeded);
  }

  /** Mean power since this was asked last. */
  beat(): Watts | null {
    const before = this.#atBeat;
    this.#atBeat = this.total;
    return wattsOf(difference(before, this.#atBeat));
  }

  /** Its newest face in a span, with the weakest basis and the worst error of all that it had there. */
  faceWithin(fromMs: Milliseconds, toMs: Milliseconds): PartFace {
    const faces = this.#eras
      .filter((era, index) => era.sinceMs < toMs && (this.#eras[index + 1]?.sinceMs ?? toMs) > fromMs)
      .map((era) => era.face);
    const errors = faces.map((face) => face.relativeError);
    const known = errors.filter((error) => error !== null);
    return {
      ...(faces.at(-1) ?? this.face),
      basis: weakestBasis(faces.map((face) => face.basis)),
      relativeError: known.length === errors.length && known.length > 0 ? Math.max(...known) : null,
    };
  }
}

function sameFace(a: PartFace, b: PartFace): boolean {
  return (
    a.basis === b.basis && a.relativeError === b.relativeError && a.label === b.label && a.parent === b.parent
  );
}
