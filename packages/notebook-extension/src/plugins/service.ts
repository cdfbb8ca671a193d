// The plugin that listens to the energy server, for everything else on the page.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { pageKeep } from '../account/page-keep.ts';
import { EnergyService } from '../energy-service.ts';
import { ForwardedApi } from '../stream/energy-api.ts';
import { pageVisibility } from '../stream/page-visibility.ts';
import { IEnergyService } from '../tokens.ts';

export const service: JupyterFrontEndPlugin<IEnergyService> = {
  id: 'jupyter-energy:service',
  description: 'Power and energy of this computer, from one stream for the whole page.',
  autoStart: true,
  provides: IEnergyService,
  activate({ serviceManager: { serverSettings } }: JupyterFrontEnd) {
    const energy = new EnergyService(new ForwardedApi(serverSettings), pageVisibility, {
      openings: pageKeep('openings', serverSettings.baseUrl),
      runs: pageKeep('runs', serverSettings.baseUrl),
      cells: pageKeep('cells', serverSettings.baseUrl),
      shares: pageKeep('shares', serverSettings.baseUrl),
    });
    window.addEventListener('pagehide', () => energy.save());
    energy.start();
    return energy;
  },
};
