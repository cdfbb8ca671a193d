// The language of the page: its translated sentences and the way it writes numbers.

import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { Format } from './format.ts';

/** Handed to everything that writes words. */
export interface Language {
  readonly trans: TranslationBundle;
  readonly format: Format;
}

export function languageOf(translator: ITranslator): Language {
  return { trans: translator.load('jupyter_energy'), format: new Format(translator.languageCode) };
}
