// The plugin with the labels at cells, and the command that turns them on and off.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { INotebooks } from '../notebooks.ts';
import { IEnergySettings } from '../tokens.ts';
import { CellLabels } from '../view/cell-labels.ts';
import { CellTip } from '../view/cell-tip.ts';
import { languageOf } from '../words/language.ts';
import { commands } from './commands.ts';

export const cells: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-energy:cells',
  description: 'A label with its energy at each cell that ran.',
  autoStart: true,
  requires: [INotebooks, IEnergySettings, INotebookTracker],
  optional: [ICommandPalette, ITranslator],
  activate(
    app: JupyterFrontEnd,
    notebooks: INotebooks,
    live: IEnergySettings,
    tracker: INotebookTracker,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
  ) {
    const language = languageOf(translator ?? nullTranslator);
    const tip = new CellTip();
    const label = (panel: NotebookPanel) => {
      const { book } = notebooks.of(panel).cells;
      new CellLabels({ panel, book, settings: live, language, tip });
    };
    tracker.forEach(label);
    tracker.widgetAdded.connect((_, panel) => label(panel));
    app.commands.addCommand(commands.toggleCells, {
      label: language.trans.__('Show Energy of Cells'),
      isToggleable: true,
      isToggled: () => live.values.cells,
      execute: () => live.change('cells', !live.values.cells),
    });
    live.changed.connect(() => app.commands.notifyCommandChanged(commands.toggleCells));
    palette?.addItem({ command: commands.toggleCells, category: language.trans.__('Energy') });
  },
};
