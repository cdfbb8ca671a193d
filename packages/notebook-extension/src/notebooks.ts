// The accounts of all notebooks on the page, one for each panel, whoever asks for it first.

import type { NotebookPanel } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';
import { NotebookEnergy } from './account/notebook-energy.ts';
import type { Settings } from './settings.ts';
import type { IEnergyService } from './tokens.ts';

export class Notebooks {
  readonly #service: IEnergyService;
  readonly #settings: Settings;
  readonly #accounts = new WeakMap<NotebookPanel, NotebookEnergy>();

  constructor(service: IEnergyService, settings: Settings) {
    this.#service = service;
    this.#settings = settings;
  }

  of(panel: NotebookPanel): NotebookEnergy {
    const account = this.#accounts.get(panel) ?? new NotebookEnergy(panel, this.#service, this.#settings);
    this.#accounts.set(panel, account);
    return account;
  }
}

export type INotebooks = Notebooks;

export const INotebooks = new Token<INotebooks>(
  'jupyter-energy:INotebooks',
  'Energy and runs of each open notebook.',
);
