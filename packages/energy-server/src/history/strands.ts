// The strands of the total and of every part that there is or was.

import { type Milliseconds, weakestBasis } from '@jupyter-energy/contract';
import type { PartFace } from '../energy/part.ts';
import type { Amount } from '../energy/step.ts';
import { type Sum, sumOf } from '../energy/sum.ts';
import { Strand } from './strand.ts';

export class Strands {
  readonly parts = new Map<string, Strand>();
  #total: TotalStrands | null = null;
  #present: readonly PartFace[] = [];
  /** The outermost of them. */
  #roots: readonly PartFace[] = [];

  /** The parts of today's tree. */
  get present(): readonly PartFace[] {
    return this.#present;
  }

  /** Null until there was a first part. */
  get total(): TotalStrands | null {
    return this.#total;
  }

  /** From now on there are these parts. */
  become(sinceMs: Milliseconds, faces: readonly PartFace[]): void {
    this.#present = faces;
    this.#roots = [];
    if (faces.length === 0) return;
    for (const face of faces) {
      const known = this.parts.get(face.id);
      if (known === undefined) this.parts.set(face.id, new Strand(sinceMs, face));
      else known.become(sinceMs, face);
    }
    this.#roots = faces.filter((face) => face.parent === null);
    const total = totalFace(this.#roots);
    if (this.#total === null)
      this.#total = { energy: new Strand(sinceMs, total), joint: new Strand(sinceMs, total) };
    else for (const strand of Object.values(this.#total)) strand.become(sinceMs, total);
  }

  /** Adds what each part of the tree used in an interval. */
  add(fromMs: Milliseconds, toMs: Milliseconds, parts: ReadonlyMap<string, Amount>): void {
    if (this.#total === null || this.#present.length === 0) return;
    parts.forEach((amount, id) => {
      this.parts.get(id)?.add(fromMs, toMs, amount);
    });
    const sum: Sum = sumOf(this.#roots.flatMap((root) => parts.get(root.id) ?? []));
    this.#total.energy.add(fromMs, toMs, sum);
    this.#total.joint.add(fromMs, toMs, { joules: sum.jointJoules, coveredMs: sum.coveredMs });
  }
}

export interface TotalStrands {
  /** All joules that any root knows of. */
  readonly energy: Strand;
  /** Only the joules of the time in which all roots were known: for power, which would otherwise count joules without their time. */
  readonly joint: Strand;
}

function totalFace(roots: readonly PartFace[]): PartFace {
  const basis = weakestBasis(roots.map((root) => root.basis));
  return { id: 'total', parent: null, label: 'Total', rest: false, basis, relativeError: null };
}
