// Accounts: all kernels that a notebook has had are one, over restarts and over new kernels.

import type { Joules, Milliseconds } from '@jupyter-energy/contract';
import { type Amount, NOTHING } from '../energy/step.ts';
import type { KernelEntry } from './kernel-entry.ts';

/** Names the account for as long as the notebook exists; nothing is read in it. Keys of different users never meet. */
export type AccountId = string;

export function accountOf({
  id,
  notebook,
  owner,
}: Pick<KernelEntry, 'id' | 'notebook' | 'owner'>): AccountId {
  return `${owner ?? ''} ${notebook === null ? `kernel ${id}` : `notebook ${notebook}`}`;
}

export interface AccountSoFar extends Amount {
  readonly owner: number | null;
}

/** Beyond that, those that nothing was added to for longest are forgotten; nobody keeps so many notebooks at work. */
const MOST_ACCOUNTS = 1_000;

/** What each account had since the energy server started; only growing. */
export class AccountsSoFar {
  readonly #accounts = new Map<AccountId, AccountSoFar>();
  readonly #owners = new Map<number | null, Joules>();

  get all(): ReadonlyMap<AccountId, AccountSoFar> {
    return this.#accounts;
  }

  of(account: AccountId): Amount {
    return this.#accounts.get(account) ?? NOTHING;
  }

  /** Of all owners that `may` says yes to, forgotten accounts included. */
  ofOwners(may: (owner: number | null) => boolean): Joules {
    return [...this.#owners].reduce((sum, [owner, joules]) => (may(owner) ? sum + joules : sum), 0);
  }

  /** What each kernel had in a beat. Kernels of one account cover the same time of it. */
  add(beat: Iterable<readonly [KernelEntry, Amount]>): void {
    const covered = new Map<AccountId, Milliseconds>();
    for (const [entry, { joules, coveredMs }] of beat) {
      const { owner } = entry;
      const account = accountOf(entry);
      const [before, already] = [this.of(account), covered.get(account) ?? 0];
      covered.set(account, Math.max(already, coveredMs));
      this.#accounts.delete(account);
      this.#accounts.set(account, {
        owner,
        joules: before.joules + joules,
        coveredMs: before.coveredMs + Math.max(0, coveredMs - already),
      });
      this.#owners.set(owner, (this.#owners.get(owner) ?? 0) + joules);
    }
    for (const oldest of [...this.#accounts.keys()].slice(0, -MOST_ACCOUNTS)) this.#accounts.delete(oldest);
  }
}
