// What is said around the chart in words: why it is empty, where the record begins, what is wrong with record or mix.

import type { RecordStanding } from '@jupyter-energy/contract';
import { isKnown } from '../../long-term/bars.ts';
import type { Reader } from '../../long-term/reading.ts';
import {
  beginWords,
  emptyWords,
  failureWords,
  gridFailureWords,
  standingWords,
} from '../../words/record-words.ts';
import { element, setText } from '../element.ts';
import type { RecordState } from './record-state.ts';

export class RecordNotes {
  readonly node: HTMLElement;
  readonly #reader: Reader;
  readonly #nothing = element('p', { class: 'jp-Energy-nothing' });
  readonly #note = element('p', { class: 'jp-Energy-note' });

  constructor(reader: Reader) {
    this.#reader = reader;
    this.node = element('div', {}, this.#nothing, this.#note);
  }

  /** `record` is how the energy server keeps it. Answers whether there is nothing to draw. */
  show({ known, window, extent }: RecordState, record: RecordStanding | null): boolean {
    const { language, moments } = this.#reader;
    const { bars, failure, gridFailure } = known;
    const isEmpty = bars === null || !isKnown(bars);
    this.#nothing.hidden = !isEmpty;
    if (failure !== null) setText(this.#nothing, failureWords(failure, language));
    else if (bars === null) setText(this.#nothing, language.trans.__('Asking for the record …'));
    else setText(this.#nothing, emptyWords(window, extent, language, moments));
    const notes = [
      standingWords(record, language),
      beginWords(window, extent, language, moments),
      gridFailure === null ? null : gridFailureWords(gridFailure, language),
    ].filter((text) => text !== null);
    this.#note.hidden = isEmpty || notes.length === 0;
    setText(this.#note, notes.join(' '));
    return isEmpty;
  }
}
