// What this extension offers to others: the state of the energy server, as one stream for the whole page tells it.

import type { Beat, Sources, Status, UnixMs } from '@jupyter-energy/contract';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { KeptByPath } from './account/kept-by-path.ts';
import type { KeptCells } from './account/kept-cells.ts';
import type { KeptRuns } from './account/kept-runs.ts';
import type { Openings } from './account/openings.ts';
import type { OwnCost } from './account/own-cost.ts';
import type { PowerHistory } from './account/power-history.ts';
import type { ShareState } from './account/share-account.ts';
import type { Settings } from './settings.ts';
import type { Schema } from './stream/api.ts';

/**
 * How the page stands with the energy server. `absent`: this Jupyter server has none of it. `lost`: `reason` is what the
 * server said, null when it could not be reached at all. `foreign`: it speaks another version than this page.
 */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'lost'; readonly reason: string | null }
  | { readonly kind: 'foreign' };

/** The energy of this computer, as far as anybody knows it. */
export interface IEnergyService {
  readonly connection: Connection;
  /** The newest beat; null unless the connection is live. */
  readonly beat: Beat | null;
  /** What the energy server last said of itself and of its sources. */
  readonly status: Status | null;
  readonly sources: Sources | null;
  /** What measuring itself costs. */
  readonly cost: OwnCost;
  /** Power of the last ten minutes. */
  readonly history: PowerHistory;
  /** Energy since each notebook was opened. */
  readonly openings: Openings;
  /** When each notebook ran code, over a reload. */
  readonly keptRuns: KeptRuns;
  /** What the cells of each notebook used, over a reload. */
  readonly keptCells: KeptCells;
  /** Whose energy it was since each notebook was opened, over a reload. */
  readonly keptShares: KeptByPath<ShareState>;
  /** The energy server's time now. */
  now(): UnixMs;
  /** Emitted about twice a second while the page is visible. */
  readonly beats: ISignal<IEnergyService, Beat>;
  /** Emitted when connection, status, sources or the past change. */
  readonly changed: ISignal<IEnergyService, void>;
  /** Asks anew for what the energy server costs and knows; where the connection is lost, tries it at once. */
  refresh(): void;
  /** Asks the energy server something that no stream tells, for example `v1/kernels`. Failures reject. */
  ask<T>(path: string, schema: Schema<T>, signal?: AbortSignal): Promise<T>;
  /** Changes what the energy server keeps for this user, for example `v1/grid/choice`. Failures reject. */
  tell<T>(path: string, body: object, schema: Schema<T>): Promise<T>;
}

export const IEnergyService = new Token<IEnergyService>(
  'jupyter-energy:IEnergyService',
  'Power and energy of this computer, from one stream for the whole page.',
);

/** The user's settings of the energy display, live. */
export type IEnergySettings = Settings;

export const IEnergySettings = new Token<IEnergySettings>(
  'jupyter-energy:IEnergySettings',
  'The settings of the energy display, live.',
);
