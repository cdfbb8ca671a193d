// What is read off the long record: of the bar under the pointer, or of all bars together. Texts, ready to be shown.

import type { Carbon, GridBucket } from '@jupyter-energy/contract';
import { JOULES_PER_WATT_HOUR } from '@jupyter-energy/contract';
import type { SettingValues } from '../settings.ts';
import { type CarbonWords, carbonWords, gramsWords } from '../words/carbon-words.ts';
import { type EnergyUnit, written } from '../words/format.ts';
import { fuelsWords } from '../words/fuel-words.ts';
import type { Language } from '../words/language.ts';
import { BANDS, mixOrigin } from '../words/mix-words.ts';
import type { Moments } from '../words/moments.ts';
import { type Bars, mixAt, possibleOf } from './bars.ts';
import { carbonOf, type EnergySum, energyOf, missingSeconds, possibleSeconds } from './sums.ts';
import { end } from './time-window.ts';

export interface Reading {
  /** Which time it is of. */
  readonly title: string;
  readonly energy: string;
  /** Of each layer of the bars, in their order. */
  readonly layers: readonly string[];
  /** Of each band of the mix; empty texts where a share is not told. */
  readonly bands: readonly string[];
  readonly carbon: CarbonWords;
  /** Coverage, basis, origin of the mix, price: a line each. */
  readonly facts: readonly string[];
}

export interface Reader {
  readonly language: Language;
  readonly moments: Moments;
  readonly settings: Pick<SettingValues, 'unit' | 'pricePerKwh' | 'currency'>;
  /** Whether the energy server reads nothing real. */
  readonly simulated: boolean;
}

/** As fine as mixes are told. */
const QUARTER_MS = 900_000;

/** `bar` is null for all bars together. */
export function readingOf(bars: Bars, bar: number | null, reader: Reader): Reading {
  const { language, settings } = reader;
  const { trans } = language;
  const chosen = bar === null ? bars.energy : [bars.energy[bar] ?? null];
  const sum = energyOf(chosen);
  const carbon = carbonOf(chosen);
  return {
    title: titleOf(bars, bar, reader.moments),
    energy:
      sum === null ? trans.__('unknown') : energyWords(sum.joules, sum.estimated, settings.unit, language),
    layers: bars.layers.map(({ joules }) => {
      const value = bar === null ? total(joules) : (joules[bar] ?? null);
      return value === null
        ? trans.__('unknown')
        : energyWords(value, sum?.estimated ?? false, settings.unit, language);
    }),
    bands: bandWords(bars, bar, language),
    carbon: carbonWords(carbon, sum?.joules ?? 0, bars.grid?.place ?? null, language),
    facts: [
      ...coverageFacts(bars, bar, sum, reader),
      ...mixFacts(bars, bar, reader),
      ...fuelFacts(bars, bar, language),
      ...notebookFacts(carbon, language),
      ...priceFacts(sum, reader),
    ],
  };
}

/** `≈ 1.25 kWh`. */
export function energyWords(
  joules: number,
  estimated: boolean,
  unit: EnergyUnit,
  { format }: Language,
): string {
  return written(format.energy(joules, unit), estimated);
}

function titleOf({ window }: Bars, bar: number | null, moments: Moments): string {
  const { step, edges } = window;
  if (bar === null) return moments.span(step, edges[0] ?? 0, end(window));
  return moments.bar(step, edges[bar] ?? 0, edges[bar + 1] ?? 0);
}

function coverageFacts(bars: Bars, bar: number | null, sum: EnergySum | null, reader: Reader): string[] {
  const { trans, format } = reader.language;
  const { edges } = bars.window;
  const possible =
    bar === null ? possibleOf(bars) : possibleSeconds(edges[bar] ?? 0, edges[bar + 1] ?? 0, bars.extent);
  if (possible <= 0 || bars.extent.begins === null) return [];
  if (sum === null) return [trans.__('Nothing was measured in this time.')];
  const basis = basisWord(sum, reader);
  const missing = missingSeconds(possible, sum.coveredSeconds);
  if (missing === 0) return [trans.__('%1, known for all of this time.', basis)];
  return [
    trans.__(
      '%1, known for %2 of %3.',
      basis,
      format.duration(sum.coveredSeconds),
      format.duration(possible),
    ),
  ];
}

function basisWord({ estimated }: EnergySum, { language: { trans }, simulated }: Reader): string {
  if (simulated) return trans.__('Simulated');
  return estimated ? trans.__('Estimated') : trans.__('Measured');
}

/** Shares are told of one bar: over many, those weighted by the energy stand with the carbon. */
function bandWords(bars: Bars, bar: number | null, { trans, format }: Language): string[] {
  const shares = bar === null ? null : (mixAt(bars, bar)?.shares ?? null);
  if (shares !== null) return BANDS.map((band) => format.percent(shares[band]));
  return BANDS.map(() => (bar === null ? '' : trans.__('unknown')));
}

function mixFacts(bars: Bars, bar: number | null, { language, moments }: Reader): string[] {
  const mix = bar === null ? null : mixAt(bars, bar);
  if (mix === null) return [];
  const { trans } = language;
  const origin = mixOrigin(mix, language, moments, mix.to - mix.from > QUARTER_MS);
  if (isStoodInFor(mix))
    return [
      trans.__('Mix: %1; intensity: the average of a year, since too much of this mix is unknown.', origin),
    ];
  switch (mix.method) {
    case null:
      return [trans.__('Mix: %1.', origin)];
    case 'computed':
      return [trans.__('Mix: %1; intensity by our estimate.', origin)];
    case 'published':
      return [trans.__('Mix: %1; intensity as published.', origin)];
  }
}

/** A mix of its own time has a year only where the intensity is that of a year. */
function isStoodInFor({ kind, year }: GridBucket): boolean {
  return (kind === 'live' || kind === 'cached') && year !== null;
}

function fuelFacts(bars: Bars, bar: number | null, language: Language): string[] {
  const mix = bar === null ? null : mixAt(bars, bar);
  const fuels = mix === null ? null : fuelsWords(mix, language);
  return fuels === null ? [] : [language.trans.__('Made from %1.', fuels)];
}

function notebookFacts(carbon: Carbon | null, language: Language): string[] {
  if (carbon?.kernelGrams == null || carbon.kernelGrams <= 0) return [];
  return [language.trans.__('This notebook’s part: %1.', gramsWords(carbon.kernelGrams, language))];
}

function priceFacts(sum: EnergySum | null, { language, settings }: Reader): string[] {
  const { pricePerKwh, currency } = settings;
  if (sum === null || pricePerKwh === 0) return [];
  const { trans, format } = language;
  const kwh = sum.joules / JOULES_PER_WATT_HOUR / 1000;
  return [
    trans.__(
      'Price: %1 at %2 per kWh.',
      format.money(kwh * pricePerKwh, currency),
      format.money(pricePerKwh, currency),
    ),
  ];
}

function total(joules: readonly (number | null)[]): number | null {
  const known = joules.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
