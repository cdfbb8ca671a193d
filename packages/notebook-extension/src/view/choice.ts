// A row of buttons of which one is pressed: J | Wh, or 1 | 5 | 10 minutes.

import { element } from './element.ts';

export interface Option<T> {
  readonly value: T;
  readonly text: string;
  /** The spoken form of the text. */
  readonly label: string;
}

export class Choice<T> {
  readonly node: HTMLElement;
  readonly #buttons: readonly (readonly [T, HTMLButtonElement])[];

  constructor(label: string, options: readonly Option<T>[], choose: (value: T) => void) {
    this.#buttons = options.map((option) => {
      const attributes = { type: 'button', text: option.text, 'aria-label': option.label };
      const button = element('button', attributes);
      button.addEventListener('click', () => choose(option.value));
      return [option.value, button] as const;
    });
    const buttons = this.#buttons.map(([, button]) => button);
    this.node = element('div', { class: 'jp-Energy-choice', role: 'group', 'aria-label': label }, ...buttons);
  }

  set value(chosen: T) {
    for (const [value, button] of this.#buttons)
      button.setAttribute('aria-pressed', String(value === chosen));
  }
}
