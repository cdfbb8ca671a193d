// Moments and spans in the page's language and the browser's time zone, as long as a bar of the long record needs them.

import type { UnixMs } from '@jupyter-energy/contract';
import type { Step } from '../long-term/calendar.ts';

type Style = Intl.DateTimeFormatOptions;

const TIME: Style = { hour: '2-digit', minute: '2-digit' };
const DAY: Style = { day: 'numeric', month: 'short' };
const WEEKDAY: Style = { weekday: 'short', day: 'numeric', month: 'short' };
const FULL: Style = { day: 'numeric', month: 'long', year: 'numeric' };
const SPAN: Style = { ...WEEKDAY, ...TIME };
const MOMENT: Style = { ...FULL, ...TIME };
const SHORT_MONTH: Style = { month: 'short' };
const YEAR: Style = { year: 'numeric' };
const MONTH: Style = { month: 'long', year: 'numeric' };

/** How a bar of each length is told. */
const bars: Readonly<Record<Step, Style>> = {
  minute: SPAN,
  'five minutes': SPAN,
  'quarter hour': SPAN,
  hour: SPAN,
  'two hours': SPAN,
  day: { weekday: 'long', ...FULL },
  week: FULL,
  month: MONTH,
};

export class Moments {
  readonly #locale: string | undefined;
  readonly #made = new Map<Style, Intl.DateTimeFormat>();

  /** `preferred` is the browser's: where it speaks the same language, its way to write dates is the user's. */
  constructor(locale: string | undefined, preferred: string | undefined = globalThis.navigator?.language) {
    const isSame = locale !== undefined && preferred?.startsWith(`${locale}-`);
    this.#locale = isSame ? preferred : locale;
  }

  /** `Fri 27 Nov, 14:00 – 14:15`, `Friday 27 November 2026`, `November 2026`. `to` is where the bar ends. */
  bar(step: Step, from: UnixMs, to: UnixMs): string {
    // A day ends a moment before the next begins, and is not "27 to 28 November".
    const last = step === 'day' || step === 'week' || step === 'month' ? to - 1 : to;
    return this.#format(bars[step]).formatRange(from, last);
  }

  /** The whole span of a window: days for days, hours for hours. */
  span(step: Step, from: UnixMs, to: UnixMs): string {
    return step === 'day' || step === 'week' || step === 'month'
      ? this.#format(FULL).formatRange(from, to - 1)
      : this.#format(SPAN).formatRange(from, to);
  }

  /** `27 November 2026, 14:15`. */
  moment(at: UnixMs): string {
    return this.#format(MOMENT).format(at);
  }

  time(at: UnixMs): string {
    return this.#format(TIME).format(at);
  }

  day(at: UnixMs): string {
    return this.#format(DAY).format(at);
  }

  month(at: UnixMs): string {
    return this.#format(SHORT_MONTH).format(at);
  }

  year(at: UnixMs): string {
    return this.#format(YEAR).format(at);
  }

  #format(style: Style): Intl.DateTimeFormat {
    const made = this.#made.get(style) ?? new Intl.DateTimeFormat(this.#locale, style);
    this.#made.set(style, made);
    return made;
  }
}
