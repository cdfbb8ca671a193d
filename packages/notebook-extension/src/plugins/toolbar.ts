// The plugin with the button in every notebook, its popup, and the command that opens it.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, IThemeManager, IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { NotebookViews } from '../notebook-views.ts';
import { INotebooks } from '../notebooks.ts';
import { IEnergyService, IEnergySettings } from '../tokens.ts';
import { languageOf } from '../words/language.ts';
import { commands } from './commands.ts';

export const toolbar: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-energy:toolbar',
  description: 'A button with power and energy in the toolbar of every notebook, and its popup.',
  autoStart: true,
  requires: [IEnergyService, IEnergySettings, INotebooks, IToolbarWidgetRegistry],
  optional: [INotebookTracker, ICommandPalette, IThemeManager, ITranslator],
  activate(
    app: JupyterFrontEnd,
    energy: IEnergyService,
    live: IEnergySettings,
    notebooks: INotebooks,
    registry: IToolbarWidgetRegistry,
    tracker: INotebookTracker | null,
    palette: ICommandPalette | null,
    themes: IThemeManager | null,
    translator: ITranslator | null,
  ) {
    const language = languageOf(translator ?? nullTranslator);
    const views = new NotebookViews({ service: energy, notebooks, settings: live, language, themes });
    registry.addFactory<NotebookPanel>('Notebook', 'energy', (panel) => views.buttonFor(panel));
    if (tracker === null) return;
    app.commands.addCommand(commands.show, {
      label: language.trans.__('Show Energy of This Notebook'),
      isEnabled: () => tracker.currentWidget !== null,
      execute: () => {
        if (tracker.currentWidget !== null) views.show(tracker.currentWidget);
      },
    });
    palette?.addItem({ command: commands.show, category: language.trans.__('Energy') });
  },
};
