// The chart's legend: a sample of each line, its name and its power, now or under the pointer.

import type { Column } from '../account/power-history.ts';
import { written } from '../words/format.ts';
import type { Language } from '../words/language.ts';
import { lineNames } from '../words/line-names.ts';
import type { ChartWindow } from './chart-window.ts';
import { element, setText } from './element.ts';

export class ChartLegend {
  readonly node = element('ul', { class: 'jp-Energy-legend' });
  readonly #language: Language;
  #values: readonly HTMLElement[] = [];
  #shown = '';
  readonly #runs: HTMLElement;

  constructor(language: Language) {
    this.#language = language;
    const band = element('span', { class: 'jp-Energy-bandSample', 'aria-hidden': 'true' });
    const name = element('span', { text: language.trans.__('This notebook ran code') });
    this.#runs = element('li', {}, band, name);
  }

  /** Whether the chart shows a run; the entry's place stays either way, so that nothing moves. */
  set hasRuns(shown: boolean) {
    this.#runs.classList.toggle('jp-mod-absent', !shown);
  }

  /** `index` is the point whose values are shown; the newest when null. */
  show(window: ChartWindow, index: number | null, colourOf: (line: number) => string): void {
    const shown = JSON.stringify(
      window.lines.map(({ id, label, basis, of }, i) => [id, label, basis, of, colourOf(i)]),
    );
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#make(window, colourOf);
    }
    const { trans, format } = this.#language;
    window.lines.forEach(({ basis }, i) => {
      const column = window.data[i + 1] as readonly (number | null)[] | undefined;
      const watts = (index === null ? window.now[i] : column?.at(index)) ?? null;
      const text = watts === null ? trans.__('unknown') : written(format.power(watts), basis === 'estimated');
      const value = this.#values[i];
      if (value !== undefined) setText(value, text);
    });
  }

  #make({ lines, hasTotal }: ChartWindow, colourOf: (line: number) => string): void {
    const values: HTMLElement[] = [];
    const names = lineNames(lines, this.#language.trans);
    const items = lines.map((line, i) => {
      const value = element('span', { class: 'jp-Energy-legendValue' });
      values.push(value);
      const item = element(
        'li',
        line.of === null ? {} : { class: 'jp-mod-beside' },
        this.#sample(line, hasTotal && i === 0, colourOf(i)),
        element('span', { text: names[i] ?? '' }),
        value,
      );
      return item;
    });
    this.#values = values;
    this.node.replaceChildren(...items, this.#runs);
  }

  #sample({ basis, of }: Column, isTotal: boolean, colour: string): HTMLElement {
    const sample = element('span', { class: 'jp-Energy-lineSample', 'aria-hidden': 'true' });
    const style = of !== null ? 'dotted' : basis === 'estimated' ? 'dashed' : 'solid';
    sample.style.borderTop = `${isTotal ? 3 : 2}px ${style} ${colour}`;
    return sample;
  }
}
