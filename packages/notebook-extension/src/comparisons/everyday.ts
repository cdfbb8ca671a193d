// Comparisons with everyday things, whose figures somebody published. Figures in watt-hours, as their sources give them.

import { JOULES_PER_WATT_HOUR } from '@jupyter-energy/contract';
import type { Comparison } from './comparison.ts';

function published(
  wattHours: number,
  fields: Omit<Comparison, 'joules' | 'region'>,
  region: string | null = null,
): Comparison {
  return { ...fields, joules: wattHours * JOULES_PER_WATT_HOUR, region };
}

const YEARBOOK = 'ODYSSEE-MURE: 3.6 MWh of electricity per dwelling and year';

/** From the smallest to the largest. */
export const everyday: readonly Comparison[] = [
  published(0.24, {
    id: 'llm-prompt-gemini',
    emoji: '💬',
    derivation: 'median text prompt; the maker’s own figure',
    source: 'Google, 21 August 2025',
    year: 2025,
  }),
  published(0.3, {
    id: 'web-search-2009',
    emoji: '🔎',
    derivation: '0.0003 kWh; the maker’s own figure',
    source: 'U. Hölzle, Official Google Blog, 11 January 2009',
    year: 2009,
  }),
  published(8, {
    id: 'e-bike-km',
    emoji: '🚲',
    derivation: '8 Wh/km; 3 to 12 depending on rider and road',
    source: 'sheffieldcycleroutes.org, undated',
    year: null,
  }),
  published(15, {
    id: 'phone-charge',
    emoji: '📱',
    derivation: 'a battery of 13 Wh ÷ 85 % charging efficiency, about 15 Wh; older phones took 12 Wh',
    source: 'US EPA, Greenhouse Gas Equivalencies Calculator, brought up to newer batteries',
    year: 2020,
  }),
  published(1400 / 60, {
    id: 'microwave-minute',
    emoji: '🍲',
    derivation: '1.4 kW × 60 s',
    source: 'D. MacKay, Sustainable Energy – without the hot air, ch. 7',
    year: 2008,
  }),
  published(100, {
    id: 'tv-hour',
    emoji: '📺',
    derivation: '“0.24 Wh = 9 seconds of television” implies 96 W, about 100 W × 1 h',
    source: 'Google, 21 August 2025',
    year: 2025,
  }),
  published(180, {
    id: 'electric-car-km',
    emoji: '🚗',
    derivation: '18 kWh per 100 km; 14.7 to 28.1 measured',
    source: 'ADAC Ecotest',
    year: 2018,
  }),
  published(
    3_600_000 / 365,
    { id: 'home-day-eu', emoji: '🏡', derivation: '3.6 MWh ÷ 365', source: YEARBOOK, year: 2025 },
    'EU',
  ),
  published(
    3_208_000 / 365,
    {
      id: 'home-day-de',
      emoji: '🏡',
      derivation: '3208 kWh ÷ 365',
      source: 'Verivox',
      year: 2023,
    },
    'DE',
  ),
  published(
    10_791_000 / 365,
    {
      id: 'home-day-us',
      emoji: '🏡',
      derivation: '10 791 kWh ÷ 365',
      source: 'US EIA, FAQ 97',
      year: 2022,
    },
    'US',
  ),
  published(
    3_600_000 / 12,
    { id: 'home-month-eu', emoji: '🏘️', derivation: '3.6 MWh ÷ 12', source: YEARBOOK, year: 2025 },
    'EU',
  ),
  published(
    3_600_000,
    { id: 'home-year-eu', emoji: '🏘️', derivation: '3.6 MWh', source: YEARBOOK, year: 2025 },
    'EU',
  ),
];
