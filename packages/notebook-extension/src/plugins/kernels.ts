// The plugin with the panel of all kernels, and the command that opens it.

import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IEnergyService, IEnergySettings } from '../tokens.ts';
import { boltIcon } from '../view/bolt-icon.ts';
import { KernelsPanel } from '../view/kernels-panel.ts';
import { languageOf } from '../words/language.ts';
import { commands } from './commands.ts';

/** The ranks of core's own panels end at 500. */
const RANK = 610;

export const kernels: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-energy:kernels',
  description: 'A panel with the power and energy of all kernels.',
  autoStart: true,
  requires: [IEnergyService, IEnergySettings],
  optional: [ICommandPalette, ILayoutRestorer, ITranslator],
  activate(
    app: JupyterFrontEnd,
    service: IEnergyService,
    settings: IEnergySettings,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null,
  ) {
    const language = languageOf(translator ?? nullTranslator);
    const notebooksOf = (kernel: string) =>
      Array.from(app.serviceManager.sessions.running())
        .filter((session) => session.kernel?.id === kernel)
        .map(({ path, name, type }) =>
          type === 'notebook'
            ? { path, open: () => void app.commands.execute('docmanager:open', { path }) }
            : { path: name || path, open: null },
        );
    const panel = new KernelsPanel({ service, settings, language, notebooksOf });
    app.shell.add(panel, 'right', { rank: RANK });
    restorer?.add(panel, panel.id);
    app.commands.addCommand(commands.showKernels, {
      label: language.trans.__('Show Energy of Kernels'),
      icon: boltIcon,
      execute: () => app.shell.activateById(panel.id),
    });
    palette?.addItem({ command: commands.showKernels, category: language.trans.__('Energy') });
  },
};
