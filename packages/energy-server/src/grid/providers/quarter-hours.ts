// What a provider told, by quarter-hours: hours are cut, fives are averaged, what is half told is left out.

import type { Told } from '../mix/mix.ts';
import type { Production, ProductionType } from '../mix/production.ts';
import { QUARTER_MS, quarterOf } from '../quarter.ts';
import type { Point, TimeSpan } from './provider.ts';

/** Longer points tell nothing of a quarter-hour. */
const LONGEST_MS = 3_600_000;
/** So many of the newest points may wait for operators that tell late. */
const LATE_POINTS = 12;

export type QuarterTold = Pick<Told, 'quarter' | 'production' | 'intensity'>;

interface Gathered {
  productionMs: number;
  readonly production: Map<ProductionType, number>;
  intensityMs: number;
  grams: number;
  intensity: Told['intensity'];
}

/** Those quarter-hours within the span that points cover wholly. Where points overlap, both count by half. */
export function quarterHours(points: readonly Point[], span: TimeSpan): QuarterTold[] {
  const gathered = new Map<number, Gathered>();
  for (const point of points) {
    if (!(point.to > point.from) || point.to - point.from > LONGEST_MS) continue;
    const [from, to] = [Math.max(point.from, span.from), Math.min(point.to, span.to)];
    for (let quarter = quarterOf(from); quarter * QUARTER_MS < to; quarter += 1) {
      const start = Math.max(from, quarter * QUARTER_MS);
      const end = Math.min(to, (quarter + 1) * QUARTER_MS);
      if (end > start) gather(gathered, quarter, point, end - start);
    }
  }
  return [...gathered].sort(([a], [b]) => a - b).flatMap(([quarter, all]) => told(quarter, all));
}

function gather(
  gathered: Map<number, Gathered>,
  quarter: number,
  { production, intensity }: Point,
  ms: number,
): void {
  const all = gathered.get(quarter) ?? {
    productionMs: 0,
    production: new Map(),
    intensityMs: 0,
    grams: 0,
    intensity: null,
  };
  gathered.set(quarter, all);
  if (production !== undefined) {
    all.productionMs += ms;
    for (const [type, power] of Object.entries(production) as [ProductionType, number][])
      all.production.set(type, (all.production.get(type) ?? 0) + power * ms);
  }
  if (intensity !== undefined) {
    all.intensityMs += ms;
    all.grams += intensity.gramsPerKwh * ms;
    all.intensity = intensity;
  }
}

function told(quarter: number, all: Gathered): QuarterTold[] {
  const production = all.productionMs < QUARTER_MS ? null : mean(all.production, all.productionMs);
  const intensity =
    all.intensityMs < QUARTER_MS || all.intensity === null
      ? null
      : { ...all.intensity, gramsPerKwh: all.grams / all.intensityMs };
  return production === null && intensity === null ? [] : [{ quarter, production, intensity }];
}

function mean(sums: ReadonlyMap<ProductionType, number>, ms: number): Production {
  return Object.fromEntries([...sums].map(([type, sum]) => [type, sum / ms]));
}

/**
 * Without the newest points as long as they have fewer types than most have: operators tell at different times, and a part of the
 * mix looks like another mix.
 */
export function withoutPartial(points: readonly Point[]): readonly Point[] {
  const counts = points.map(({ production }) => Object.keys(production ?? {}).length);
  const usual = mostCommon(counts);
  let end = points.length;
  while (end > Math.max(1, points.length - LATE_POINTS) && (counts[end - 1] ?? usual) < usual) end -= 1;
  return points.slice(0, end);
}

/** Of several that are as common, the largest. */
function mostCommon(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  return [...times].sort(([a, m], [b, n]) => n - m || b - a)[0]?.[0] ?? 0;
}
