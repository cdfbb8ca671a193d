// A production as shares: the bands of the chart, and the fuels.

import type { Fuel, GridShares } from '@jupyter-energy/contract';
import { kindOf, type Production, primary } from './production.ts';

export interface Shares {
  readonly bands: GridShares;
  /** The largest first. */
  readonly fuels: readonly { readonly fuel: Fuel; readonly share: number }[];
}

/** Null where nothing is produced. What charges storage is left out: it was generated already. */
export function sharesOf(production: Production): Shares | null {
  const storage = production.storage ?? 0;
  const bands = { renewable: 0, nuclear: 0, nonRenewable: 0, storage, unknown: 0 };
  const fuels = new Map<Fuel, number>(storage > 0 ? [['storage', storage]] : []);
  let total = storage;
  for (const [type, power] of primary(production)) {
    const { fuel, renewable } = kindOf(type);
    total += power;
    fuels.set(fuel, (fuels.get(fuel) ?? 0) + power);
    if (fuel === 'other') bands.unknown += power;
    else if (fuel === 'nuclear') bands.nuclear += power;
    else {
      bands.renewable += power * renewable;
      bands.nonRenewable += power * (1 - renewable);
    }
  }
  if (total <= 0) return null;
  return { bands: scaled(bands, total), fuels: sorted(fuels, total) };
}

export function scaled(bands: GridShares, total: number): GridShares {
  const share = (power: number) => Math.min(1, power / total);
  return {
    renewable: share(bands.renewable),
    nuclear: share(bands.nuclear),
    nonRenewable: share(bands.nonRenewable),
    storage: share(bands.storage),
    unknown: share(bands.unknown),
  };
}

export function sorted(fuels: ReadonlyMap<Fuel, number>, total: number): Shares['fuels'] {
  return [...fuels]
    .map(([fuel, power]) => ({ fuel, share: Math.min(1, power / total) }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}
