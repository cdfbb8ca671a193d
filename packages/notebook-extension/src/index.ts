// The plugins of this extension: wiring only.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, IThemeManager, IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { pageKeep } from './account/page-keep.ts';
import { EnergyService } from './energy-service.ts';
import { NotebookViews } from './notebook-views.ts';
import { Settings } from './settings.ts';
import { ForwardedApi } from './stream/energy-api.ts';
import { pageVisibility } from './stream/page-visibility.ts';
import { IEnergyService, IEnergySettings } from './tokens.ts';
import { StatusItem } from './view/status-item.ts';
import { languageOf } from './words/language.ts';

const SHOW = 'jupyter-energy:show';
const TOGGLE_UNIT = 'jupyter-energy:toggle-unit';

const service: JupyterFrontEndPlugin<IEnergyService> = {
  id: 'jupyter-energy:service',
  description: 'Power and energy of this computer, from one stream for the whole page.',
  autoStart: true,
  provides: IEnergyService,
  activate({ serviceManager: { serverSettings } }: JupyterFrontEnd) {
    const energy = new EnergyService(new ForwardedApi(serverSettings), pageVisibility, {
      openings: pageKeep('openings', serverSettings.baseUrl),
      runs: pageKeep('runs', serverSettings.baseUrl),
    });
    window.addEventListener('pagehide', () => energy.save());
    energy.start();
    return energy;
  },
};

const settings: JupyterFrontEndPlugin<IEnergySettings> = {
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
    app.commands.addCommand(TOGGLE_UNIT, {
      label: trans.__('Show Energy in Watt-Hours'),
      isToggleable: true,
      isToggled: () => live.values.unit === 'Wh',
      execute: () => live.change('unit', live.values.unit === 'Wh' ? 'J' : 'Wh'),
    });
    live.changed.connect(() => app.commands.notifyCommandChanged(TOGGLE_UNIT));
    palette?.addItem({ command: TOGGLE_UNIT, category: trans.__('Energy') });
    return live;
  },
};

const toolbar: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-energy:toolbar',
  description: 'A button with power and energy in the toolbar of every notebook, and its popup.',
  autoStart: true,
  requires: [IEnergyService, IEnergySettings, IToolbarWidgetRegistry],
  optional: [INotebookTracker, ICommandPalette, IThemeManager, ITranslator],
  activate(
    app: JupyterFrontEnd,
    energy: IEnergyService,
    live: IEnergySettings,
    registry: IToolbarWidgetRegistry,
    tracker: INotebookTracker | null,
    palette: ICommandPalette | null,
    themes: IThemeManager | null,
    translator: ITranslator | null,
  ) {
    const language = languageOf(translator ?? nullTranslator);
    const views = new NotebookViews({ service: energy, settings: live, language, themes });
    registry.addFactory<NotebookPanel>('Notebook', 'energy', (panel) => views.buttonFor(panel));
    if (tracker === null) return;
    app.commands.addCommand(SHOW, {
      label: language.trans.__('Show Energy of This Notebook'),
      isEnabled: () => tracker.currentWidget !== null,
      execute: () => {
        if (tracker.currentWidget !== null) views.show(tracker.currentWidget);
      },
    });
    palette?.addItem({ command: SHOW, category: language.trans.__('Energy') });
  },
};

const status: JupyterFrontEndPlugin<void> = {
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
      if (app.commands.hasCommand(SHOW)) void app.commands.execute(SHOW);
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

const plugins: JupyterFrontEndPlugin<unknown>[] = [service, settings, toolbar, status];
export default plugins;
