// Rows of the yearly mix from Our World in Data's table "share-elec-by-source": newest year, whole per cent, sums checked.

/** The columns of the source, in the order of ours: coal gas oil nuclear hydro wind solar biomass other-renewable. */
const FUELS = [
  'Coal',
  'Gas',
  'Oil',
  'Nuclear',
  'Hydropower',
  'Wind',
  'Solar',
  'Bioenergy',
  'Other renewables',
] as const;

/** Older data are of another origin (the Energy Institute's), and say little of today. */
const OLDEST_YEAR = 2020;
/** A row that is farther from a whole is no mix. */
const TOLERANCE = 1;

export interface YearlyRows {
  /** `DE DEU 2025 21 17 4 0 4 27 18 10 0`, in the order of the codes, the world last. */
  readonly rows: readonly string[];
  /** Why lines were left out. */
  readonly leftOut: readonly string[];
}

/** `codes`: the source's code → ours and the one of ISO 3166-1 alpha-3. Throws where a column is missing. */
export function yearlyRows(
  csv: string,
  codes: ReadonlyMap<string, { readonly country: string; readonly iso3: string }>,
): YearlyRows {
  const [header = [], ...lines] = csv
    .replaceAll('\r', '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(','));
  const at = (name: string): number => {
    const index = header.findIndex((found) => found.trim() === name);
    if (index < 0) throw new Error(`there is no column ${name}`);
    return index;
  };
  const [codeAt, yearAt, fuelsAt] = [at('Code'), at('Year'), FUELS.map(at)];
  const newest = new Map<string, readonly string[]>();
  for (const line of lines) {
    const code = line.at(codeAt) ?? '';
    if (Number(line[yearAt]) >= Number(newest.get(code)?.[yearAt] ?? OLDEST_YEAR)) newest.set(code, line);
  }
  const leftOut: string[] = [];
  const rows: string[] = [];
  for (const [code, line] of newest) {
    const known = codes.get(code);
    const shares = fuelsAt.map((index) => Number(line[index] || 0));
    const total = shares.reduce((a, b) => a + b, 0);
    if (known === undefined) leftOut.push(`${code || line[0]}: no country of ours`);
    else if (!(Math.abs(total - 100) <= TOLERANCE)) leftOut.push(`${code}: sums to ${total.toFixed(2)} %`);
    else rows.push([known.country, known.iso3, line[yearAt], ...wholePercents(shares)].join(' '));
  }
  return { rows: rows.sort(byCode), leftOut: leftOut.sort() };
}

/** Whole numbers that sum to 100, each as near as that allows: the largest remainders are rounded up. */
export function wholePercents(shares: readonly number[]): readonly number[] {
  const total = shares.reduce((a, b) => a + b, 0);
  const exact = shares.map((share) => (share * 100) / total);
  const whole = exact.map(Math.floor);
  const missing = 100 - whole.reduce((a, b) => a + b, 0);
  const order = exact
    // What is equal stays equal, whatever the last digits of floating point say.
    .map((share, index) => ({ index, rest: Math.round((share - Math.floor(share)) * 1e6) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
    .slice(0, missing);
  for (const { index } of order) whole[index] = (whole[index] ?? 0) + 1;
  return whole;
}

/** Small letters come after capitals: `world`. */
function byCode(a: string, b: string): number {
  return a < b ? -1 : 1;
}
