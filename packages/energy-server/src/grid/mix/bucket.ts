// A span of time as one bucket: what most of it has, averaged over that part. What differs in kind is never averaged together.

import type { Fuel, GridBucket } from '@jupyter-energy/contract';
import type { Intensity, Mix } from './mix.ts';
import { type Shares, scaled, sorted } from './shares.ts';

/** A mix that lasted so long. */
export type Stretch = readonly [mix: Mix, ms: number];

/** `stretches` make up the span. */
export function bucketOf(from: number, to: number, stretches: readonly Stretch[]): GridBucket {
  const most = largest(stretches, ({ kind, provider }) => `${kind} ${provider}`);
  const [first] = most[0] ?? [];
  const told = largest(
    most.filter(([{ intensity }]) => intensity !== null),
    ({ intensity, year }) => `${intensity?.method} ${intensity?.factors} ${year}`,
  );
  const intensity = meanIntensity(told);
  const shares = meanShares(most);
  const ends = most.map(([{ asOf }]) => asOf).filter((end) => end !== null);
  return {
    from,
    to,
    kind: first?.kind ?? 'none',
    provider: first?.provider ?? null,
    year: told[0]?.[0].year ?? first?.year ?? null,
    asOf: ends.length === 0 ? null : ends.reduce((a, b) => Math.max(a, b)),
    shares: shares?.bands ?? null,
    fuels: [...(shares?.fuels ?? [])],
    gramsPerKwh: intensity?.gramsPerKwh ?? null,
    method: intensity?.method ?? null,
    factors: intensity?.factors ?? null,
  };
}

/** Those stretches with the key that lasts longest. */
function largest(stretches: readonly Stretch[], keyOf: (mix: Mix) => string): readonly Stretch[] {
  const groups = new Map<string, { ms: number; stretches: Stretch[] }>();
  for (const stretch of stretches) {
    const key = keyOf(stretch[0]);
    const group = groups.get(key) ?? { ms: 0, stretches: [] };
    group.ms += stretch[1];
    group.stretches.push(stretch);
    groups.set(key, group);
  }
  const sizes = [...groups.values()].sort((a, b) => b.ms - a.ms);
  return sizes[0]?.stretches ?? [];
}

function meanIntensity(stretches: readonly Stretch[]): Intensity | null {
  let grams = 0;
  let total = 0;
  for (const [{ intensity }, ms] of stretches) {
    if (intensity === null) continue;
    grams += intensity.gramsPerKwh * ms;
    total += ms;
  }
  const [first] = stretches[0] ?? [];
  return first?.intensity == null || total === 0 ? null : { ...first.intensity, gramsPerKwh: grams / total };
}

function meanShares(stretches: readonly Stretch[]): Shares | null {
  const bands = { renewable: 0, nuclear: 0, nonRenewable: 0, storage: 0, unknown: 0 };
  const fuels = new Map<Fuel, number>();
  let total = 0;
  for (const [{ shares }, ms] of stretches) {
    if (shares === null) continue;
    total += ms;
    for (const band of Object.keys(bands) as (keyof typeof bands)[]) bands[band] += shares.bands[band] * ms;
    for (const { fuel, share } of shares.fuels) fuels.set(fuel, (fuels.get(fuel) ?? 0) + share * ms);
  }
  return total === 0 ? null : { bands: scaled(bands, total), fuels: sorted(fuels, total) };
}
