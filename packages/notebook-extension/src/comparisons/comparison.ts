// What a comparison is.

import type { Joules } from '@jupyter-energy/contract';

export interface Comparison {
  readonly id: string;
  /** Energy of one of it. */
  readonly joules: Joules;
  /** How the number comes about, with every assumption; shown on hover. */
  readonly derivation: string;
  /** Who says so; for plain physics the constants used. */
  readonly source: string;
  /** Year of the figure; null for physics and definitions, which do not age. */
  readonly year: number | null;
  /** ISO 3166 country (or `EU`) whose people it is true of; null where it is the same everywhere. */
  readonly region: string | null;
  readonly emoji: string;
}
