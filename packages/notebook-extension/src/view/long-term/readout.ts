// Below the long record: what the bar under the pointer says, or all bars together. It doubles as the legend.

import { type Bars, kindsShown, missingShare, mixAt, showsBand } from '../../long-term/bars.ts';
import { type Reader, type Reading, readingOf } from '../../long-term/reading.ts';
import { layerName } from '../../words/layer-names.ts';
import { BANDS, bandName, mixOrigin } from '../../words/mix-words.ts';
import { element, setText } from '../element.ts';
import type { LayerStyle } from './layer-style.ts';

export class Readout {
  readonly node: HTMLElement;
  readonly #reader: Reader;
  readonly #style: LayerStyle;
  readonly #title = element('span', { class: 'jp-Energy-readTitle' });
  readonly #energy = element('strong');
  readonly #layers = element('ul', { class: 'jp-Energy-legend' });
  readonly #bands = element('ul', { class: 'jp-Energy-legend jp-Energy-bands' });
  readonly #carbon = element('p', { class: 'jp-Energy-carbon' });
  readonly #facts = element('p', { class: 'jp-Energy-facts' });
  readonly #marks = element('p', { class: 'jp-Energy-marks' });
  #layerValues: readonly HTMLElement[] = [];
  #bandValues: readonly HTMLElement[] = [];
  #made = '';

  constructor(reader: Reader, style: LayerStyle) {
    this.#reader = reader;
    this.#style = style;
    this.node = element(
      'div',
      { class: 'jp-Energy-readout' },
      element('div', { class: 'jp-Energy-readHead' }, this.#title, this.#energy),
      this.#layers,
      this.#bands,
      this.#carbon,
      this.#facts,
      this.#marks,
    );
  }

  /** `bar` is null for all bars together. Answers what is shown. */
  show(bars: Bars, bar: number | null): Reading {
    this.#make(bars);
    const reading = readingOf(bars, bar, this.#reader);
    setText(this.#title, reading.title);
    setText(this.#energy, reading.energy);
    reading.layers.forEach((text, i) => {
      const value = this.#layerValues[i];
      if (value !== undefined) setText(value, text);
    });
    reading.bands.forEach((text, i) => {
      const value = this.#bandValues[i];
      if (value !== undefined) setText(value, text);
    });
    const { grams, how, shares } = reading.carbon;
    setText(this.#carbon, [grams, shares].filter((text) => text !== null).join(' · '));
    setText(this.#facts, [how, ...reading.facts].filter((text) => text !== '').join(' '));
    return reading;
  }

  /** What a screen reader says of a bar: all of it, in one sentence after the other. */
  spoken(bars: Bars, bar: number | null): string {
    const { language } = this.#reader;
    const { title, energy, layers, bands, carbon, facts } = readingOf(bars, bar, this.#reader);
    const known = bar === null || bars.energy[bar]?.total != null;
    const named = [
      ...bars.layers.map((layer, i) => `${layerName(layer, language)} ${layers[i]}`),
      ...BANDS.flatMap((band, i) =>
        bands[i] && showsBand(bars, band) ? [`${bandName(band, language)} ${bands[i]}`] : [],
      ),
      carbon.grams,
    ];
    const sentences = [`${title}: ${energy}`, ...(known ? named : []), ...facts];
    return sentences.map((sentence) => sentence.replace(/\.$/, '')).join('. ');
  }

  /** The legend as it is shown. */
  legend(): { name: string; colour: string }[] {
    const shown = [...this.#layers.children, ...(this.#bands.hidden ? [] : this.#bands.children)];
    return shown.flatMap((item) => {
      const [sample, name] = item.children;
      if (!(item instanceof HTMLElement) || item.hidden || sample === undefined) return [];
      return [{ name: name?.textContent ?? '', colour: getComputedStyle(sample).backgroundColor }];
    });
  }

  /** The legend's entries, made anew only when there are others. */
  #make(bars: Bars): void {
    const { language, moments } = this.#reader;
    const hasMix = bars.energy.some((_, bar) => mixAt(bars, bar) !== null);
    const shown = BANDS.filter((band) => showsBand(bars, band));
    const hatched = kindsShown(bars).filter(({ kind }) => kind !== 'live');
    const hasGaps = bars.energy.some((_, bar) => missingShare(bars, bar) > 0);
    const made = JSON.stringify([
      bars.layers.map((layer) => [layerName(layer, language), this.#style.classOf(layer)]),
      shown,
      hatched.map(({ bucket }) => mixOrigin(bucket, language, moments)),
      hasGaps,
    ]);
    if (made === this.#made) return;
    this.#made = made;
    const layers = bars.layers.map((layer) =>
      entry(`jp-Energy-layer ${this.#style.classOf(layer)}`, layerName(layer, language)),
    );
    const bands = BANDS.map((band) => entry(`jp-Energy-band jp-mod-${band}`, bandName(band, language)));
    bands.forEach(({ item }, i) => {
      item.hidden = !shown.includes(BANDS[i] ?? 'unknown');
    });
    this.#layerValues = layers.map(({ value }) => value);
    this.#bandValues = bands.map(({ value }) => value);
    this.#layers.replaceChildren(...layers.map(({ item }) => item));
    this.#bands.replaceChildren(...bands.map(({ item }) => item));
    this.#bands.hidden = !hasMix;
    this.#showMarks(
      hatched.map(({ kind, bucket }) => [kind, mixOrigin(bucket, language, moments)] as const),
      hasGaps,
    );
  }

  #showMarks(hatched: readonly (readonly [kind: string, words: string])[], hasGaps: boolean): void {
    const { trans } = this.#reader.language;
    const marks = hatched.map(([kind, words]) => mark(kind === 'cached' ? 'cached' : 'averaged', words));
    if (hasGaps) marks.push(mark('gap', trans.__('nothing was measured: off, or no energy server')));
    this.#marks.replaceChildren(...marks);
    this.#marks.hidden = marks.length === 0;
  }
}

function entry(sample: string, name: string): { item: HTMLLIElement; value: HTMLElement } {
  const value = element('span', { class: 'jp-Energy-legendValue' });
  const box = element('span', { class: `jp-Energy-swatch ${sample}`, 'aria-hidden': 'true' });
  return { item: element('li', {}, box, element('span', { text: name }), value), value };
}

function mark(kind: 'averaged' | 'cached' | 'gap', words: string): HTMLElement {
  const sample = element('span', { class: `jp-Energy-swatch jp-mod-hatch-${kind}`, 'aria-hidden': 'true' });
  return element('span', { class: 'jp-Energy-markWords' }, sample, words);
}
