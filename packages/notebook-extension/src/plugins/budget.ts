// The plugin that says, once, that a notebook passed the budget that the user set for notebooks.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { BudgetWatch } from '../account/budget.ts';
import { pageKeep } from '../account/page-keep.ts';
import { LongRecord } from '../long-term/record.ts';
import { INotebooks } from '../notebooks.ts';
import { IEnergyService, IEnergySettings } from '../tokens.ts';
import { budgetWords } from '../words/budget-words.ts';
import { languageOf } from '../words/language.ts';

/** A budget is no alarm: a few seconds more or less do not matter. */
const CHECK_EVERY_MS = 5_000;
const SHOWN_MS = 20_000;

export const budget: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-energy:budget',
  description: 'Says once that a notebook passed the budget that the user set.',
  autoStart: true,
  requires: [IEnergyService, IEnergySettings, INotebooks, INotebookTracker],
  optional: [ITranslator],
  activate(
    { serviceManager: { serverSettings } }: JupyterFrontEnd,
    energy: IEnergyService,
    live: IEnergySettings,
    notebooks: INotebooks,
    tracker: INotebookTracker,
    translator: ITranslator | null,
  ) {
    const language = languageOf(translator ?? nullTranslator);
    const record = new LongRecord(
      (path, schema) => energy.ask(path, schema),
      () => energy.now(),
    );
    const watch = new BudgetWatch(
      pageKeep('budget', serverSettings.baseUrl),
      async (from, kernel) => (await record.since(from, kernel))?.carbon ?? null,
    );
    const names = new WeakMap<NotebookPanel, string>();
    const check = async (panel: NotebookPanel) => {
      const { kernel, since, account } = notebooks.of(panel);
      const { budget: amount, budgetUnit: unit } = live.values;
      const { path } = panel.context;
      const openedAs = names.get(panel) ?? path;
      names.set(panel, openedAs);
      const spender = { path, openedAs, kernel, computer: since, own: account.since };
      const passed = await watch.check(spender, { amount, unit });
      if (passed !== null) Notification.info(budgetWords(passed, language), { autoClose: SHOWN_MS });
    };
    let checkedAt = Number.NEGATIVE_INFINITY;
    energy.beats.connect(() => {
      const now = performance.now();
      if (live.values.budget <= 0 || now - checkedAt < CHECK_EVERY_MS) return;
      checkedAt = now;
      tracker.forEach((panel) => void check(panel));
    });
  },
};
