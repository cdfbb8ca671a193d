// The label of one cell that ran: made when the cell comes into view, gone while the source is another than the one that ran.

import type { Cell } from '@jupyterlab/cells';
import { Signal } from '@lumino/signaling';
import type { CellRun } from '../account/cell-run.ts';
import { hashOf } from '../account/source-hash.ts';
import type { Settings } from '../settings.ts';
import { cellDetails, cellRemarks, cellWords } from '../words/cell-words.ts';
import type { Language } from '../words/language.ts';
import type { CellTip } from './cell-tip.ts';
import { element, setText } from './element.ts';

export interface CellLabelOptions {
  readonly cell: Cell;
  readonly run: CellRun;
  readonly settings: Settings;
  readonly language: Language;
  readonly tip: CellTip;
}

export class CellLabel {
  readonly #options: CellLabelOptions;
  #run: CellRun;
  /** Null until the cell was in view with something to tell. */
  #node: HTMLElement | null = null;
  #written = '';
  /** The newest source, and whether it is the one that ran: outputs change more often than sources. */
  #source: string | null = null;
  #isSame = false;

  constructor(options: CellLabelOptions) {
    this.#options = options;
    this.#run = options.run;
    options.cell.inViewportChanged.connect(this.refresh, this);
    options.cell.model.contentChanged.connect(this.refresh, this);
    this.refresh();
  }

  /** Also after a change of the unit. */
  set run(run: CellRun) {
    if (run.source !== this.#run.source) this.#source = null;
    this.#run = run;
    this.refresh();
  }

  dispose(): void {
    this.#remove();
    Signal.clearData(this);
  }

  handleEvent(event: Event): void {
    const { tip, settings, language } = this.#options;
    const { energy } = this.#run;
    if (this.#node === null || energy === null) return;
    // The notebook would take a focus inside the editor's frame for one in the editor, a press for one on the code.
    if (event.type === 'focusin' || event.type === 'mousedown') event.stopPropagation();
    if (event.type === 'mouseenter' || event.type === 'focusin')
      tip.show(
        this.#node,
        cellDetails(energy, settings.values.unit, language),
        cellRemarks(energy, language),
      );
    else if (event.type === 'mouseleave' || event.type === 'focusout') tip.hide(this.#node);
  }

  protected refresh(): void {
    const { cell } = this.#options;
    if (cell.isDisposed || !cell.inViewport) return;
    const text = this.#text();
    if (text === null) this.#remove();
    else if (this.#node === null) this.#make(text);
    else if (text !== this.#written) this.#write(text, this.#node);
  }

  /** Null where there is nothing to tell, or not of this source. */
  #text(): string | null {
    const { from, energy } = this.#run;
    if (from === null || !this.#isOfSource()) return null;
    if (energy === null) return '…';
    return cellWords(energy, this.#options.settings.values.unit, this.#options.language).label;
  }

  #isOfSource(): boolean {
    const source = this.#options.cell.model.sharedModel.getSource();
    if (source !== this.#source) this.#isSame = this.#run.source === hashOf(source);
    this.#source = source;
    return this.#isSame;
  }

  #make(text: string): void {
    // A cell that is in view but has no editor is not made yet; its content changes when it is.
    const editor = this.#options.cell.editorWidget;
    if (editor === null) {
      void this.#options.cell.ready.then(() => this.#options.cell.editorWidget !== null && this.refresh());
      return;
    }
    this.#node = element('div', { class: 'jp-Energy-cell', role: 'note', tabindex: '0' });
    for (const type of ['mouseenter', 'mouseleave', 'focusin', 'focusout', 'mousedown'])
      this.#node.addEventListener(type, this);
    this.#write(text, this.#node);
    editor.node.append(this.#node);
  }

  #write(text: string, node: HTMLElement): void {
    const { settings, language } = this.#options;
    const { energy } = this.#run;
    this.#written = text;
    setText(node, text);
    node.setAttribute(
      'aria-label',
      energy === null
        ? language.trans.__('Energy of this cell’s run: not known yet')
        : cellWords(energy, settings.values.unit, language).spoken,
    );
  }

  #remove(): void {
    if (this.#node === null) return;
    this.#options.tip.hide(this.#node);
    this.#node.remove();
    this.#node = null;
    this.#written = '';
  }
}
