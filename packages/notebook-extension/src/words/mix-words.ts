// The bands of the grid mix and where they come from, in words.

import type { GridBucket, GridShares } from '@jupyter-energy/contract';
import type { Language } from './language.ts';
import type { Moments } from './moments.ts';

/** The bands from the bottom of the chart to its top. */
export const BANDS = [
  'renewable',
  'nuclear',
  'nonRenewable',
  'storage',
  'unknown',
] as const satisfies readonly (keyof GridShares)[];
export type Band = (typeof BANDS)[number];

export function bandName(band: Band, { trans }: Language): string {
  switch (band) {
    case 'renewable':
      return trans.__('Renewable');
    case 'nuclear':
      return trans.__('Nuclear (low-carbon)');
    case 'nonRenewable':
      return trans.__('Other non-renewable');
    case 'storage':
      return trans.__('From storage');
    case 'unknown':
      return trans.__('Unknown');
  }
}

/** Where a bar's mix comes from; `isMean` where it is the mean of more than a quarter hour, which is not that of the energy: "the average of the year 2025, not the mix of this time". */
export function mixOrigin(
  { kind, year, asOf }: GridBucket,
  { trans }: Language,
  moments: Moments,
  isMean = false,
): string {
  switch (kind) {
    case 'live':
      return isMean
        ? trans.__('the mean of the mix over all of this time')
        : trans.__('the mix of this time');
    case 'cached':
      return asOf === null
        ? trans.__('the newest mix that is known')
        : trans.__('the newest mix that is known, of %1', moments.moment(asOf));
    case 'yearly':
      return trans.__('the average of the year %1, not the mix of this time', String(year));
    case 'world':
      return trans.__('the average of the world in %1, not the mix of this place', String(year));
    case 'none':
      return trans.__('unknown');
  }
}
