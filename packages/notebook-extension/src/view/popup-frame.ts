// A dialog that hangs below an anchor: placed by hand, since core's popup opens upwards and knows no focus.

import { Widget } from '@lumino/widgets';

/** Pixels kept free between dialog, anchor and the window's edges. */
const MARGIN = 8;
/** What the keyboard stops at. */
const STOPS = 'button, summary, a[href], select:enabled, input:enabled, [tabindex="0"]';

/** Shown on creation by `open`; Escape or a press outside disposes of it and the focus goes back to the anchor. */
export class PopupFrame extends Widget {
  readonly #anchor: HTMLElement;

  constructor(anchor: HTMLElement, label: string) {
    super();
    this.#anchor = anchor;
    // Everything outside the shell needs this class for the theme's fonts and colours.
    this.addClass('jp-ThemedContainer');
    this.addClass('jp-Energy-popup');
    this.node.setAttribute('role', 'dialog');
    this.node.setAttribute('aria-label', label);
    this.node.tabIndex = -1;
  }

  open(): void {
    Widget.attach(this, document.body);
    this.node.focus({ preventScroll: true });
  }

  override dispose(): void {
    if (this.isDisposed) return;
    const focused = this.node.contains(document.activeElement);
    super.dispose();
    if (focused && this.#anchor.isConnected) this.#anchor.focus({ preventScroll: true });
  }

  handleEvent(event: Event): void {
    if (event instanceof KeyboardEvent) this.#onKey(event);
    else if (event.type === 'resize') this.place();
    else if (
      event.target instanceof Node &&
      !this.node.contains(event.target) &&
      !this.#anchor.contains(event.target)
    ) {
      this.dispose();
    }
  }

  protected override onAfterAttach(): void {
    this.node.addEventListener('keydown', this);
    // While capturing: notebook and toolbar stop some presses on their way up.
    document.addEventListener('pointerdown', this, true);
    window.addEventListener('resize', this);
    this.place();
  }

  protected override onBeforeDetach(): void {
    this.node.removeEventListener('keydown', this);
    document.removeEventListener('pointerdown', this, true);
    window.removeEventListener('resize', this);
  }

  /** Below the anchor, flush with its right edge, inside the window. */
  protected place(): void {
    const anchor = this.#anchor.getBoundingClientRect();
    const { style, offsetWidth: width } = this.node;
    const top = Math.min(anchor.bottom + MARGIN / 2, window.innerHeight / 2);
    const left = Math.min(anchor.right - width, window.innerWidth - width - MARGIN);
    style.top = `${top}px`;
    style.left = `${Math.max(MARGIN, left)}px`;
    style.maxHeight = `${window.innerHeight - top - MARGIN}px`;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.dispose();
    } else if (event.key === 'Tab') this.#turn(event);
  }

  /** Tab goes round inside, since what follows in the page is far from where the dialog appears. */
  #turn(event: KeyboardEvent): void {
    const stops = [...this.node.querySelectorAll<HTMLElement>(STOPS)].filter(
      (stop) => stop.offsetParent !== null,
    );
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    const next = event.shiftKey ? stops.at(-1) : stops[0];
    const active = document.activeElement;
    if (active !== edge && !(event.shiftKey && active === this.node)) return;
    event.preventDefault();
    next?.focus();
  }
}
