// Divides what the outermost meters saw among the parts inside them, so that parts always sum to the whole.

import type { Joules } from '@jupyter-energy/contract';
import type { ChannelId } from './channel.ts';
import { restOf } from './part.ts';
import { type Amount, NOTHING } from './step.ts';
import type { Branch, Tree } from './tree.ts';

/**
 * A part is owed at most this much time at its highest recent power. Two meters that stamp their readings differently disagree by
 * much less; two that disagree for good never owe more than that, so that their quarrel ends soon after its cause.
 */
const OWED_MS = 2000;
/** How fast "recent" fades: the highest power counts for half after this time. */
const HALF_LIFE_MS = 60_000;

/** What a part was cut by so that it fits into its parent, to be paid back out of the rest. */
interface Debt {
  readonly joules: number;
  readonly peakWatts: number;
}

interface Claim extends Amount {
  readonly branch: Branch;
  readonly debt: Debt;
}

/**
 * Of one tree, over consecutive intervals. In each: the children of a part and its rest sum to the part; nothing is negative; no
 * part is above the one that contains it. A child whose meter has a gap gets nothing there, and its energy shows in the rest.
 */
export class Apportioner {
  readonly #tree: Tree;
  readonly #debts = new Map<string, Debt>();
  /** By how much estimates were raised to what meters told inside them, to be taken back where they are above. */
  readonly #raised = new Map<string, Joules>();

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** The amount of each part, by its id, over the next interval; `spent` tells what each speaker saw in it. */
  divide(spent: (channel: ChannelId) => Amount): ReadonlyMap<string, Amount> {
    const parts = new Map<string, Amount>();
    for (const root of this.#tree.roots) {
      const own = spent(root.channel.id);
      const claims = this.#claims(root, own, spent);
      const whole = this.#atLeastMeasured(root, own, claims);
      parts.set(root.domain, whole);
      this.#divideInside(root, whole, claims, spent, parts);
    }
    return parts;
  }

  #divideInside(
    outer: Branch,
    whole: Amount,
    claims: readonly Claim[],
    spent: (channel: ChannelId) => Amount,
    parts: Map<string, Amount>,
  ): void {
    if (claims.length === 0) return;
    const claimed = sumOf(claims);
    const share = claimed > whole.joules ? whole.joules / claimed : 1;
    let given = 0;
    for (const claim of claims) {
      const part = { joules: claim.joules * share, coveredMs: claim.coveredMs };
      given += part.joules;
      parts.set(claim.branch.domain, part);
      this.#debts.set(claim.branch.domain, remaining(claim, part));
      this.#divideInside(claim.branch, part, this.#claims(claim.branch, part, spent), spent, parts);
    }
    // Rounding may leave a sum of cut parts one bit above the whole.
    parts.set(restOf(outer.domain), {
      joules: Math.max(0, whole.joules - given),
      coveredMs: whole.coveredMs,
    });
  }

  /**
   * A model gives way to meters: what they saw inside it was used for certain. Where it is above them a moment later, it was right about
   * the sum, and has that back; but no more than two seconds' worth, as parts have.
   */
  #atLeastMeasured({ channel, domain }: Branch, own: Amount, claims: readonly Claim[]): Amount {
    if (channel.basis !== 'estimated') return own;
    const measured = claims.filter(({ branch }) => branch.channel.basis === 'measured');
    const least = sumOf(measured);
    const before = this.#raised.get(domain) ?? 0;
    const joules = Math.max(own.joules - before, least);
    const peakWatts = measured.reduce((sum, { debt }) => sum + debt.peakWatts, 0);
    this.#raised.set(domain, Math.min(before + joules - own.joules, (peakWatts * OWED_MS) / 1000));
    return { ...own, joules };
  }

  #claims(outer: Branch, whole: Amount, spent: (channel: ChannelId) => Amount): readonly Claim[] {
    return outer.children.map((branch) => this.#claim(branch, whole, spent(branch.channel.id)));
  }

  /** What a part asks for: its own energy in the time its parent knows too, and what it is still owed. */
  #claim(branch: Branch, whole: Amount, own: Amount): Claim {
    const before = this.#debts.get(branch.domain) ?? { joules: 0, peakWatts: 0 };
    const fading = before.peakWatts * 2 ** (-whole.coveredMs / HALF_LIFE_MS);
    const within = own.coveredMs > whole.coveredMs ? whole.coveredMs / own.coveredMs : 1;
    const coveredMs = own.coveredMs * within;
    if (coveredMs === 0) return { branch, ...NOTHING, debt: { joules: before.joules, peakWatts: fading } };
    const peakWatts = Math.max(fading, (own.joules / own.coveredMs) * 1000);
    return {
      branch,
      joules: own.joules * within + before.joules,
      coveredMs,
      debt: { joules: 0, peakWatts },
    };
  }
}

function sumOf(claims: readonly Claim[]): Joules {
  return claims.reduce((sum, { joules }) => sum + joules, 0);
}

function remaining(claim: Claim, part: Amount): Debt {
  const { peakWatts } = claim.debt;
  const owed = claim.debt.joules + claim.joules - part.joules;
  return { joules: Math.min(owed, (peakWatts * OWED_MS) / 1000), peakWatts };
}
