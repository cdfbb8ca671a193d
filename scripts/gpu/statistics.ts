// The middle and the upper end of a list of numbers.

/** Null of an empty list. */
export function median(values: readonly number[]): number | null {
  return quantile(values, 0.5);
}

/** The value below which this part of the values lies, interpolated; null of an empty list. */
export function quantile(values: readonly number[], part: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (at - Math.floor(at));
}
