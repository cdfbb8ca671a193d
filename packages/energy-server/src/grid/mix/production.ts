// What plants generate, as finely as providers tell it apart: the fuel that people see, what of it is renewable, what it emits.

import type { Fuel } from '@jupyter-energy/contract';

interface Kind {
  readonly fuel: Fuel;
  /** The part that counts as renewable, 0 to 1. */
  readonly renewable: number;
  /** gCO2e per kWh over the life of plant and fuel; null where nobody can know. */
  readonly gramsPerKwh: number | null;
}

/**
 * Factors: medians of IPCC AR5 WG3 Annex III, table A.III.2 (2014), but for those that it lacks: lignite, peat and oil shale (our
 * assumption, from what German lignite plants report of their stacks), oil (UK Parliamentary Office of Science and Technology),
 * solar (between the 48 of plants and the 41 of roofs), marine, and other renewables (as geothermal, our assumption).
 * Of waste, half counts as renewable: only what is biodegradable does by law (2009/28/EC, article 2 e), and no provider tells how
 * much that is; its factor is the mean of biomass and 700 for what is not. docs/grid.md says all this to people.
 */
export const kinds = {
  biomass: { fuel: 'biomass', renewable: 1, gramsPerKwh: 230 },
  lignite: { fuel: 'lignite', renewable: 0, gramsPerKwh: 1100 },
  peat: { fuel: 'lignite', renewable: 0, gramsPerKwh: 1100 },
  'oil shale': { fuel: 'oil', renewable: 0, gramsPerKwh: 1100 },
  'coal gas': { fuel: 'coal', renewable: 0, gramsPerKwh: 820 },
  coal: { fuel: 'coal', renewable: 0, gramsPerKwh: 820 },
  gas: { fuel: 'gas', renewable: 0, gramsPerKwh: 490 },
  oil: { fuel: 'oil', renewable: 0, gramsPerKwh: 650 },
  waste: { fuel: 'waste', renewable: 0.5, gramsPerKwh: 465 },
  nuclear: { fuel: 'nuclear', renewable: 0, gramsPerKwh: 12 },
  hydro: { fuel: 'hydro', renewable: 1, gramsPerKwh: 24 },
  'wind onshore': { fuel: 'wind', renewable: 1, gramsPerKwh: 11 },
  'wind offshore': { fuel: 'wind', renewable: 1, gramsPerKwh: 12 },
  solar: { fuel: 'solar', renewable: 1, gramsPerKwh: 45 },
  geothermal: { fuel: 'geothermal', renewable: 1, gramsPerKwh: 38 },
  marine: { fuel: 'marine', renewable: 1, gramsPerKwh: 17 },
  'other renewable': { fuel: 'other renewable', renewable: 1, gramsPerKwh: 38 },
  other: { fuel: 'other', renewable: 0, gramsPerKwh: null },
} as const satisfies Readonly<Record<string, Kind>>;

/** What is generated for the first time. */
export type PrimaryType = keyof typeof kinds;

/** Storage gives back what was generated before, and takes it when it is charged: neither is generation. */
export type ProductionType = PrimaryType | 'storage' | 'storage consumption';

/** Mean power by type, MW or any other unit that is the same for all; none is negative. */
export type Production = Readonly<Partial<Record<ProductionType, number>>>;

export const productionTypes: readonly ProductionType[] = [
  ...(Object.keys(kinds) as PrimaryType[]),
  'storage',
  'storage consumption',
];

export function kindOf(type: PrimaryType): Kind {
  return kinds[type];
}

/** Primary generation alone. */
export function primary(production: Production): readonly (readonly [PrimaryType, number])[] {
  const found: (readonly [PrimaryType, number])[] = [];
  // A year has 35,000 of them: no entries are made of what is left out.
  for (const type in production) {
    const power = production[type as ProductionType] ?? 0;
    if (power > 0 && type !== 'storage' && type !== 'storage consumption')
      found.push([type as PrimaryType, power]);
  }
  return found;
}
