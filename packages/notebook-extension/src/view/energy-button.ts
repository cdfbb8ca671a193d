// The button in a notebook's toolbar: ⚡ 23.4 W · 12.5 kJ 🫖.

import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import type { Scope } from '../settings.ts';
import { type Headline, headlineOf } from '../words/headline.ts';
import type { Language } from '../words/language.ts';
import { type Subject, subjectOf } from '../words/subject.ts';
import { element, setText } from './element.ts';
import type { View } from './view.ts';

/** A focused button whose name changes is read aloud again by some screen readers: not at every beat. */
const SPEAK_EVERY_MS = 10_000;

export class EnergyButton extends Widget {
  /** Emitted when the button leaves the screen, with whatever hangs on it: another tab, or the notebook closed. */
  readonly closing = new Signal<this, void>(this);
  readonly #view: View;
  readonly #onPress: (button: EnergyButton) => void;
  readonly #power = element('span', { class: 'jp-Energy-power' });
  readonly #energy = element('span');
  readonly #emoji = element('span', { class: 'jp-Energy-emoji' });
  readonly #button: HTMLButtonElement;
  #spokenAt = Number.NEGATIVE_INFINITY;
  #kind = '';

  constructor(view: View, onPress: (button: EnergyButton) => void) {
    super();
    this.#view = view;
    this.#onPress = onPress;
    const bolt = element('span', { class: 'jp-Energy-bolt', text: '⚡', 'aria-hidden': 'true' });
    this.#button = element(
      'button',
      { class: 'jp-Energy-button', type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false' },
      element('span', { class: 'jp-Energy-left' }, bolt, this.#power),
      element('span', { class: 'jp-Energy-dot', text: '·', 'aria-hidden': 'true' }),
      element('span', { class: 'jp-Energy-right' }, this.#energy, this.#emoji),
    );
    this.addClass('jp-Energy-toolbarItem');
    this.node.append(this.#button);
    view.service.beats.connect(this.refresh, this);
    view.service.changed.connect(this.refresh, this);
    view.settings.changed.connect(this.refresh, this);
    this.refresh();
  }

  /** The element to which a popup is anchored and the focus returns. */
  get button(): HTMLButtonElement {
    return this.#button;
  }

  set expanded(expanded: boolean) {
    this.#button.setAttribute('aria-expanded', String(expanded));
  }

  handleEvent(event: Event): void {
    if (event.type === 'click') this.#onPress(this);
  }

  protected override onAfterAttach(): void {
    this.#button.addEventListener('click', this);
    this.refresh();
  }

  protected override onBeforeDetach(): void {
    this.#button.removeEventListener('click', this);
    this.closing.emit();
  }

  protected override onBeforeHide(): void {
    this.closing.emit();
  }

  protected override onAfterShow(): void {
    this.refresh();
  }

  protected refresh(): void {
    if (this.isAttached && !this.isVisible) return;
    const { service, notebook, settings, language } = this.#view;
    const subject = subjectOf(settings.values.scope, service, notebook);
    const headline = headlineOf(service, subject, settings.values.unit, language);
    const emoji = settings.values.comparison ? (headline.comparison?.chosen.comparison.emoji ?? '') : '';
    setText(this.#power, headline.power.written);
    setText(this.#energy, headline.energy.written);
    setText(this.#emoji, emoji);
    this.#emoji.classList.toggle('jp-mod-off', !settings.values.comparison);
    this.#button.classList.toggle('jp-mod-unknown', headline.unknownBecause !== null);
    // Said once, where neither power nor energy is known.
    this.#button.classList.toggle(
      'jp-mod-nothing',
      headline.unknownBecause !== null && subject.since?.joules == null,
    );
    this.#button.classList.toggle('jp-mod-estimated', headline.estimated);
    this.#describe(headline, subject);
  }

  #describe(headline: Headline, { scope, since }: Subject): void {
    const { language } = this.#view;
    const kind = `${headline.unknownBecause}${headline.basis}${since?.joules == null}`;
    const now = performance.now();
    if (kind === this.#kind && now - this.#spokenAt < SPEAK_EVERY_MS) return;
    this.#kind = kind;
    this.#spokenAt = now;
    this.#button.title = titleOf(headline, scope, language);
    this.#button.setAttribute('aria-label', labelOf(headline, scope, language));
  }
}

function labelOf(headline: Headline, scope: Scope, { trans }: Language): string {
  const { power, energy, basis, unknownBecause } = headline;
  if (unknownBecause !== null) return trans.__('Energy: power unknown. %1', unknownBecause);
  return scope === 'computer'
    ? trans.__(
        'Energy: this computer draws %1 (%3); %2 since this notebook was opened',
        power.spoken,
        energy.spoken,
        basis,
      )
    : trans.__(
        'Energy: this notebook draws %1 (%3); %2 since it was opened',
        power.spoken,
        energy.spoken,
        basis,
      );
}

function titleOf(headline: Headline, scope: Scope, { trans }: Language): string {
  const { unknownBecause, basis } = headline;
  const lines =
    scope === 'computer'
      ? [
          unknownBecause ?? trans.__('Power of this computer now (%1)', basis),
          trans.__('Energy of this computer since this notebook was opened'),
        ]
      : [
          unknownBecause ?? trans.__('Power of this notebook now (%1)', basis),
          trans.__('Energy of this notebook since it was opened'),
        ];
  if (headline.comparison !== null) lines.push(headline.comparison.sentence);
  return lines.join('\n');
}
