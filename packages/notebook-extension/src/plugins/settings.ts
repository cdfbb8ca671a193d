// The plugin with the user's settings, and the command that changes the unit.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Settings } from '../settings.ts';
import { IEnergySettings } from '../tokens.ts';
import { languageOf } from '../words/language.ts';
import { commands } from './commands.ts';

export const settings: JupyterFrontEndPlugin<IEnergySettings> = {
  id: 'jupyter-energy:settings',
  description: 'The settings of the energy display, and the command that changes the unit.',
  autoStart: true,
  provides: IEnergySettings,
  optional: [ISettingRegistry, ICommandPalette, ITranslator],
  activate(
    app: JupyterFrontEnd,
    registry: ISettingRegistry | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
  ) {
    const { trans } = languageOf(translator ?? nullTranslator);
    const live = new Settings();
    registry?.load(settings.id).then(
      (loaded) => live.follow(loaded),
      () => undefined, // A server without settings (or without our schema): the defaults hold.
    );
    app.commands.addCommand(commands.toggleUnit, {
      label: trans.__('Show Energy in Watt-Hours'),
      isToggleable: true,
      isToggled: () => live.values.unit === 'Wh',
      execute: () => live.change('unit', live.values.unit === 'Wh' ? 'J' : 'Wh'),
    });
    live.changed.connect(() => app.commands.notifyCommandChanged(commands.toggleUnit));
    palette?.addItem({ command: commands.toggleUnit, category: trans.__('Energy') });
    return live;
  },
};
