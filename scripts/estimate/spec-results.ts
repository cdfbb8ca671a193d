// Reads a CSV of published SPECpower_ssj2008 results and says which row of our table each server belongs to.

import { readFileSync } from 'node:fs';

/** One server: wall watts at active idle and at 10 … 100 % load. */
export interface SpecServer {
  readonly cpuName: string;
  /** The CPU's model number without the letters behind it: all variants of one CPU are left out together. */
  readonly cpu: string;
  readonly vendor: 'intel' | 'amd';
  /** As the collection calls it; wider than our rows (its `skylake` holds desktop and server silicon). */
  readonly microarchitecture: string;
  /** The id of our row; null where the CPU is older than the table or unnamed. */
  readonly row: string | null;
  /** Desktop silicon in a server: Xeon E3 and E, Core i5. */
  readonly desktop: boolean;
  readonly sockets: number;
  readonly coresPerSocket: number;
  readonly threads: number;
  /** Rated power of one CPU; null where the collection has none. */
  readonly tdpWatts: number | null;
  readonly ramGb: number;
  /** Eleven values. */
  readonly watts: readonly number[];
}

const desktopName = /\b(e3-|e-2|i[3579]-)/i;

/** Microarchitecture of the collection → our row, for server silicon and for desktop silicon. */
const rows: Readonly<Record<string, readonly [server: string | null, desktop: string | null]>> = {
  sandybridge: ['sandy-bridge-server', 'sandy-bridge-desktop'],
  ivybridge: [null, 'ivy-bridge-desktop'],
  haswell: ['haswell-server', 'haswell-desktop'],
  broadwell: ['broadwell-server', null],
  skylake: ['skylake-sp', 'skylake-desktop'],
  // The collection's spelling.
  kabylabe: [null, 'kaby-lake-desktop'],
  coffeelake: [null, 'coffee-lake-desktop'],
  rocketlake: [null, 'rocket-lake-desktop'],
  cascadelake: ['cascade-lake', null],
  cooperlake: ['cooper-lake', null],
  icelake: ['ice-lake-sp', null],
  epyc: ['epyc-3', null],
  'epyc-gen1': ['epyc-1', null],
  'epyc-gen2': ['epyc-2', null],
  'epyc-gen3': ['epyc-3', null],
};

/** Throws an Error that names the file, the line and what was expected. */
export function readSpecResults(path: string): readonly SpecServer[] {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  const header = (lines[0] ?? '').split(',');
  const servers: SpecServer[] = [];
  for (const [i, line] of lines.entries()) {
    if (i === 0 || line.trim() === '') continue;
    const cells = cellsOf(line);
    if (cells.length !== header.length) {
      throw new Error(
        `${path}:${i + 1}: ${cells.length} cells where the header has ${header.length}; is a quote missing?`,
      );
    }
    servers.push(serverOf(new Map(header.map((name, k) => [name, cells[k] ?? ''])), `${path}:${i + 1}`));
  }
  return servers;
}

/** Cells of one line of CSV; a cell with commas stands in quotes. */
function cellsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map((cell) => cell[1] ?? cell[2] ?? '');
}

function serverOf(cells: ReadonlyMap<string, string>, where: string): SpecServer {
  const number = (column: string) => {
    const value = Number(cells.get(column) || Number.NaN);
    if (!(value > 0)) throw new Error(`${where}: column ${column} must hold a positive number`);
    return value;
  };
  const vendor = cells.get('make');
  if (vendor !== 'intel' && vendor !== 'amd') throw new Error(`${where}: column make must be intel or amd`);
  const cpuName = cells.get('cpu_name') ?? '';
  const microarchitecture = cells.get('microarchitecture') ?? '';
  const desktop = desktopName.test(cpuName);
  const sockets = number('chips');
  return {
    cpuName,
    cpu: cpuKey(cpuName),
    vendor,
    microarchitecture,
    row: rowOf(microarchitecture, cpuName, desktop),
    desktop,
    sockets,
    coresPerSocket: number('cores') / sockets,
    threads: number('threads'),
    tdpWatts: cells.get('tdp_w') ? number('tdp_w') : null,
    ramGb: number('memory_gb'),
    watts: ['idle_w', ...Array.from({ length: 10 }, (_, k) => `load${k + 1}0_w`)].map(number),
  };
}

function rowOf(microarchitecture: string, cpuName: string, desktop: boolean): string | null {
  // Piledriver and its kin, AMD family 21; older Opterons are another era.
  if (microarchitecture === 'opteron')
    return /opteron (4[23]|6[23])\d\d/i.test(cpuName) ? 'opteron-15h' : null;
  return rows[microarchitecture]?.[desktop ? 1 : 0] ?? null;
}

/** `Intel Xeon Platinum 8280L 2.70GHz` and `Intel(R) Xeon(R) Platinum 8280 CPU @ 2.70GHz` → `8280`. */
export function cpuKey(name: string): string {
  const found = /\b(e[357]?-|i[3579]-)?[lx]?(\d{4,5})[a-z]*?\s?(v\d)?\b/i.exec(name);
  return found ? `${found[1] ?? ''}${found[2]}${found[3] ?? ''}`.toLowerCase() : name.toLowerCase();
}
