// Ridge regression: least squares whose coefficients are held towards zero, each by its own weight.

/** Coefficients, one column of `targets` at a time: `coefficients[column][feature]`. */
export function ridge(
  features: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
  penalties: readonly number[],
): readonly (readonly number[])[] {
  const size = penalties.length;
  const columns = targets[0]?.length ?? 0;
  // The normal equations (XᵀX + diag(penalties)) B = XᵀY, with the right-hand sides appended.
  const system = penalties.map((penalty, i) => {
    const line = new Array<number>(size + columns).fill(0);
    line[i] = penalty;
    return line;
  });
  for (const [k, x] of features.entries()) addServer(system, x, targets[k] ?? []);
  eliminate(system, size);
  return Array.from({ length: columns }, (_, column) => system.map((line) => line[size + column] ?? 0));
}

function addServer(system: number[][], x: readonly number[], y: readonly number[]): void {
  for (const [i, line] of system.entries()) {
    const xi = x[i] ?? 0;
    if (xi === 0) continue;
    for (const [j, xj] of x.entries()) line[j] = (line[j] ?? 0) + xi * xj;
    for (const [c, yc] of y.entries()) line[x.length + c] = (line[x.length + c] ?? 0) + xi * yc;
  }
}

/** Gauss-Jordan; the matrix is symmetric and positive definite, so no pivoting is needed. */
function eliminate(system: number[][], size: number): void {
  for (let pivot = 0; pivot < size; pivot++) {
    const line = system[pivot] ?? [];
    const scale = line[pivot] ?? 0;
    if (!(scale > 0)) throw new Error(`ridge: feature ${pivot} has neither data nor a penalty`);
    for (let j = pivot; j < line.length; j++) line[j] = (line[j] ?? 0) / scale;
    for (const [i, other] of system.entries()) if (i !== pivot) subtract(other, line, pivot);
  }
}

/** Takes so much of `line` from `other` that nothing is left in the column `pivot`. */
function subtract(other: number[], line: readonly number[], pivot: number): void {
  const factor = other[pivot] ?? 0;
  if (factor === 0) return;
  for (let j = pivot; j < other.length; j++) other[j] = (other[j] ?? 0) - factor * (line[j] ?? 0);
}
