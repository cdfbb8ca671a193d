// The item in JupyterLab's status bar: power now; a press opens the popup of the current notebook.

import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import type { Settings } from '../settings.ts';
import type { IEnergyService } from '../tokens.ts';
import { headlineOf } from '../words/headline.ts';
import type { Language } from '../words/language.ts';
import { computer } from '../words/subject.ts';
import { element, setText } from './element.ts';

export interface StatusItemOptions {
  readonly service: IEnergyService;
  readonly settings: Settings;
  readonly language: Language;
  readonly onPress: () => void;
}

export class StatusItem extends Widget {
  /** Emitted when it begins or ends to have something to show. */
  readonly activeChanged = new Signal<this, void>(this);
  readonly #options: StatusItemOptions;
  #active = false;
  readonly #button = element('button', { type: 'button', class: 'jp-Energy-statusButton' });

  constructor(options: StatusItemOptions) {
    super();
    this.#options = options;
    this.addClass('jp-Energy-statusItem');
    this.node.append(this.#button);
    options.service.beats.connect(this.refresh, this);
    options.service.changed.connect(this.refresh, this);
    options.settings.changed.connect(this.refresh, this);
    this.refresh();
  }

  /** False where nothing of ours runs (JupyterLite, say) or the user wants no item: a status bar has no room to spare. */
  get active(): boolean {
    return this.#active;
  }

  handleEvent(event: Event): void {
    if (event.type === 'click') this.#options.onPress();
  }

  protected override onAfterAttach(): void {
    this.#button.addEventListener('click', this);
  }

  protected override onBeforeDetach(): void {
    this.#button.removeEventListener('click', this);
  }

  protected refresh(): void {
    const { service, settings, language } = this.#options;
    const { trans } = language;
    const headline = headlineOf(service, computer(service, null), settings.values.unit, language);
    this.#activate(settings.values.statusBar && service.connection.kind !== 'absent');
    setText(this.#button, `⚡ ${headline.power.written}`);
    const title = headline.unknownBecause ?? trans.__('Power of this computer now');
    if (this.#button.title !== title) this.#button.title = title;
    this.#button.setAttribute('aria-label', trans.__('Energy of this computer'));
  }

  #activate(active: boolean): void {
    if (active === this.#active) return;
    this.#active = active;
    this.activeChanged.emit();
  }
}
