// The popup's middle: the last minutes, or the long term, which is asked for only while it is shown.

import { ChartSection } from './chart-section.ts';
import { Choice } from './choice.ts';
import { element } from './element.ts';
import { LongTermSection } from './long-term/long-term-section.ts';
import type { View } from './view.ts';

type Shown = 'minutes' | 'long term';

export class HistorySection {
  readonly node: HTMLElement;
  readonly #minutes: ChartSection;
  readonly #longTerm: LongTermSection;
  readonly #choice: Choice<Shown>;
  #shown: Shown = 'minutes';

  constructor(view: View) {
    const { trans } = view.language;
    this.#minutes = new ChartSection(view);
    this.#longTerm = new LongTermSection(view);
    this.#choice = new Choice<Shown>(
      trans.__('History'),
      [
        { value: 'minutes', text: trans.__('Last minutes'), label: trans.__('Power of the last minutes') },
        {
          value: 'long term',
          text: trans.__('Long term'),
          label: trans.__('Energy of hours, days and months'),
        },
      ],
      (shown) => this.#show(shown),
    );
    const head = element(
      'div',
      { class: 'jp-Energy-historyHead' },
      this.#choice.node,
      this.#minutes.head,
      this.#longTerm.head,
    );
    this.node = element('section', {}, head, this.#minutes.node, this.#longTerm.node);
    this.#show('minutes');
  }

  /** Draws the newest, and what changed beside it. */
  refresh(): void {
    if (this.#shown === 'minutes') this.#minutes.refresh();
  }

  onBeat(): void {
    this.refresh();
    this.#longTerm.onBeat();
  }

  onSettings(): void {
    this.refresh();
    this.#longTerm.onSettings();
  }

  /** Another theme or another width. */
  redraw(): void {
    if (this.#shown === 'minutes') this.#minutes.redraw();
    else this.#longTerm.redraw();
  }

  dispose(): void {
    this.#minutes.dispose();
    this.#longTerm.dispose();
  }

  #show(shown: Shown): void {
    this.#shown = shown;
    this.#choice.value = shown;
    const isMinutes = shown === 'minutes';
    this.#minutes.node.hidden = !isMinutes;
    this.#minutes.head.hidden = !isMinutes;
    this.#longTerm.open = !isMinutes;
    if (isMinutes && this.node?.isConnected) this.#minutes.redraw();
  }
}
