// The plugin with the item in the status bar.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IEnergyService, IEnergySettings } from '../tokens.ts';
import { StatusItem } from '../view/status-item.ts';
import { languageOf } from '../words/language.ts';
import { commands } from './commands.ts';

export const status: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-energy:status',
  description: 'The power of this computer in the status bar, where there is one.',
  autoStart: true,
  requires: [IEnergyService, IEnergySettings],
  optional: [IStatusBar, ITranslator],
  activate(
    app: JupyterFrontEnd,
    energy: IEnergyService,
    live: IEnergySettings,
    statusBar: IStatusBar | null,
    translator: ITranslator | null,
  ) {
    if (statusBar === null) return;
    const language = languageOf(translator ?? nullTranslator);
    const onPress = () => {
      if (app.commands.hasCommand(commands.show)) void app.commands.execute(commands.show);
    };
    const item = new StatusItem({ service: energy, settings: live, language, onPress });
    statusBar.registerStatusItem(status.id, {
      item,
      align: 'right',
      rank: 150,
      isActive: () => item.active,
      activeStateChanged: item.activeChanged,
    });
  },
};
