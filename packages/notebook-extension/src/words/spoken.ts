// Quantities as a screen reader should say them: unit names instead of symbols.

import type { TranslationBundle } from '@jupyterlab/translation';
import type { Quantity } from './format.ts';

const units: Record<string, (trans: TranslationBundle, digits: string) => string> = {
  mW: (trans, digits) => trans.__('%1 milliwatts', digits),
  W: (trans, digits) => trans.__('%1 watts', digits),
  kW: (trans, digits) => trans.__('%1 kilowatts', digits),
  MW: (trans, digits) => trans.__('%1 megawatts', digits),
  mJ: (trans, digits) => trans.__('%1 millijoules', digits),
  J: (trans, digits) => trans.__('%1 joules', digits),
  kJ: (trans, digits) => trans.__('%1 kilojoules', digits),
  MJ: (trans, digits) => trans.__('%1 megajoules', digits),
  GJ: (trans, digits) => trans.__('%1 gigajoules', digits),
  µWh: (trans, digits) => trans.__('%1 microwatt-hours', digits),
  mWh: (trans, digits) => trans.__('%1 milliwatt-hours', digits),
  Wh: (trans, digits) => trans.__('%1 watt-hours', digits),
  kWh: (trans, digits) => trans.__('%1 kilowatt-hours', digits),
  MWh: (trans, digits) => trans.__('%1 megawatt-hours', digits),
};

/** `23.4 watts`; "about" says what `≈` says to the eye. */
export function spoken({ digits, symbol }: Quantity, estimated: boolean, trans: TranslationBundle): string {
  const words = units[symbol]?.(trans, digits) ?? `${digits} ${symbol}`;
  return estimated ? trans.__('about %1', words) : words;
}
