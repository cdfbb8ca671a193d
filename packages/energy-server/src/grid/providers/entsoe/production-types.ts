// ENTSO-E's production types (PSR types of its code list), as ours.

import type { ProductionType } from '../../mix/production.ts';

const types: Readonly<Record<string, ProductionType>> = {
  B01: 'biomass',
  B02: 'lignite',
  B03: 'coal gas',
  B04: 'gas',
  B05: 'coal',
  B06: 'oil',
  B07: 'oil shale',
  B08: 'peat',
  B09: 'geothermal',
  B10: 'storage',
  B11: 'hydro',
  // Water that flowed in by itself: only what was pumped up (B10) is storage.
  B12: 'hydro',
  B13: 'marine',
  B14: 'nuclear',
  B15: 'other renewable',
  B16: 'solar',
  B17: 'waste',
  B18: 'wind offshore',
  B19: 'wind onshore',
  B20: 'other',
  B25: 'storage',
};

/** Lines and substations, which generate nothing. */
const noProduction = new Set(['B21', 'B22', 'B23', 'B24']);

/** What nobody knows yet is "other"; null for what is no production, and for what a plant of no storage consumes. */
export function productionType(psrType: string, consumes: boolean): ProductionType | null {
  if (noProduction.has(psrType)) return null;
  const type = Object.hasOwn(types, psrType) ? (types[psrType] ?? 'other') : 'other';
  if (!consumes) return type;
  return type === 'storage' ? 'storage consumption' : null;
}
