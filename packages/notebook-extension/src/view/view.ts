// Everything that a view of one notebook's energy reads.

import type { NotebookEnergy } from '../account/notebook-energy.ts';
import type { LongRecord } from '../long-term/record.ts';
import type { Settings } from '../settings.ts';
import type { IEnergyService } from '../tokens.ts';
import type { Language } from '../words/language.ts';

export interface View {
  readonly service: IEnergyService;
  readonly notebook: NotebookEnergy;
  readonly settings: Settings;
  /** Hours, days and months, asked for when somebody looks. */
  readonly record: LongRecord;
  readonly language: Language;
}
