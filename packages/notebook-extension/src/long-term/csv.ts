// The bars of the long record as CSV (RFC 4180): units in the header, numbers as computers read them, the providers named.

import type { EnergyBucket, Fuel, UnixMs } from '@jupyter-energy/contract';
import { SHARE_KEYS } from '../account/shares.ts';
import { BANDS } from '../words/mix-words.ts';
import { type Bars, mixAt } from './bars.ts';

import { end } from './time-window.ts';

type Cell = string | number | null;

/** Lines that begin with # tell what the numbers are; a table of whoever reads them can leave these out. */
export function csvOf(bars: Bars, notes: readonly string[]): string {
  const parts = partsOf(bars.energy);
  const fuels = fuelsOf(bars);
  const header = [
    'from (UTC)',
    'to (UTC)',
    'energy (J)',
    'known (s)',
    'basis',
    ...parts.map(([id]) => `${id} (J)`),
    ...SHARE_KEYS.map((key) => `split ${key} (J)`),
    ...BANDS.map((band) => `mix ${band} (1)`),
    ...fuels.map((fuel) => `fuel ${fuel} (1)`),
    'mix kind',
    'mix year',
    'intensity (gCO2e/kWh)',
    'carbon (gCO2e)',
    'carbon of this notebook (gCO2e)',
  ];
  const rows = bars.energy.map((_, bar) => rowOf(bars, bar, parts, fuels));
  const comments = [...notes, ...(bars.grid?.attributions ?? [])].map(
    (note) => `# ${note.replaceAll(/\s+/g, ' ')}`,
  );
  return `${[...comments, line(header), ...rows.map(line)].join('\r\n')}\r\n`;
}

/** `energy-20261127-20261128.csv`: the days of the window. */
export function fileName({ window }: Bars, ending: string): string {
  const day = (at: UnixMs) => {
    const date = new Date(at);
    const two = (number: number) => String(number).padStart(2, '0');
    return `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  };
  const [from, to] = [day(window.edges[0] ?? 0), day(end(window) - 1)];
  return `energy-${from === to ? from : `${from}-${to}`}.${ending}`;
}

/** All that occur in the mix of any bar. */
function fuelsOf(bars: Bars): Fuel[] {
  const told = bars.energy.flatMap((_, bar) => mixAt(bars, bar)?.fuels.map(({ fuel }) => fuel) ?? []);
  return [...new Set(told)];
}

type PartColumn = readonly [id: string, of: (bucket: EnergyBucket) => number | null];

function partsOf(energy: Bars['energy']): PartColumn[] {
  const ids = new Set(energy.flatMap((bucket) => bucket?.parts.map(({ id }) => id) ?? []));
  return Array.from(ids, (id) => [id, ({ parts }) => parts.find((part) => part.id === id)?.joules ?? null]);
}

function rowOf(bars: Bars, bar: number, parts: readonly PartColumn[], fuels: readonly Fuel[]): Cell[] {
  const bucket = bars.energy[bar] ?? null;
  const { edges } = bars.window;
  const mix = mixAt(bars, bar);
  const total = bucket?.total ?? null;
  // Without an intensity there are no grams, which is not the same as none.
  const carbon = bucket?.carbon != null && bucket.carbon.knownJoules > 0 ? bucket.carbon : null;
  return [
    new Date(edges[bar] ?? 0).toISOString(),
    new Date(edges[bar + 1] ?? 0).toISOString(),
    total?.joules ?? null,
    total?.coveredSeconds ?? null,
    total?.basis ?? null,
    ...parts.map(([, of]) => (bucket === null ? null : of(bucket))),
    ...SHARE_KEYS.map((key) => bucket?.split?.[key] ?? null),
    ...BANDS.map((band) => mix?.shares?.[band] ?? null),
    ...fuels.map((fuel) => (mix === null ? null : (mix.fuels.find((one) => one.fuel === fuel)?.share ?? 0))),
    mix?.kind ?? null,
    mix?.year ?? null,
    mix?.gramsPerKwh ?? null,
    carbon?.grams ?? null,
    carbon?.kernelGrams ?? null,
  ];
}

function line(cells: readonly Cell[]): string {
  return cells.map((cell) => (typeof cell === 'string' ? quoted(cell) : (cell ?? ''))).join(',');
}

/** Where a text could be taken for a separator or, by a spreadsheet, for a formula. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
