// The form behind "change": country, zone, back to what is found by itself, and the switch for live data.

import type { Grid, GridChoice, GridPlaces } from '@jupyter-energy/contract';
import {
  countryOptions,
  isSameMachine,
  ownTimeZone,
  type PlaceOption,
  zoneOptions,
} from '../../long-term/place-options.ts';
import type { Language } from '../../words/language.ts';
import { countryName, liveExplained, mayNotWords } from '../../words/place-words.ts';
import { element, setText } from '../element.ts';

const AUTOMATIC = '';
let made = 0;

export class PlaceForm {
  readonly node: HTMLElement;
  readonly #language: Language;
  readonly #choose: (choice: GridChoice) => void;
  readonly #country: HTMLSelectElement;
  readonly #zone: HTMLSelectElement;
  readonly #zoneRow: HTMLElement;
  readonly #live: HTMLInputElement;
  readonly #explained: HTMLElement;
  readonly #refusal = element('p');
  readonly #proposals = element('p', { class: 'jp-Energy-proposals' });
  readonly #fields: HTMLElement;
  #shown = '';

  constructor(language: Language, choose: (choice: GridChoice) => void) {
    this.#language = language;
    this.#choose = choose;
    const { trans } = language;
    made += 1;
    const explainedId = `jp-Energy-live-${made}`;
    this.#country = element('select', { 'aria-label': trans.__('Country') });
    this.#country.addEventListener('change', () => this.#chooseCountry(this.#country.value));
    this.#zone = element('select', { 'aria-label': trans.__('Zone') });
    this.#zone.addEventListener('change', () => choose({ zone: this.#zone.value || null, chosenBy: 'user' }));
    this.#zoneRow = row(trans.__('Zone'), this.#zone);
    this.#live = element('input', { type: 'checkbox', role: 'switch', 'aria-describedby': explainedId });
    this.#live.addEventListener('change', () => choose({ live: this.#live.checked }));
    this.#explained = element('p', { class: 'jp-Energy-note', id: explainedId });
    this.#fields = element(
      'div',
      {},
      row(trans.__('Country'), this.#country),
      this.#zoneRow,
      this.#proposals,
      element(
        'label',
        { class: 'jp-Energy-switch' },
        this.#live,
        element('span', { text: trans.__('Live data of the grid') }),
      ),
      this.#explained,
    );
    this.node = element('div', { class: 'jp-Energy-placeForm', hidden: '' }, this.#refusal, this.#fields);
  }

  /** `places` is null until they are known. */
  show({ place, live }: Pick<Grid, 'place' | 'live'>, places: GridPlaces | null): void {
    const { mayChange } = place;
    this.#refusal.hidden = mayChange;
    this.#fields.hidden = !mayChange;
    setText(this.#refusal, mayNotWords(place, this.#language));
    this.#live.checked = live.on;
    this.#live.disabled = live.provider === null && !live.on;
    setText(this.#explained, liveExplained(live, this.#language));
    // Made anew only when there are others: an open list must not close under the pointer.
    const shown = JSON.stringify([places, place]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#fill(place, places);
    this.#propose(place);
  }

  #fill(place: Grid['place'], places: GridPlaces | null): void {
    const { trans, format } = this.#language;
    const name = (country: string) => countryName(country, this.#language);
    const known = places ?? { places: [] };
    const { likely, all } = countryOptions(known, place, name, format.locale);
    const zones = zoneOptions(known, place.country);
    const automatic = { value: AUTOMATIC, text: trans.__('Automatic (from the time zone)') };
    const world = { value: 'world', text: name('world') };
    const groups = likely.length > 1 ? [group(trans.__('In this time zone'), likely)] : [];
    this.#country.replaceChildren(
      ...[automatic, world].map(option),
      ...groups,
      group(trans.__('All countries'), all),
    );
    const byHand = place.chosenBy === 'user' || place.chosenBy === 'browser';
    this.#country.value = byHand && place.country !== null ? place.country : AUTOMATIC;
    this.#zoneRow.hidden = zones.length === 0;
    this.#zone.replaceChildren(...[{ value: '', text: trans.__('The whole country') }, ...zones].map(option));
    this.#zone.value = place.zone ?? '';
  }

  /** Where the country is not known: the candidates, and the browser's own zone if this is the same machine. */
  #propose(place: Grid['place']): void {
    const { trans } = this.#language;
    const buttons: HTMLElement[] = [];
    if (place.country === null) {
      for (const country of place.candidates)
        buttons.push(press(countryName(country, this.#language), () => this.#chooseCountry(country)));
      const timeZone = ownTimeZone();
      if (place.candidates.length === 0 && timeZone !== null && isSameMachine(location.hostname)) {
        buttons.push(
          press(trans.__('Use this browser’s time zone, %1', timeZone), () =>
            this.#choose({ timeZone, chosenBy: 'browser' }),
          ),
        );
      }
    }
    this.#proposals.replaceChildren(...buttons);
    this.#proposals.hidden = buttons.length === 0;
  }

  #chooseCountry(country: string): void {
    if (country === AUTOMATIC) this.#choose({ country: null, zone: null });
    else this.#choose({ country, zone: null, chosenBy: 'user' });
  }
}

function row(name: string, field: HTMLElement): HTMLElement {
  return element('label', { class: 'jp-Energy-field' }, element('span', { text: name }), field);
}

function option({ value, text }: PlaceOption): HTMLOptionElement {
  return element('option', { value, text });
}

function group(label: string, options: readonly PlaceOption[]): HTMLOptGroupElement {
  return element('optgroup', { label }, ...options.map(option));
}

function press(text: string, act: () => void): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'jp-Energy-press', text });
  button.addEventListener('click', act);
  return button;
}
