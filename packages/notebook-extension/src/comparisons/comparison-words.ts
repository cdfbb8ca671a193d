// A comparison in words: the form in which it counts at least one, and how sure the count is.

import type { TranslationBundle } from '@jupyterlab/translation';
import type { Format } from '../words/format.ts';
import type { Chosen } from './choose-comparison.ts';
import { everydayWords } from './everyday-words.ts';
import { physicsWords } from './physics-words.ts';
import type { Sentences } from './sentence-form.ts';

/** For every comparison's id its sentences. */
export const sentences: Sentences = { ...physicsWords, ...everydayWords };

/** How sure the energy is: null when measured, else its relative error where that is known. */
export type Estimate = { readonly relativeError: number | null } | null;

/**
 * The sentence for a choice. An estimated amount says "about", and at the end the interval that its error spans:
 * "Enough to boil water for about 2 cups of tea (1.6 to 2.4)".
 */
export function sentenceOf(
  { comparison, count }: Chosen,
  estimate: Estimate,
  trans: TranslationBundle,
  format: Format,
): string {
  const forms = sentences[comparison.id] ?? [];
  // By the digits that are shown: 0.996 minutes are 1 minute and not 60 seconds.
  const form = forms.find(({ per }) => Number((count * per).toPrecision(2)) >= 1) ?? forms.at(-1);
  if (form === undefined) return comparison.derivation;
  const shown = count * form.per;
  const write = (value: number) => (estimate === null ? format.count(value) : format.rough(value));
  const digits = write(shown);
  // 0.6 and 1.5 take the plural.
  const n = digits === write(1) ? 1 : Math.max(2, Math.round(shown));
  if (estimate === null) return form.say(trans, n, digits);
  const sentence = form.say(trans, n, trans.__('about %1', digits));
  const { relativeError } = estimate;
  if (relativeError === null) return sentence;
  const low = write(shown * Math.max(0, 1 - relativeError));
  const high = write(shown * (1 + relativeError));
  return trans.__('%1 (%2 to %3)', sentence, low, high);
}
