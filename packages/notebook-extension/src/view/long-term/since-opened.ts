// What the energy since the notebook was opened has caused: CO2e, the share of renewables, a comparison where it is worth one.

import type { EnergyBucket, GridPlace } from '@jupyter-energy/contract';
import { carbonComparison } from '../../comparisons/carbon.ts';
import { energyWords } from '../../long-term/reading.ts';
import type { SettingValues } from '../../settings.ts';
import { carbonWords } from '../../words/carbon-words.ts';
import type { Language } from '../../words/language.ts';
import { element, setText } from '../element.ts';

export class SinceOpened {
  readonly node: HTMLElement;
  readonly #language: Language;
  readonly #text = element('span');
  readonly #comparison = element('span', { class: 'jp-Energy-help' });

  constructor(language: Language) {
    this.#language = language;
    this.node = element('p', { class: 'jp-Energy-sinceOpened' }, this.#text, ' ', this.#comparison);
  }

  show(since: EnergyBucket | null, place: GridPlace | null, { unit, comparison }: SettingValues): void {
    const total = since?.total ?? null;
    this.node.hidden = total === null;
    if (total === null) return;
    const { trans } = this.#language;
    const carbon = since?.carbon ?? null;
    const { grams, shares } = carbonWords(carbon, total.joules, place, this.#language);
    const energy = energyWords(total.joules, total.basis !== 'measured', unit, this.#language);
    setText(
      this.#text,
      shares === null
        ? trans.__('Since this notebook was opened: %1, %2.', energy, grams)
        : trans.__('Since this notebook was opened: %1, %2, %3.', energy, grams, shares),
    );
    const compared = comparison && carbon !== null ? carbonComparison(carbon, this.#language) : null;
    this.#comparison.hidden = compared === null;
    setText(this.#comparison, compared?.sentence ?? '');
    this.#comparison.title = compared?.origin ?? '';
  }
}
