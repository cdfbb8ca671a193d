// Names of the lines of a chart: what counts, then second meters, each named after what it measures too, and by whom.

import { type Basis, MACHINE } from '@jupyter-energy/contract';
import type { TranslationBundle } from '@jupyterlab/translation';
import { lineName, type Named } from './part-names.ts';

/** As much of a line as its name needs. */
interface NamedLine extends Named {
  readonly basis: Basis;
  readonly of: string | null;
  /** Of a second meter, the place of the line that it measures as well. */
  readonly beside: number | null;
}

export function lineNames(lines: readonly NamedLine[], trans: TranslationBundle): readonly string[] {
  return lines.map((line) => {
    const same = line.beside === null ? undefined : lines[line.beside];
    return same === undefined ? lineName(line, trans) : secondName(line, lineName(same, trans), trans);
  });
}

/** "The same supply, measured by Desk plug"; "Main board, measured by hwmon too". Who measures is told by the energy server. */
function secondName({ label, basis, of }: NamedLine, same: string, trans: TranslationBundle): string {
  const isModel = basis === 'estimated';
  if (of === MACHINE)
    return isModel
      ? trans.__('The same supply, estimated by %1', label)
      : trans.__('The same supply, measured by %1', label);
  return isModel
    ? trans.__('%1, estimated by %2 too', same, label)
    : trans.__('%1, measured by %2 too', same, label);
}
