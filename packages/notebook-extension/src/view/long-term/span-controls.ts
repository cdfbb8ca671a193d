// The buttons with which the span of the long record is chosen: hour to all, nearer and wider, earlier and later.

import type { StageName } from '../../long-term/time-window.ts';
import type { Language } from '../../words/language.ts';
import { Choice } from '../choice.ts';
import { element } from '../element.ts';

export interface SpanActions {
  readonly choose: (stage: StageName) => void;
  readonly zoom: (direction: 1 | -1) => void;
  /** By a third of the window: -1 earlier, 1 later. */
  readonly move: (direction: 1 | -1) => void;
}

export class SpanControls {
  readonly node: HTMLElement;
  readonly #stages: Choice<StageName>;
  readonly #later: HTMLButtonElement;

  constructor({ trans }: Language, { choose, zoom, move }: SpanActions) {
    this.#stages = new Choice<StageName>(
      trans.__('Time shown'),
      [
        { value: 'hour', text: trans.__('Hour'), label: trans.__('The last hour') },
        { value: 'day', text: trans.__('Day'), label: trans.__('A day') },
        { value: 'week', text: trans.__('Week'), label: trans.__('A week') },
        { value: 'month', text: trans.__('Month'), label: trans.__('A month') },
        { value: 'year', text: trans.__('Year'), label: trans.__('A year') },
        { value: 'all', text: trans.__('All'), label: trans.__('The whole record') },
      ],
      choose,
    );
    this.#later = button('›', trans.__('Later'), () => move(1));
    this.node = element(
      'div',
      { class: 'jp-Energy-span' },
      this.#stages.node,
      group(trans.__('Zoom'), [
        button('−', trans.__('Show a longer time'), () => zoom(-1)),
        button('+', trans.__('Show a shorter time'), () => zoom(1)),
      ]),
      group(trans.__('Move'), [button('‹', trans.__('Earlier'), () => move(-1)), this.#later]),
    );
  }

  /** `current`: the window ends now, so that nothing comes later. */
  show(stage: StageName, current: boolean): void {
    this.#stages.value = stage;
    // Not disabled: a button that loses the focus when it was pressed leaves a keyboard nowhere.
    this.#later.setAttribute('aria-disabled', String(current));
  }
}

function group(label: string, buttons: readonly HTMLButtonElement[]): HTMLElement {
  return element('div', { class: 'jp-Energy-choice', role: 'group', 'aria-label': label }, ...buttons);
}

function button(text: string, label: string, press: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', text, 'aria-label': label, title: label });
  made.addEventListener('click', press);
  return made;
}
