// Watts, joules and spans of time as people read them: three digits, a prefix, `≈` before an estimate.

import { type Basis, JOULES_PER_WATT_HOUR } from '@jupyter-energy/contract';

const prefixes = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
  [1e-3, 'm'],
] as const;

/** `23.4 W`, `≈ 1.20 kW`, `unknown`. */
export function wattsText(watts: number | null, basis: Basis | null): string {
  return watts === null ? 'unknown' : `${approximately(basis)}${scaled(watts, 'W')}`;
}

/** `12.5 kJ (3.47 Wh)`. */
export function joulesText(joules: number, basis: Basis | null): string {
  return `${approximately(basis)}${scaled(joules, 'J')} (${scaled(joules / JOULES_PER_WATT_HOUR, 'Wh')})`;
}

/** `1:02:03`. */
export function spanText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** `estimated ± 16 %`, `measured ± 0.5 %`, `measured`. */
export function basisText(basis: Basis, relativeError: number | null): string {
  return relativeError === null || relativeError === 0
    ? basis
    : `${basis} ± ${(relativeError * 100).toFixed(relativeError < 0.01 ? 1 : 0)} %`;
}

function approximately(basis: Basis | null): string {
  return basis === 'measured' ? '' : '≈ ';
}

function scaled(value: number, unit: string): string {
  const size = Math.abs(value);
  const [factor, prefix] =
    prefixes.find(([least]) => size >= least * 0.9995) ?? (size === 0 ? [1, ''] : [1e-3, 'm']);
  const shown = value / factor;
  const digits = Math.abs(shown) >= 99.95 ? 0 : Math.abs(shown) >= 9.995 ? 1 : 2;
  return `${shown.toFixed(digits)} ${prefix}${unit}`;
}
