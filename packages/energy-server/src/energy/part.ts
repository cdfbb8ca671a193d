// The parts that people see: a part for each branch of the tree, and a rest for what an outer meter sees beyond the meters inside it.

import { type Basis, weakestBasis } from '@jupyter-energy/contract';
import type { Branch, Tree } from './tree.ts';

/** Everything about a part but its energy. */
export interface PartFace {
  /** The domain; for a rest, the domain followed by `/rest`. */
  readonly id: string;
  /** The part that contains it; null for a root. */
  readonly parent: string | null;
  readonly label: string;
  readonly rest: boolean;
  readonly basis: Basis;
  /** One standard deviation, relative; null where nobody knows, as for every rest. */
  readonly relativeError: number | null;
}

export function restOf(domain: string): string {
  return `${domain}/rest`;
}

/** A part before the parts inside it, a rest after its siblings. */
export function partsOf(tree: Tree): readonly PartFace[] {
  return tree.roots.flatMap((root) => facesOf(root, null));
}

function facesOf(branch: Branch, parent: string | null): PartFace[] {
  const { label, basis, relativeError } = branch.channel;
  const own: PartFace = { id: branch.domain, parent, label, rest: false, basis, relativeError };
  if (branch.children.length === 0) return [own];
  const inside = branch.children.flatMap((child) => facesOf(child, branch.domain));
  return [own, ...inside, restFace(branch)];
}

function restFace(branch: Branch): PartFace {
  const bases = [branch, ...branch.children].map(({ channel }) => channel.basis);
  return {
    id: restOf(branch.domain),
    parent: branch.domain,
    label: `Other parts of ${inSentence(branch.channel.label)}`,
    rest: true,
    basis: weakestBasis(bases),
    relativeError: null,
  };
}

/** "Main board" → "main board", but "GPU 0" stays. */
function inSentence(label: string): string {
  return /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
