// Whose power and energy are told: the computer's, or a notebook's share of it.

import type { Watts } from '@jupyter-energy/contract';
import type { NotebookEnergy } from '../account/notebook-energy.ts';
import type { Since } from '../account/openings.ts';
import type { Scope } from '../settings.ts';
import type { IEnergyService } from '../tokens.ts';

export interface Subject {
  readonly scope: Scope;
  /** Now; null while unknown. */
  readonly watts: Watts | null;
  readonly since: Since | null;
  /** Why a share is not known although the computer's power is; null where that is not the case. */
  readonly missing: 'split' | 'kernel' | null;
}

export function computer(service: IEnergyService, since: Since | null): Subject {
  return { scope: 'computer', watts: service.beat?.total?.watts ?? null, since, missing: null };
}

export function subjectOf(
  scope: Scope,
  service: IEnergyService,
  notebook: Pick<NotebookEnergy, 'since' | 'shares' | 'account'>,
): Subject {
  if (scope === 'computer') return computer(service, notebook.since);
  const { shares, account } = notebook;
  const watts = shares?.kernel.watts ?? null;
  const isKnown = service.beat?.total?.watts != null;
  const missing = isKnown && watts === null ? (shares === null ? 'split' : 'kernel') : null;
  return { scope, watts, since: account.since, missing };
}
