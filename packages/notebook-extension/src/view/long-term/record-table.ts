// The long record in numbers: one row for each bar of which anything is known. For screen readers, and for whoever likes tables.

import { type Bars, showsBand } from '../../long-term/bars.ts';
import { type Reader, readingOf } from '../../long-term/reading.ts';
import { layerName } from '../../words/layer-names.ts';
import { BANDS, bandName } from '../../words/mix-words.ts';
import { element } from '../element.ts';

export class RecordTable {
  readonly node: HTMLDetailsElement;
  readonly #reader: Reader;
  readonly #body = element('div', { class: 'jp-Energy-tableBody' });
  #bars: Bars | null = null;

  constructor(reader: Reader) {
    this.#reader = reader;
    const summary = element('summary', { text: reader.language.trans.__('The same in numbers') });
    this.node = element('details', {}, summary, this.#body);
    this.node.addEventListener('toggle', () => this.#make());
  }

  show(bars: Bars | null): void {
    this.#bars = bars;
    this.#make();
  }

  /** Only where somebody sees it: it has a hundred rows. */
  #make(): void {
    if (this.#bars !== null && this.node.open) this.#body.replaceChildren(tableOf(this.#bars, this.#reader));
  }
}

function tableOf(bars: Bars, reader: Reader): HTMLTableElement {
  const { language } = reader;
  const { trans } = language;
  const shown = BANDS.filter((band) => showsBand(bars, band));
  const names = [
    trans.__('Time'),
    trans.__('Energy'),
    ...bars.layers.map((layer) => layerName(layer, language)),
    ...shown.map((band) => trans.__('Mix: %1', bandName(band, language))),
    trans.__('CO₂e'),
    trans.__('Known'),
  ];
  const rows = bars.energy.flatMap((bucket, bar) => {
    if (bucket?.total == null) return [];
    const { title, energy, layers, bands, carbon, facts } = readingOf(bars, bar, reader);
    const shares = shown.map((band) => bands[BANDS.indexOf(band)] ?? '');
    const cells = [energy, ...layers, ...shares, carbon.grams, facts[0] ?? ''];
    return [
      element(
        'tr',
        {},
        element('th', { scope: 'row', text: title }),
        ...cells.map((text) => element('td', { text })),
      ),
    ];
  });
  return element(
    'table',
    { class: 'jp-Energy-table' },
    element('caption', { text: trans.__('Energy, and how the electricity was generated') }),
    element('thead', {}, element('tr', {}, ...names.map((text) => element('th', { scope: 'col', text })))),
    element('tbody', {}, ...rows),
  );
}
