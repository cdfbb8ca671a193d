// The line that says where the computer stands, and behind "change" the form that changes it.

import { type Grid, type GridChoice, GridPlaces, GridStanding } from '@jupyter-energy/contract';
import { Refused } from '../../stream/api.ts';
import { Moments } from '../../words/moments.ts';
import { liveWords, placeWords } from '../../words/place-words.ts';
import { element, setText } from '../element.ts';
import type { View } from '../view.ts';
import { PlaceForm } from './place-form.ts';

type Standing = Pick<Grid, 'place' | 'live'>;

export class PlaceSection {
  readonly node: HTMLElement;
  readonly #view: View;
  readonly #moments: Moments;
  readonly #onChosen: () => void;
  readonly #where = element('span');
  readonly #change: HTMLButtonElement;
  readonly #live = element('p', { class: 'jp-Energy-note' });
  readonly #failure = element('p', { class: 'jp-Energy-notice', role: 'alert' });
  readonly #form: PlaceForm;
  #places: GridPlaces | null = null;
  #standing: Standing | null = null;
  #open = false;

  /** `onChosen` is called when the energy server has taken another choice. */
  constructor(view: View, onChosen: () => void) {
    this.#view = view;
    this.#onChosen = onChosen;
    const { language } = view;
    this.#moments = new Moments(language.format.locale);
    this.#change = element('button', { type: 'button', class: 'jp-Energy-link', 'aria-expanded': 'false' });
    this.#change.addEventListener('click', () => this.#toggle());
    this.#form = new PlaceForm(language, (choice) => void this.#choose(choice));
    this.#failure.hidden = true;
    this.node = element(
      'div',
      { class: 'jp-Energy-place' },
      element('p', {}, this.#where, ' · ', this.#change),
      this.#live,
      this.#failure,
      this.#form.node,
    );
  }

  /** Null where the energy server knows no places. */
  show(standing: Standing | null): void {
    this.#standing = standing;
    this.node.hidden = standing === null;
    if (standing === null) return;
    const { language } = this.#view;
    const { place, live } = standing;
    setText(this.#where, placeWords(place, language));
    setText(this.#change, place.country === null ? language.trans.__('choose') : language.trans.__('change'));
    const words = liveWords(live, language, this.#moments);
    this.#live.hidden = words === null;
    setText(this.#live, words ?? '');
    this.#form.node.hidden = !this.#open;
    if (this.#open) this.#form.show(standing, this.#places);
  }

  #toggle(): void {
    this.#open = !this.#open;
    this.#change.setAttribute('aria-expanded', String(this.#open));
    this.show(this.#standing);
    if (!this.#open || this.#places !== null) return;
    this.#view.service.ask('v1/grid/places', GridPlaces).then(
      (places) => {
        this.#places = places;
        this.show(this.#standing);
      },
      (error: unknown) => this.#fail(error),
    );
  }

  async #choose(choice: GridChoice): Promise<void> {
    this.#failure.hidden = true;
    try {
      this.show(await this.#view.service.tell('v1/grid/choice', choice, GridStanding));
      this.#onChosen();
    } catch (error) {
      this.#fail(error);
      // What was chosen does not hold: the form says again what does.
      this.show(this.#standing);
    }
  }

  #fail(error: unknown): void {
    const { trans } = this.#view.language;
    this.#failure.hidden = false;
    setText(
      this.#failure,
      error instanceof Refused
        ? trans.__('That could not be done: %1', error.message)
        : trans.__('That could not be done: the Jupyter server cannot be reached.'),
    );
  }
}
