// The head of a table that is sorted by a press on a column's name. Roles are said, since styles may make rows something else than rows.

import { element } from './element.ts';

export interface SortColumn<T> {
  readonly order: T;
  readonly text: string;
  /** Whether the first press shows the largest first. */
  readonly descending: boolean;
}

export class SortHead<T> {
  readonly node: HTMLElement;
  readonly #heads: readonly (readonly [column: SortColumn<T>, head: HTMLElement])[];
  readonly #onChange: () => void;
  #order: T;
  #descending: boolean;

  constructor(columns: readonly SortColumn<T>[], first: SortColumn<T>, onChange: () => void) {
    this.#order = first.order;
    this.#descending = first.descending;
    this.#onChange = onChange;
    this.#heads = columns.map((column) => {
      const button = element('button', { type: 'button', text: column.text });
      button.addEventListener('click', () => this.#press(column));
      return [column, element('th', { scope: 'col', role: 'columnheader' }, button)] as const;
    });
    const row = element('tr', { role: 'row' }, ...this.#heads.map(([, head]) => head));
    this.node = element('thead', { role: 'rowgroup' }, row);
    this.#show();
  }

  get order(): T {
    return this.#order;
  }

  get descending(): boolean {
    return this.#descending;
  }

  #press({ order, descending }: SortColumn<T>): void {
    this.#descending = order === this.#order ? !this.#descending : descending;
    this.#order = order;
    this.#show();
    this.#onChange();
  }

  #show(): void {
    for (const [{ order }, head] of this.#heads) {
      if (order === this.#order)
        head.setAttribute('aria-sort', this.#descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
  }
}
