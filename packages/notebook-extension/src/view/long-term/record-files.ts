// The buttons that save what the long record shows: as CSV, and as a picture.

import { type Bars, kindsShown } from '../../long-term/bars.ts';
import { csvOf, fileName } from '../../long-term/csv.ts';
import { type Reader, readingOf } from '../../long-term/reading.ts';
import { mixOrigin } from '../../words/mix-words.ts';
import { element } from '../element.ts';
import { type Caption, pictureOf } from './picture.ts';

/** Where the files get what they hold. */
export interface FileSources {
  readonly bars: () => Bars | null;
  readonly chart: () => SVGSVGElement;
  readonly legend: () => Caption['legend'];
  /** What a reader of any file has to know. */
  readonly notes: () => readonly string[];
}

export class RecordFiles {
  readonly node: HTMLElement;
  readonly #reader: Reader;
  readonly #sources: FileSources;

  constructor(reader: Reader, sources: FileSources) {
    this.#reader = reader;
    this.#sources = sources;
    const { trans } = reader.language;
    this.node = element(
      'div',
      { class: 'jp-Energy-files' },
      button(trans.__('Save as CSV'), () => this.#saveTable()),
      button(trans.__('Save as PNG'), () => void this.#savePicture()),
    );
  }

  #saveTable(): void {
    const bars = this.#sources.bars();
    if (bars === null) return;
    const { trans } = this.#reader.language;
    const notes = [
      ...this.#sources.notes(),
      trans.__('Energy by Jupyter Energy. CO₂e is an estimate of the operation alone, at average intensity.'),
    ];
    download(new Blob([csvOf(bars, notes)], { type: 'text/csv' }), fileName(bars, 'csv'));
  }

  async #savePicture(): Promise<void> {
    const bars = this.#sources.bars();
    if (bars === null) return;
    const { language, moments } = this.#reader;
    const { trans } = language;
    const { title, energy, carbon } = readingOf(bars, null, this.#reader);
    const hatched = kindsShown(bars)
      .filter(({ kind }) => kind !== 'live')
      .map(({ kind, bucket }) => {
        const origin = mixOrigin(bucket, language, moments);
        return kind === 'cached' ? trans.__('Dotted: %1.', origin) : trans.__('Hatched: %1.', origin);
      });
    const lines = [
      [carbon.grams, carbon.shares].filter((text) => text !== null).join(' · '),
      carbon.how,
      ...hatched,
      ...this.#sources.notes(),
      ...(bars.grid?.attributions ?? []),
      trans.__('Made by Jupyter Energy.'),
    ].filter((line) => line !== '');
    const caption = { title: `${title}: ${energy}`, legend: this.#sources.legend(), lines };
    download(await pictureOf(this.#sources.chart(), caption), fileName(bars, 'png'));
  }
}

function button(text: string, press: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', class: 'jp-Energy-press', text });
  made.addEventListener('click', press);
  return made;
}

function download(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = element('a', { href: address, download: name });
  link.click();
  // The browser takes its copy while it handles the click.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
