// The labels of one notebook's cells. A cell is touched when its run or its source changes, and only while it is in view: never per beat.

import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import type { CellBook } from '../account/cell-book.ts';
import type { Settings } from '../settings.ts';
import type { Language } from '../words/language.ts';
import { CellLabel } from './cell-label.ts';
import type { CellTip } from './cell-tip.ts';

export interface CellLabelsOptions {
  readonly panel: NotebookPanel;
  readonly book: CellBook;
  readonly settings: Settings;
  readonly language: Language;
  readonly tip: CellTip;
}

export class CellLabels {
  readonly #options: CellLabelsOptions;
  readonly #labels = new Map<Cell, CellLabel>();
  /** Cells by id; null where they have to be looked up anew. */
  #cells: ReadonlyMap<string, Cell> | null = null;
  #shown: unknown;
  #scheduled = false;

  constructor(options: CellLabelsOptions) {
    this.#options = options;
    const { panel, book, settings } = options;
    book.changed.connect(this.onRun, this);
    settings.changed.connect(this.onSettings, this);
    panel.content.modelChanged.connect(this.onModel, this);
    panel.disposed.connect(this.dispose, this);
    this.#shown = this.#settings();
    this.onModel();
  }

  dispose(): void {
    for (const label of this.#labels.values()) label.dispose();
    this.#labels.clear();
    Signal.clearData(this);
  }

  /** The notebook was loaded, or another one in its place. */
  protected onModel(): void {
    this.#options.panel.content.model?.cells.changed.connect(this.schedule, this);
    this.schedule();
  }

  protected onRun(_: CellBook, id: string): void {
    const { widgets } = this.#options.panel.content;
    this.#cells ??= new Map(widgets.map((cell) => [cell.model.id, cell]));
    const cell = this.#cells.get(id);
    if (cell !== undefined && !cell.isDisposed) this.#show(cell);
  }

  protected onSettings(): void {
    const settings = this.#settings();
    if (settings === this.#shown) return;
    this.#shown = settings;
    for (const cell of this.#options.panel.content.widgets) this.#show(cell);
  }

  /** Cells came, went or moved: their labels follow once, however many they were. */
  protected schedule(): void {
    this.#cells = null;
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#followCells();
    });
  }

  #followCells(): void {
    const { panel, book } = this.#options;
    if (panel.isDisposed) return;
    for (const [cell, label] of this.#labels) {
      if (!cell.isDisposed) continue;
      label.dispose();
      this.#labels.delete(cell);
    }
    const ids = new Set(Array.from(book.entries, ([id]) => id));
    if (ids.size === 0) return;
    for (const cell of panel.content.widgets)
      if (ids.has(cell.model.id) && !this.#labels.has(cell)) this.#show(cell);
  }

  #show(cell: Cell): void {
    const { book, settings, language, tip } = this.#options;
    const run = settings.values.cells ? book.of(cell.model.id) : null;
    const label = this.#labels.get(cell);
    if (run === null) {
      label?.dispose();
      this.#labels.delete(cell);
    } else if (label !== undefined) label.run = run;
    else this.#labels.set(cell, new CellLabel({ cell, run, settings, language, tip }));
  }

  /** What of the settings changes labels. */
  #settings(): string {
    const { cells, unit } = this.#options.settings.values;
    return `${cells} ${unit}`;
  }
}
