// The plugin that keeps the account of each open notebook, for button, popup and cells.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebooks, Notebooks } from '../notebooks.ts';
import { IEnergyService, IEnergySettings } from '../tokens.ts';

export const notebooks: JupyterFrontEndPlugin<INotebooks> = {
  id: 'jupyter-energy:notebooks',
  description: 'Energy and runs of each open notebook and of its cells.',
  autoStart: true,
  requires: [IEnergyService, IEnergySettings],
  provides: INotebooks,
  activate: (_: JupyterFrontEnd, energy: IEnergyService, live: IEnergySettings) =>
    new Notebooks(energy, live),
};
