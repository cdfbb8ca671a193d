// The rows of the panel of kernels: one for each kernel, and one for each share that is no kernel's.

import type { SplitPart } from '@jupyter-energy/contract';
import type { ListedKernel } from '../account/kernel-list.ts';
import { type EnergyUnit, written } from '../words/format.ts';
import type { Language } from '../words/language.ts';
import { element, setText } from './element.ts';

/** Something of this Jupyter server that uses a kernel. */
export interface Notebook {
  /** Its path, or a console's name. */
  readonly path: string;
  /** Null where it cannot be opened. */
  readonly open: (() => void) | null;
}

export class KernelRow {
  readonly node: HTMLElement;
  readonly #language: Language;
  readonly #name = element('th', { scope: 'row', role: 'rowheader' });
  readonly #power = element('td', { role: 'cell' });
  readonly #energy = element('td', { role: 'cell' });
  readonly #cpu = element('td', { role: 'cell' });
  readonly #memory = element('td', { role: 'cell' });
  #notebooks = '';

  constructor(language: Language) {
    this.#language = language;
    this.node = element(
      'tr',
      { role: 'row' },
      this.#name,
      this.#power,
      this.#energy,
      this.#cpu,
      this.#memory,
    );
  }

  /** The notebook's name, or what else is known of the kernel. */
  static nameOf({ kernel: { path, name, id } }: ListedKernel, notebooks: readonly Notebook[]): string {
    const [first] = notebooks;
    return baseName(first?.path ?? path ?? '') || name || id.slice(0, 8);
  }

  show(row: ListedKernel, notebooks: readonly Notebook[], unit: EnergyUnit): void {
    const { trans, format } = this.#language;
    const { kernel, watts, joules, processors, bytes } = row;
    const estimated = kernel.basis?.total === 'estimated';
    this.#showName(row, notebooks);
    const unknown = kernel.state === 'elsewhere' ? trans.__('elsewhere') : trans.__('unknown');
    setText(this.#power, watts === null ? unknown : written(format.power(watts), estimated));
    setText(this.#energy, joules === null ? '' : written(format.energy(joules, unit), estimated));
    setText(this.#cpu, processors === null ? '' : format.percent(Math.round(processors * 1_000) / 1_000));
    setText(this.#memory, bytes === null ? '' : format.megabytes(bytes));
    const title = kernel.reason ?? '';
    if (this.node.title !== title) this.node.title = title;
  }

  #showName(row: ListedKernel, notebooks: readonly Notebook[]): void {
    const shown = JSON.stringify([KernelRow.nameOf(row, notebooks), notebooks.map(({ path }) => path)]);
    if (shown === this.#notebooks) return;
    this.#notebooks = shown;
    const names = notebooks.map(({ path, open }) => this.#nameOf(path, open));
    if (names.length === 0) names.push(element('span', { text: KernelRow.nameOf(row, []) }));
    this.#name.replaceChildren(...names);
  }

  #nameOf(path: string, open: Notebook['open']): HTMLElement {
    const text = baseName(path);
    if (open === null) return element('span', { text, title: path });
    const button = element('button', { type: 'button', text, title: path });
    button.addEventListener('click', open);
    return button;
  }
}

/** Makes rows of shares that are no kernel's. */
export class RestRow {
  readonly #language: Language;
  readonly #unit: EnergyUnit;

  constructor(language: Language, unit: EnergyUnit) {
    this.#language = language;
    this.#unit = unit;
  }

  of(name: string, { watts, joules }: SplitPart, estimated: boolean): HTMLElement {
    const { trans, format } = this.#language;
    const cell = (text = '') => element('td', { role: 'cell', text });
    return element(
      'tr',
      { role: 'row' },
      element('th', { scope: 'row', role: 'rowheader', text: name }),
      cell(watts === null ? trans.__('unknown') : written(format.power(watts), estimated)),
      cell(written(format.energy(joules, this.#unit), estimated)),
      cell(),
      cell(),
    );
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
