// The popup's first lines: two large numbers with what they mean, and the comparison as a sentence.

import { type Headline, headlineOf, spanWords } from '../words/headline.ts';
import type { Language } from '../words/language.ts';
import { subjectOf } from '../words/subject.ts';
import { element, setText } from './element.ts';
import type { View } from './view.ts';

export class HeadlineView {
  readonly node: HTMLElement;
  readonly #view: View;
  readonly #power = element('div', { class: 'jp-Energy-number' });
  readonly #whose = element('div');
  readonly #powerNote = element('div', { class: 'jp-Energy-note' });
  readonly #energy = element('div', { class: 'jp-Energy-number' });
  readonly #energyNote = element('div', { class: 'jp-Energy-note' });
  readonly #emoji = element('span', { class: 'jp-Energy-sentenceEmoji', 'aria-hidden': 'true' });
  readonly #sentence = element('span');
  readonly #notice = element('p', { class: 'jp-Energy-notice' });
  readonly #comparison = element('p', { class: 'jp-Energy-sentence' }, this.#emoji, this.#sentence);

  constructor(view: View) {
    this.#view = view;
    const { trans } = view.language;
    this.node = element(
      'div',
      { class: 'jp-Energy-headline' },
      this.#notice,
      element('div', {}, this.#power, this.#whose, this.#powerNote),
      element(
        'div',
        {},
        this.#energy,
        element('div', { text: trans.__('since this notebook was opened') }),
        this.#energyNote,
      ),
      this.#comparison,
    );
  }

  refresh(): void {
    const { service, notebook, settings, language } = this.#view;
    const { trans } = language;
    const subject = subjectOf(settings.values.scope, service, notebook);
    const { since } = subject;
    const headline = headlineOf(service, subject, settings.values.unit, language);
    setText(
      this.#whose,
      subject.scope === 'computer' ? trans.__('this computer now') : trans.__('this notebook now'),
    );
    setText(this.#power, headline.power.written);
    setText(this.#energy, headline.energy.written);
    setText(this.#powerNote, headline.unknownBecause === null ? headline.basis : '');
    this.#notice.hidden = headline.unknownBecause === null;
    setText(this.#notice, headline.unknownBecause ?? '');
    setText(this.#energyNote, since === null ? '' : spanWords(since, language));
    this.#compare(settings.values.comparison ? headline.comparison : null);
  }

  #compare(comparison: Headline['comparison']): void {
    this.#comparison.hidden = comparison === null;
    if (comparison === null) return;
    const { language, settings } = this.#view;
    setText(this.#emoji, comparison.chosen.comparison.emoji);
    setText(this.#sentence, comparison.sentence);
    const origin = originWords(comparison.chosen, settings.values.unit, language);
    if (this.#comparison.title !== origin) this.#comparison.title = origin;
  }
}

/** Value, count, derivation, source and year, for the hover. */
function originWords(
  { comparison, count }: NonNullable<Headline['comparison']>['chosen'],
  unit: 'J' | 'Wh',
  { trans, format }: Language,
): string {
  const { digits, symbol } = format.energy(comparison.joules, unit);
  const value = trans.__('%1 times %2 %3: %4', format.count(count), digits, symbol, comparison.derivation);
  const source =
    comparison.year === null
      ? trans.__('Source: %1', comparison.source)
      : trans.__('Source: %1 (%2)', comparison.source, String(comparison.year));
  return `${value}\n${source}`;
}
