// Numbers for people: three significant digits, SI prefixes, the decimal sign of the language. Unknown stays null.

import { JOULES_PER_WATT_HOUR, type Joules, type UnixMs, type Watts } from '@jupyter-energy/contract';

/** The unit in which energy is shown. */
export type EnergyUnit = 'J' | 'Wh';

/** A number with its prefix and unit, ready for a sentence or a label. `symbol` is, for example, `kWh`. */
export interface Quantity {
  readonly digits: string;
  readonly symbol: string;
}

type Step = readonly [factor: number, symbol: string];
type Scale = readonly [Step, ...Step[]];

const WATTS: Scale = [
  [1e-3, 'mW'],
  [1, 'W'],
  [1e3, 'kW'],
  [1e6, 'MW'],
];
const JOULES: Scale = [
  [1e-3, 'mJ'],
  [1, 'J'],
  [1e3, 'kJ'],
  [1e6, 'MJ'],
  [1e9, 'GJ'],
];
const WATT_HOURS: Scale = [
  [1e-6, 'µWh'],
  [1e-3, 'mWh'],
  [1, 'Wh'],
  [1e3, 'kWh'],
  [1e6, 'MWh'],
];

const GRAMS: Scale = [
  [1e-3, 'mg'],
  [1, 'g'],
  [1e3, 'kg'],
  [1e6, 't'],
];

/** Half of the last digit that is worth saying. */
const FAINTEST_WATTS = 0.0005;

/** No-break space between number and unit, so that a line never ends between them. */
const SPACE = '\u00A0';

/** Writes numbers in one language. */
export class Format {
  readonly #significant: Intl.NumberFormat;
  readonly #few: Intl.NumberFormat;
  readonly #short: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #whole: Intl.NumberFormat;
  readonly #units = new Map<string, Intl.NumberFormat>();
  readonly #decimals = new Map<number, Intl.NumberFormat>();
  readonly #locale: string | undefined;

  /** A language code as Jupyter writes it (`de_DE`); anything that is none means the browser's own language. */
  constructor(language?: string) {
    this.#locale = localeOf(language);
    const significant = { minimumSignificantDigits: 3, maximumSignificantDigits: 3 };
    this.#significant = new Intl.NumberFormat(this.#locale, significant);
    this.#few = new Intl.NumberFormat(this.#locale, { maximumSignificantDigits: 2 });
    this.#short = new Intl.NumberFormat(this.#locale, { maximumSignificantDigits: 3 });
    this.#percent = new Intl.NumberFormat(this.#locale, { style: 'percent', maximumSignificantDigits: 2 });
    this.#whole = new Intl.NumberFormat(this.#locale, { maximumFractionDigits: 0 });
  }

  /** Below a milliwatt nothing tells a share from nothing. */
  power(watts: Watts): Quantity {
    return this.#scaled(Math.abs(watts) < FAINTEST_WATTS ? 0 : watts, WATTS, 'W');
  }

