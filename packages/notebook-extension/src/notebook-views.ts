// The views of every open notebook: one button each, and at most one popup on the page.

import type { IThemeManager } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { LongRecord } from './long-term/record.ts';
import type { Notebooks } from './notebooks.ts';
import type { Settings } from './settings.ts';
import type { IEnergyService } from './tokens.ts';
import { EnergyButton } from './view/energy-button.ts';
import { EnergyPopup } from './view/energy-popup.ts';
import type { View } from './view/view.ts';
import type { Language } from './words/language.ts';

export interface NotebookViewsOptions {
  readonly service: IEnergyService;
  readonly notebooks: Notebooks;
  readonly settings: Settings;
  readonly language: Language;
  readonly themes: IThemeManager | null;
}

export class NotebookViews {
  readonly #options: NotebookViewsOptions;
  readonly #record: LongRecord;
  readonly #buttons = new WeakMap<NotebookPanel, EnergyButton>();
  #popup: EnergyPopup | null = null;

  constructor(options: NotebookViewsOptions) {
    this.#options = options;
    const { service } = options;
    this.#record = new LongRecord(
      (path, schema) => service.ask(path, schema),
      () => service.now(),
    );
  }

  /** A new button; the notebook's account goes on when the toolbar makes its items anew. */
  buttonFor(panel: NotebookPanel): EnergyButton {
    const view = this.#viewOf(panel);
    const button = new EnergyButton(view, (pressed) => this.#toggle(pressed.button, view, pressed));
    this.#buttons.set(panel, button);
    return button;
  }

  /** Opens the popup, below the toolbar where the user has taken the button away. */
  show(panel: NotebookPanel): void {
    const button = this.#buttons.get(panel);
    const shown = button !== undefined && !button.isDisposed && button.isVisible ? button : null;
    this.#popup?.dispose();
    this.#toggle(shown?.button ?? panel.toolbar.node, this.#viewOf(panel), shown);
  }

  #toggle(anchor: HTMLElement, view: View, button: EnergyButton | null): void {
    if (this.#popup !== null) {
      this.#popup.dispose();
      return;
    }
    const popup = new EnergyPopup(anchor, view, this.#options.themes);
    this.#popup = popup;
    const close = () => popup.dispose();
    popup.disposed.connect(() => {
      this.#popup = null;
      button?.closing.disconnect(close);
      if (button !== null) button.expanded = false;
    });
    button?.closing.connect(close);
    if (button !== null) button.expanded = true;
    popup.open();
  }

  #viewOf(panel: NotebookPanel): View {
    const { service, notebooks, settings, language } = this.#options;
    return { service, settings, language, notebook: notebooks.of(panel), record: this.#record };
  }
}
