// What the energy since the notebook was opened has caused: CO2e, the share of renewables, a comparison where it is worth one.

import type { EnergyBucket, GridPlace } from '@jupyter-energy/contract';
import { carbonComparison } from '../../comparisons/carbon.ts';
import type { SettingValues } from '../../settings.ts';
import { carbonWords, gramsWords } from '../../words/carbon-words.ts';
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

  show(since: EnergyBucket | null, place: GridPlace | null, { comparison }: SettingValues): void {
    const total = since?.total ?? null;
    const carbon = since?.carbon ?? null;
    // Why nothing is known stands above, with the span in view.
    this.node.hidden = total === null || carbon === null;
    if (total === null || carbon === null) return;
    const { trans } = this.#language;
    const { grams, shares } = carbonWords(carbon, total.joules, place, this.#language);
    const own = carbon.kernelGrams ?? 0;
    const all = [
      own > 0 ? trans.__('%1 (this notebook %2)', grams, gramsWords(own, this.#language)) : grams,
      ...(shares === null ? [] : [shares]),
    ];
    setText(this.#text, trans.__('Since this notebook was opened: %1.', all.join(', ')));
    const compared = comparison ? carbonComparison(carbon, this.#language) : null;
    this.#comparison.hidden = compared === null;
    setText(this.#comparison, compared?.sentence ?? '');
    this.#comparison.title = compared?.origin ?? '';
  }
}