  /** Labels of one axis share the prefix of its largest value, and carry no digits that say nothing. */
  axis(watts: Watts, largest: Watts): Quantity {
    const [factor, symbol] = fitting(largest, WATTS);
    return { digits: this.#short.format(watts / factor), symbol };
  }

  energy(joules: Joules, unit: EnergyUnit): Quantity {
    if (unit === 'J') return this.#scaled(joules, JOULES, 'J');
    return this.#scaled(joules / JOULES_PER_WATT_HOUR, WATT_HOURS, 'Wh');
  }

  /** An energy that is only known with a ± `margin`: no digits finer than that. Null where it is not known, or too small to be seen. */
  uncertain(
    joules: Joules,
    plusMinus: Joules | null,
    unit: EnergyUnit,
  ): Quantity & { readonly margin: string | null } {
    const quantity = this.energy(joules, unit);
    if (plusMinus === null || !(plusMinus > 0) || !(joules > 0)) return { ...quantity, margin: null };
    const base = unit === 'J' ? 1 : JOULES_PER_WATT_HOUR;
    const [factor, symbol] = fitting(joules / base, unit === 'J' ? JOULES : WATT_HOURS);
    const [value, margin] = [joules / base / factor, plusMinus / base / factor];
    // One significant digit of the margin, two where it begins with 1, where one would say little.
    const exponent = Math.floor(Math.log10(margin));
    const finest = exponent - (margin / 10 ** exponent < 1.95 ? 1 : 0);
    const decimals = Math.max(0, -finest);
    if (decimals > Math.max(0, 3 - Math.floor(Math.log10(value)))) return { ...quantity, margin: null };
    const format = this.#withDecimals(decimals);
    return { digits: format.format(value), symbol, margin: format.format(margin) };
  }

  /** `14:03:07`. */
  timeOfDay(at: UnixMs): string {
    return new Intl.DateTimeFormat(this.#locale, { timeStyle: 'medium' }).format(at);
  }

  /** How long something took, with two significant digits: `13ms`, `0.25s`, `12s`, `3.5 min`. */
  stopwatch(seconds: number): string {
    if (seconds < 0.0995)
      return this.#unit(Number((seconds * 1_000).toPrecision(2)), 'millisecond', 'narrow');
    if (seconds < 59.5) return this.#unit(Number(seconds.toPrecision(2)), 'second', 'narrow');
    if (seconds < 90 * 60) return this.shortDuration(seconds);
    return this.duration(seconds);
  }

  /** As `axis`, for energy. */
  energyAxis(joules: Joules, largest: Joules, unit: EnergyUnit): Quantity {
    const one = unit === 'J' ? 1 : JOULES_PER_WATT_HOUR;
    const [factor, symbol] = fitting(largest / one, unit === 'J' ? JOULES : WATT_HOURS);
    return { digits: this.#short.format(joules / one / factor), symbol };
  }

  /** A mass: `420 g`. */
  mass(grams: number): Quantity {
    return this.#scaled(grams, GRAMS, 'g');
  }

  /** A price, with three significant digits where it is less than a hundred. `currency` is ISO 4217. */
  money(amount: number, currency: string): string {
    const small = Math.abs(amount) < 100;
    return new Intl.NumberFormat(this.#locale, {
      style: 'currency',
      currency,
      ...(small ? { maximumSignificantDigits: 3 } : {}),
    }).format(amount);
  }

  /** In which language; undefined for the browser's own. */
  get locale(): string | undefined {
    return this.#locale;
  }

  /** How many times something fits: two significant digits below 10, whole numbers above. */
  count(value: number): string {
    return value < 9.95 ? this.#few.format(value) : this.#whole.format(value);
  }

  /** The same for what is not known better: two significant digits, always. */
  rough(value: number): string {
    return this.#few.format(value);
  }

  /** A share or a relative error with two significant digits: 0.2 as `20 %`, 0.0013 as `0.13 %`. */
  percent(fraction: number): string {
    return spaced(this.#percent.formatToParts(fraction));
  }

  /** A span of time in its largest sensible unit: seconds below 90 s, minutes below 90 min, hours below two days. */
  duration(seconds: number): string {
    if (seconds < 90) return this.#unit(Math.round(seconds), 'second');
    if (seconds < 90 * 60) return this.#unit(Math.round(seconds / 60), 'minute');
    if (seconds < 48 * 3600) return this.#unit(Math.round(seconds / 360) / 10, 'hour');
    return this.#unit(Math.round(seconds / 8640) / 10, 'day');
  }

  /** `5 min` or `30 s`, for labels with little room. */
  shortDuration(seconds: number): string {
    if (seconds < 60) return this.#unit(seconds, 'second', 'narrow');
    return this.#unit(Math.round(seconds / 6) / 10, 'minute', 'short');
  }

  /** `a, b and c` in the language's way. */
  list(words: readonly string[]): string {
    return new Intl.ListFormat(this.#locale, { type: 'conjunction' }).format(words);
  }

  megabytes(bytes: number): string {
    return this.#unit(Math.round(bytes / 1e6), 'megabyte', 'short');
  }

  #withDecimals(decimals: number): Intl.NumberFormat {
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    const made = this.#decimals.get(decimals) ?? new Intl.NumberFormat(this.#locale, digits);
    this.#decimals.set(decimals, made);
    return made;
  }

  #unit(value: number, unit: string, unitDisplay: 'long' | 'short' | 'narrow' = 'long'): string {
    // Making a formatter costs more than a beat may: each is made once.
    const key = `${unit} ${unitDisplay}`;
    const made =
      this.#units.get(key) ?? new Intl.NumberFormat(this.#locale, { style: 'unit', unit, unitDisplay });
    this.#units.set(key, made);
    return made.format(value);
  }

  #scaled(value: number, scale: Scale, base: string): Quantity {
    if (value === 0) return { digits: '0', symbol: base };
    const [factor, symbol] = fitting(value, scale);
    return { digits: this.#significant.format(value / factor), symbol };
  }
}

/** `23.4 W`, with `≈` in front when it comes from a model. */
export function written({ digits, symbol }: Quantity, estimated: boolean): string {
  return `${estimated ? `≈${SPACE}` : ''}${digits}${SPACE}${symbol}`;
}

/** A number and its percent sign, apart like any number and its unit, also where the language would join them. */
function spaced(parts: readonly Intl.NumberFormatPart[]): string {
  return parts
    .map(({ type, value }, i) => {
      const digit = /integer|fraction/.test(parts[i - 1]?.type ?? '');
      return type === 'percentSign' && digit ? `${SPACE}${value}` : value;
    })
    .join('');
}

/** The largest prefix that leaves a number of at least 1; the smallest there is for anything below. */
function fitting(value: number, scale: Scale): Step {
  // Rounded first, so that 999.6 becomes 1.00 k and not 1000.
  const size = Math.abs(Number(value.toPrecision(3)));
  return scale.findLast(([factor]) => factor <= size) ?? scale[0];
}

function localeOf(language: string | undefined): string | undefined {
  try {
    const [locale] = Intl.getCanonicalLocales((language ?? '').replaceAll('_', '-'));
    return locale;
  } catch {
    return undefined; // `default` and the like: the browser's own.
  }
}
