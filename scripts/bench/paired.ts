// Differences between two things that took turns, with how sure they are.

/** Of Student's t, two-sided, 95 %, by degrees of freedom from 1 (any table of it); beyond the table the last one, on the safe side. */
const T95 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086,
];

export interface Difference {
  /** Mean of the differences, in the unit of what was measured. */
  readonly mean: number;
  /** 95 of 100 such intervals hold the true mean: mean ± this. */
  readonly margin: number;
}

/** At least two differences, each of a pair that belongs together. */
export function differenceOf(differences: readonly number[]): Difference {
  const n = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const t = T95[Math.min(n - 2, T95.length - 1)] ?? Number.NaN;
  return { mean, margin: t * Math.sqrt(variance / n) };
}
