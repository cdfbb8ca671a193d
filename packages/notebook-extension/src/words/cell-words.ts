// The energy of a cell's run in words: the label, what a screen reader says, and the details.

import type { CellEnergy } from '../account/cell-energy.ts';
import type { EnergyUnit } from './format.ts';
import { written } from './format.ts';
import type { Language } from './language.ts';
import { partName } from './part-names.ts';
import { spoken } from './spoken.ts';

/** One line of the details. */
export interface Detail {
  readonly name: string;
  readonly value: string;
}

export interface CellWords {
  readonly label: string;
  readonly spoken: string;
}

/** `3.4 J ± 0.2`; `≈` in front where the computer's energy is estimated. */
export function cellWords(energy: CellEnergy, unit: EnergyUnit, language: Language): CellWords {
  const { trans, format } = language;
  const { joules, plusMinus, tooShort, shared, computerJoules } = energy;
  const estimated = energy.basis === 'estimated';
  if (tooShort) {
    const label = trans.__('too short to tell');
    return { label, spoken: trans.__('Energy of this cell’s run: %1', label) };
  }
  if (joules === null) {
    if (computerJoules === null)
      return { label: trans.__('energy unknown'), spoken: trans.__('Energy of this cell’s run: unknown') };
    const quantity = format.energy(computerJoules, unit);
    return {
      label: trans.__('computer: %1', written(quantity, estimated)),
      spoken: trans.__(
        'Energy of this cell’s run: unknown; the whole computer used %1 meanwhile',
        spoken(quantity, estimated, trans),
      ),
    };
  }
  const { written: amount, spoken: amountSaid } = amountWords(joules, plusMinus, unit, estimated, language);
  return {
    label: shared ? trans.__('%1 · shared', amount) : amount,
    spoken: shared
      ? trans.__('Energy of this cell’s run: %1; shared', amountSaid)
      : trans.__('Energy of this cell’s run: %1', amountSaid),
  };
}

/** What the label leaves out, from the most to the least wanted. */
export function cellDetails(energy: CellEnergy, unit: EnergyUnit, language: Language): readonly Detail[] {
  const { trans, format } = language;
  const { from, to, joules, plusMinus, watts, share, computerJoules, parts } = energy;
  const estimated = energy.basis === 'estimated';
  const tell = (amount: number) => written(format.energy(amount, unit), estimated);
  const details: Detail[] = [{ name: trans.__('Ran'), value: spanWords(from, to, language) }];
  if (joules !== null) {
    const { written: amount } = amountWords(joules, plusMinus, unit, estimated, language);
    details.push({ name: trans.__('Energy'), value: amount });
  }
  if (watts !== null)
    details.push({ name: trans.__('Mean power'), value: written(format.power(watts), estimated) });
  if (parts.length > 1) {
    for (const part of parts)
      details.push({ name: partName({ ...part, rest: false }, trans), value: tell(part.joules) });
  }
  if (joules === null && share !== null)
    details.push({ name: trans.__('Of all programs’ processor time'), value: format.percent(share) });
  if (computerJoules !== null)
    details.push({ name: trans.__('Whole computer meanwhile'), value: tell(computerJoules) });
  return details;
}

/** How far the number is to be trusted, in sentences. */
export function cellRemarks(energy: CellEnergy, { trans, format }: Language): readonly string[] {
  const { joules, basis, relativeError, tooShort, incomplete, shared, overlap, reason } = energy;
  const remarks: string[] = [];
  if (joules !== null && basis !== null) {
    const word = basis === 'estimated' ? trans.__('estimated, attributed') : trans.__('measured, attributed');
    remarks.push(
      relativeError
        ? trans.__('%1 (the source’s own error: ±\u00A0%2)', word, format.percent(relativeError))
        : word,
    );
  }
  if (tooShort)
    remarks.push(trans.__('Too short to tell: the uncertainty is more than a quarter of the value.'));
  if (incomplete && joules !== null) remarks.push(trans.__('Incomplete: part of this time was not read.'));
  if (shared)
    remarks.push(
      trans.__('Shared: others ran at the same time; between kernels, processor time decided whose it was.'),
    );
  if (overlap) remarks.push(trans.__('Work from before this run went on in it.'));
  if (joules === null && reason !== null && reason !== '') remarks.push(reason);
  return remarks;
}

/** `3.4 J ± 0.2`; where the uncertainty exceeds the value, only the most that it can be is known. */
function amountWords(
  joules: number,
  plusMinus: number | null,
  unit: EnergyUnit,
  estimated: boolean,
  { trans, format }: Language,
): { readonly written: string; readonly spoken: string } {
  if (plusMinus !== null && plusMinus > joules) {
    const most = format.energy(joules + plusMinus, unit);
    return {
      written: trans.__('at most %1', written(most, estimated)),
      spoken: trans.__('at most %1', spoken(most, estimated, trans)),
    };
  }
  const { digits, symbol, margin } = format.uncertain(joules, plusMinus, unit);
  const value = written({ digits, symbol }, estimated);
  const said = spoken({ digits, symbol }, estimated, trans);
  if (margin === null) return { written: value, spoken: said };
  return {
    written: trans.__('%1 ± %2', value, margin),
    spoken: trans.__('%1, plus or minus %2', said, margin),
  };
}

/** `14:03:07, 2 minutes`. */
function spanWords(from: number, to: number, { trans, format }: Language): string {
  return trans.__('%1, for %2', format.timeOfDay(from), format.stopwatch((to - from) / 1_000));
}
