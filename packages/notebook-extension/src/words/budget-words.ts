// That a notebook passed its budget, as one calm sentence.

import type { Passed } from '../account/budget.ts';
import { gramsWords } from './carbon-words.ts';
import { written } from './format.ts';
import type { Language } from './language.ts';

/** "work.ipynb has used 1.02 kWh since it was opened; its budget is 1 kWh." */
export function budgetWords({ path, budget, spent, whose, estimated }: Passed, language: Language): string {
  const { trans, format } = language;
  const name = path.split('/').at(-1) ?? path;
  const used =
    budget.unit === 'gCO2e'
      ? gramsWords(spent, language)
      : written(format.energy(spent, budget.unit), estimated);
  const limit =
    budget.unit === 'gCO2e'
      ? trans.__('%1 CO₂e', `${budget.amount} g`)
      : written({ digits: String(budget.amount), symbol: budget.unit }, false);
  if (budget.unit === 'gCO2e') {
    return whose === 'notebook'
      ? trans.__('%1 has caused %2 since it was opened; its budget is %3.', name, used, limit)
      : trans.__('This computer has caused %2 since %1 was opened; the budget is %3.', name, used, limit);
  }
  return whose === 'notebook'
    ? trans.__('%1 has used %2 since it was opened; its budget is %3.', name, used, limit)
    : trans.__('This computer has used %2 since %1 was opened; the budget is %3.', name, used, limit);
}
