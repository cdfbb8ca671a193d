// What a label tells when it is pointed at or focused: one box for the whole page, filled when it is wanted.

import type { Detail } from '../words/cell-words.ts';
import { element } from './element.ts';

const GAP = 4;
let made = 0;

export class CellTip {
  readonly #node = element('div', {
    // Outside the shell, the theme's fonts and colours need the first of these.
    class: 'jp-ThemedContainer jp-Energy-tip',
    role: 'tooltip',
    id: `jp-Energy-tip-${made++}`,
  });
  #of: HTMLElement | null = null;

  /** Shows it beside the label, inside the window. */
  show(label: HTMLElement, details: readonly Detail[], remarks: readonly string[]): void {
    this.#of?.removeAttribute('aria-describedby');
    this.#of = label;
    const list = details.flatMap(({ name, value }) => [
      element('dt', { text: name }),
      element('dd', { text: value }),
    ]);
    this.#node.replaceChildren(element('dl', {}, ...list), ...remarks.map((text) => element('p', { text })));
    document.body.append(this.#node);
    document.addEventListener('keydown', this, true);
    label.setAttribute('aria-describedby', this.#node.id);
    const at = label.getBoundingClientRect();
    const { style, offsetWidth: width, offsetHeight: height } = this.#node;
    const below = at.bottom + GAP;
    style.top = `${below + height > window.innerHeight ? Math.max(0, at.top - GAP - height) : below}px`;
    style.left = `${Math.max(GAP, Math.min(at.right, window.innerWidth - GAP) - width)}px`;
  }

  /** Only where it is this label's. */
  hide(label: HTMLElement): void {
    if (this.#of !== label) return;
    label.removeAttribute('aria-describedby');
    this.#of = null;
    this.#node.remove();
    document.removeEventListener('keydown', this, true);
  }

  /** Escape takes it away, wherever the focus is. */
  handleEvent({ key }: KeyboardEvent): void {
    if (key === 'Escape' && this.#of !== null) this.hide(this.#of);
  }
}
