// A Period of ENTSO-E as values at each of its positions: A01 names every position, A03 only those where the value changes.

import { numberOf, timeOf } from '../numbers.ts';
import type { TimeSpan } from '../provider.ts';
import { ProviderFault } from '../provider-fault.ts';
import type { XmlPeriod } from './document.ts';

const resolutions: ReadonlyMap<string, number> = new Map([
  ['PT15M', 900_000],
  ['PT30M', 1_800_000],
  ['PT60M', 3_600_000],
  ['PT1H', 3_600_000],
]);

/** A year of quarter-hours, the longest span that may be asked for. */
const MOST_POSITIONS = 366 * 96;

export interface CurvePoint extends TimeSpan {
  readonly power: number;
}

/**
 * A position that is left out has the value of the one before it, until the Period ends; before the first nothing is known. For
 * A01 that is the same, as it leaves none out. Throws ProviderFault where the Period contradicts itself.
 */
export function curveOf({ start, end, resolution, points }: XmlPeriod): CurvePoint[] {
  const [from, to, stepMs] = [timeOf(start), timeOf(end), resolutions.get(resolution)];
  if (from === null || to === null || stepMs === undefined)
    throw new ProviderFault('garbage', `it tells of a period that is none (${said(resolution)})`);
  const positions = Math.ceil((to - from) / stepMs);
  if (!(positions >= 1 && positions <= MOST_POSITIONS))
    throw new ProviderFault('garbage', 'it tells of a period that ends before it begins, or of years');
  const values = valuesOf(points, positions);
  const curve: CurvePoint[] = [];
  let power: number | null = null;
  for (let position = 1; position <= positions; position += 1) {
    power = values.get(position) ?? power;
    const at = from + (position - 1) * stepMs;
    if (power !== null) curve.push({ from: at, to: at + stepMs, power });
  }
  return curve;
}

/** By position; less than nothing is a measurement of nothing. */
function valuesOf(points: XmlPeriod['points'], positions: number): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  for (const { position, quantity } of points) {
    const [at, power] = [numberOf(position), numberOf(quantity)];
    if (at === null || power === null || !Number.isInteger(at) || at < 1 || at > positions)
      throw new ProviderFault('garbage', `it tells a point that is none (position ${said(position)})`);
    values.set(at, Math.max(0, power));
  }
  return values;
}

function said(text: string): string {
  return JSON.stringify(text.slice(0, 20));
}
