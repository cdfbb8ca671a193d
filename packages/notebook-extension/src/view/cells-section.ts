// The popup's table of this notebook's cells by energy; a press on a cell goes there.

import { Signal } from '@lumino/signaling';
import { type CellOrder, type ListedCell, sorted } from '../account/cell-list.ts';
import { hashOf } from '../account/source-hash.ts';
import { firstLine } from '../words/cell-names.ts';
import { cellWords } from '../words/cell-words.ts';
import { written } from '../words/format.ts';
import { element, setText } from './element.ts';
import { type SortColumn, SortHead } from './sort-head.ts';
import type { View } from './view.ts';

/** More rows are no help in a popup; the rest is counted. */
const MOST_ROWS = 50;

export class CellsSection {
  readonly node: HTMLDetailsElement;
  readonly #view: View;
  readonly #onJump: () => void;
  readonly #head: SortHead<CellOrder>;
  readonly #body = element('tbody');
  readonly #summary = element('span');
  readonly #rest = element('p', { class: 'jp-Energy-note' });
  #isNew = true;

  /** `onJump` is called before the notebook goes to a cell. */
  constructor(view: View, onJump: () => void) {
    this.#view = view;
    this.#onJump = onJump;
    const { trans } = view.language;
    const byEnergy: SortColumn<CellOrder> = { order: 'energy', text: trans.__('Energy'), descending: true };
    const columns: readonly SortColumn<CellOrder>[] = [
      { order: 'cell', text: trans.__('Cell'), descending: false },
      byEnergy,
      { order: 'power', text: trans.__('Mean power'), descending: true },
      { order: 'time', text: trans.__('Time'), descending: true },
    ];
    this.#head = new SortHead(columns, byEnergy, () => this.show());
    const table = element('table', { class: 'jp-Energy-cells' }, this.#head.node, this.#body);
    this.node = element(
      'details',
      {},
      element('summary', {}, this.#summary),
      element('div', { class: 'jp-Energy-scroll' }, table),
      this.#rest,
    );
    this.node.addEventListener('toggle', () => this.show());
    view.notebook.cells.book.changed.connect(this.onChanged, this);
  }

  dispose(): void {
    Signal.clearData(this);
  }

  /** At a beat: only what changed since the one before is worth building. */
  refresh(): void {
    if (this.#isNew) this.show();
  }

  show(): void {
    const cells = this.#listed();
    this.#isNew = false;
    this.node.hidden = cells.length === 0;
    const { trans } = this.#view.language;
    setText(this.#summary, trans._n('%1 cell that ran', '%1 cells that ran', cells.length));
    // Closed, its rows are not built; opening it shows what there is then.
    if (!this.node.open) return;
    const focused = this.#focused();
    const rows = sorted(cells, this.#head.order, this.#head.descending).slice(0, MOST_ROWS);
    this.#body.replaceChildren(...rows.map((cell) => this.#row(cell)));
    // A file that somebody else has written may name its cells as it likes.
    if (focused !== null)
      this.#body.querySelector<HTMLElement>(`[data-cell="${CSS.escape(focused)}"]`)?.focus();
    const more = cells.length - rows.length;
    this.#rest.hidden = more === 0;
    setText(this.#rest, trans._n('%1 more cell is not listed.', '%1 more cells are not listed.', more));
  }

  protected onChanged(): void {
    this.#isNew = true;
  }

  #focused(): string | null {
    const { activeElement } = document;
    return activeElement !== null && this.#body.contains(activeElement)
      ? activeElement.getAttribute('data-cell')
      : null;
  }

  /** Cells whose source is still the one that ran. */
  #listed(): readonly ListedCell[] {
    const { cells, panel } = this.#view.notebook;
    const listed: ListedCell[] = [];
    panel.content.widgets.forEach(({ model }, index) => {
      const run = cells.book.of(model.id);
      if (run === null || run.energy === null) return;
      const source = model.sharedModel.getSource();
      if (run.source === hashOf(source))
        listed.push({ index, id: model.id, source, run, energy: run.energy });
    });
    return listed;
  }

  #row({ id, source, run, energy }: ListedCell): HTMLElement {
    const { language, settings } = this.#view;
    const { trans, format } = language;
    const name = element('code', { text: firstLine(source) });
    const count = element('span', { class: 'jp-Energy-count', text: `[${run.count ?? ' '}]` });
    const button = element(
      'button',
      { type: 'button', class: 'jp-Energy-jump', 'data-cell': id, title: trans.__('Go to this cell') },
      count,
      name,
    );
    button.addEventListener('click', () => this.#jump(id));
    const power =
      energy.watts === null ? '' : written(format.power(energy.watts), energy.basis === 'estimated');
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, button),
      element('td', { text: cellWords(energy, settings.values.unit, language).label }),
      element('td', { text: power }),
      element('td', { text: format.stopwatch((energy.to - energy.from) / 1_000) }),
    );
  }

  #jump(id: string): void {
    const { panel } = this.#view.notebook;
    const index = panel.content.widgets.findIndex(({ model }) => model.id === id);
    if (index < 0) return;
    this.#onJump();
    panel.content.activeCellIndex = index;
    panel.content.deselectAll();
    void panel.content.scrollToItem(index, 'center').then(() => panel.content.activate());
  }
}
