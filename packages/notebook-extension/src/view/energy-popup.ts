// The popup below the button: headline, chart, sources, and what all this costs.

import type { IThemeManager } from '@jupyterlab/apputils';
import type { Scope } from '../settings.ts';
import type { EnergyUnit } from '../words/format.ts';
import { CellsSection } from './cells-section.ts';
import { Choice } from './choice.ts';
import { element, setText } from './element.ts';
import { HeadlineView } from './headline-view.ts';
import { HistorySection } from './history-section.ts';
import { PopupFrame } from './popup-frame.ts';
import { SourcesSection } from './sources-section.ts';
import { SplitSection } from './split-section.ts';
import type { View } from './view.ts';

/** What no beat tells is asked for so often, while somebody looks at it. */
const ASK_EVERY_MS = 2_000;

export class EnergyPopup extends PopupFrame {
  readonly #view: View;
  readonly #headline: HeadlineView;
  readonly #history: HistorySection;
  readonly #sources: SourcesSection;
  readonly #split: SplitSection;
  readonly #cells: CellsSection;
  readonly #scope: Choice<Scope>;
  readonly #unit: Choice<EnergyUnit>;
  readonly #simulated = element('p', { class: 'jp-Energy-simulated' });
  #askedAt = Number.NEGATIVE_INFINITY;
  readonly #cost = element('p', { class: 'jp-Energy-cost' });

  constructor(anchor: HTMLElement, view: View, themes: IThemeManager | null) {
    const { trans } = view.language;
    super(anchor, trans.__('Energy'));
    this.#view = view;
    this.#headline = new HeadlineView(view);
    this.#history = new HistorySection(view);
    this.#split = new SplitSection(view);
    this.#cells = new CellsSection(view, () => this.dispose());
    this.#sources = new SourcesSection(view.language);
    this.#scope = scopeChoice(view);
    this.#unit = new Choice<EnergyUnit>(
      trans.__('Unit of energy'),
      [
        { value: 'J', text: 'J', label: trans.__('Joules') },
        { value: 'Wh', text: 'Wh', label: trans.__('Watt-hours') },
      ],
      (unit) => view.settings.change('unit', unit),
    );
    const head = element(
      'header',
      {},
      element('h2', { text: trans.__('Energy') }),
      this.#scope.node,
      this.#unit.node,
    );
    this.node.append(
      head,
      this.#simulated,
      this.#headline.node,
      this.#history.node,
      this.#split.node,
      this.#cells.node,
      this.#sources.node,
      this.#cost,
    );
    view.service.beats.connect(this.onBeat, this);
    view.service.changed.connect(this.onChanged, this);
    view.settings.changed.connect(this.onSettings, this);
    themes?.themeChanged.connect(this.onThemeChanged, this);
  }

  override open(): void {
    super.open();
    this.#view.service.refresh();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.#history.dispose();
    this.#cells.dispose();
    super.dispose();
  }

  protected override onAfterAttach(): void {
    this.onSettings();
    this.onChanged();
    super.onAfterAttach();
  }

  protected override place(): void {
    super.place();
    this.#history.redraw();
  }

  protected onBeat(): void {
    this.#headline.refresh();
    this.#history.onBeat();
    this.#split.refresh();
    this.#cells.refresh();
    const now = performance.now();
    if (!this.#sources.wantsNews || now - this.#askedAt < ASK_EVERY_MS) return;
    this.#askedAt = now;
    this.#view.service.refresh();
  }

  protected onSettings(): void {
    const { unit, scope } = this.#view.settings.values;
    this.#unit.value = unit;
    this.#scope.value = scope;
    this.#headline.refresh();
    this.#history.onSettings();
    this.#split.refresh();
    this.#cells.show();
  }

  protected onThemeChanged(): void {
    this.#history.redraw();
  }

  protected onChanged(): void {
    const { service, language } = this.#view;
    const { trans } = language;
    const { status } = service;
    this.#headline.refresh();
    this.#history.refresh();
    this.#split.refresh();
    this.#sources.show(service.sources);
    this.#simulated.hidden = status?.simulated == null;
    setText(
      this.#simulated,
      trans.__(
        'Simulated readings (%1): nothing here was measured on this computer.',
        status?.simulated ?? '',
      ),
    );
    this.#showCost();
  }

  /** What is not known of it is left out. */
  #showCost(): void {
    const { service, language } = this.#view;
    const { trans, format } = language;
    const { share, residentBytes } = service.cost;
    this.#cost.hidden = residentBytes === null;
    if (residentBytes === null) return;
    const memory = format.megabytes(residentBytes);
    const words =
      share === null
        ? trans.__('Measuring takes %1 of memory.', memory)
        : trans.__(
            'Measuring costs %1 of one processor core and %2 of memory.',
            format.percent(share),
            memory,
          );
    setText(this.#cost, words);
  }
}

function scopeChoice({ language, settings }: View): Choice<Scope> {
  const { trans } = language;
  return new Choice<Scope>(
    trans.__('Whose energy'),
    [
      { value: 'computer', text: trans.__('computer'), label: trans.__('The whole computer') },
      { value: 'notebook', text: trans.__('this notebook'), label: trans.__('This notebook’s share') },
    ],
    (scope) => settings.change('scope', scope),
  );
}
