// Each comparison as a whole sentence that can be translated; %1 is the count.

import type { TranslationBundle } from '@jupyterlab/translation';
import type { Format } from '../words/format.ts';
import type { Chosen } from './choose-comparison.ts';

/** `n` chooses between singular and plural; `count` is what is shown, `about 2 (1.6 to 2.4)` for example. */
type Sentence = (trans: TranslationBundle, n: number, count: string) => string;

/** One sentence for every comparison's id. */
export const sentences: Readonly<Record<string, Sentence>> = {
  'water-drop-metre': (t, n, c) =>
    t._n('Enough to lift %1 drop of water by a metre', 'Enough to lift %1 drops of water by a metre', n, c),
  'carat-metre': (t, n, c) =>
    t._n(
      'Enough to lift %1 one-carat diamond by a metre',
      'Enough to lift %1 one-carat diamonds by a metre',
      n,
      c,
    ),
  'paper-metre': (t, n, c) =>
    t._n('Enough to lift %1 sheet of paper by a metre', 'Enough to lift %1 sheets of paper by a metre', n, c),
  'apple-metre': (t, n, c) =>
    t._n('Enough to lift %1 apple by a metre', 'Enough to lift %1 apples by a metre', n, c),
  'water-litre-metre': (t, n, c) =>
    t._n('Enough to lift %1 litre of water by a metre', 'Enough to lift %1 litres of water by a metre', n, c),
  'teaspoon-degree': (t, n, c) =>
    t._n('Enough to warm %1 teaspoon of water by 1 °C', 'Enough to warm %1 teaspoons of water by 1 °C', n, c),
  'person-stair': (t, n, c) =>
    t._n('Enough to lift a person by %1 stair', 'Enough to lift a person by %1 stairs', n, c),
  'led-minute': (t, n, c) =>
    t._n('Enough for %1 minute of LED light', 'Enough for %1 minutes of LED light', n, c),
  'person-floor': (t, n, c) =>
    t._n('Enough to lift a person by %1 floor', 'Enough to lift a person by %1 floors', n, c),
  'aa-cell': (t, n, c) =>
    t._n('As much as %1 rechargeable AA cell holds', 'As much as %1 rechargeable AA cells hold', n, c),
  'person-eiffel': (t, n, c) =>
    t._n(
      'Enough to lift %1 person to the top of the Eiffel Tower',
      'Enough to lift %1 people to the top of the Eiffel Tower',
      n,
      c,
    ),
  'cup-of-tea': (t, n, c) =>
    t._n('Enough to boil water for %1 cup of tea', 'Enough to boil water for %1 cups of tea', n, c),
  'kettle-litre': (t, n, c) =>
    t._n(
      'Enough to boil %1 litre of water in a kettle',
      'Enough to boil %1 litres of water in a kettle',
      n,
      c,
    ),
  bathtub: (t, n, c) => t._n('Enough to warm %1 bath', 'Enough to warm %1 baths', n, c),
  'wind-turbine-minute': (t, n, c) =>
    t._n(
      'As much as a 5 MW wind turbine gives in %1 minute at full power',
      'As much as a 5 MW wind turbine gives in %1 minutes at full power',
      n,
      c,
    ),
  'pool-degree': (t, n, c) =>
    t._n('Enough to warm %1 Olympic pool by 1 °C', 'Enough to warm %1 Olympic pools by 1 °C', n, c),
  'wind-turbine-hour': (t, n, c) =>
    t._n(
      'As much as a 5 MW wind turbine gives in %1 hour at full power',
      'As much as a 5 MW wind turbine gives in %1 hours at full power',
      n,
      c,
    ),
  'wind-turbine-day': (t, n, c) =>
    t._n(
      'As much as a 5 MW wind turbine gives in %1 day at full power',
      'As much as a 5 MW wind turbine gives in %1 days at full power',
      n,
      c,
    ),
  'llm-prompt-gemini': (t, n, c) =>
    t._n('Enough for %1 text prompt to Gemini', 'Enough for %1 text prompts to Gemini', n, c),
  'web-search-2009': (t, n, c) =>
    t._n('Enough for %1 web search of 2009', 'Enough for %1 web searches of 2009', n, c),
  'e-bike-km': (t, n, c) =>
    t._n('Enough for %1 kilometre by e-bike', 'Enough for %1 kilometres by e-bike', n, c),
  'phone-charge': (t, n, c) =>
    t._n('Enough to charge %1 smartphone', 'Enough to charge %1 smartphones', n, c),
  'microwave-minute': (t, n, c) =>
    t._n('Enough for %1 minute of a microwave oven', 'Enough for %1 minutes of a microwave oven', n, c),
  'laptop-hour': (t, n, c) =>
    t._n('Enough to run a 50 W laptop for %1 hour', 'Enough to run a 50 W laptop for %1 hours', n, c),
  'tv-hour': (t, n, c) => t._n('Enough for %1 hour of television', 'Enough for %1 hours of television', n, c),
  toast: (t, n, c) => t._n('Enough for %1 round of toast', 'Enough for %1 rounds of toast', n, c),
  'electric-car-km': (t, n, c) =>
    t._n('Enough for %1 kilometre by electric car', 'Enough for %1 kilometres by electric car', n, c),
  'oven-pizza': (t, n, c) => t._n('Enough to bake %1 pizza', 'Enough to bake %1 pizzas', n, c),
  'home-day-eu': (t, n, c) =>
    t._n(
      'As much as an average home in the EU uses in %1 day',
      'As much as an average home in the EU uses in %1 days',
      n,
      c,
    ),
  'home-day-de': (t, n, c) =>
    t._n(
      'As much as an average home in Germany uses in %1 day',
      'As much as an average home in Germany uses in %1 days',
      n,
      c,
    ),
  'home-day-us': (t, n, c) =>
    t._n(
      'As much as an average home in the USA uses in %1 day',
      'As much as an average home in the USA uses in %1 days',
      n,
      c,
    ),
  'home-month-eu': (t, n, c) =>
    t._n(
      'As much as an average home in the EU uses in %1 month',
      'As much as an average home in the EU uses in %1 months',
      n,
      c,
    ),
  'home-year-eu': (t, n, c) =>
    t._n(
      'As much as an average home in the EU uses in %1 year',
      'As much as an average home in the EU uses in %1 years',
      n,
      c,
    ),
};

/** How sure the energy is: null when measured, else its relative error where that is known. */
export type Estimate = { readonly relativeError: number | null } | null;

/** The sentence for a choice. An estimated amount says "about", with the interval that its error spans. */
export function sentenceOf(
  chosen: Chosen,
  estimate: Estimate,
  trans: TranslationBundle,
  format: Format,
): string {
  const { comparison, count } = chosen;
  const digits = format.count(count);
  // 0.6 and 1.5 take the plural: the rule is about the digits that are shown.
  const n = digits === format.count(1) ? 1 : Math.max(2, Math.round(count));
  return (
    sentences[comparison.id]?.(trans, n, countWords(count, estimate, trans, format)) ?? comparison.derivation
  );
}

function countWords(count: number, estimate: Estimate, trans: TranslationBundle, format: Format): string {
  if (estimate === null) return format.count(count);
  const { relativeError } = estimate;
  if (relativeError === null) return trans.__('about %1', format.count(count));
  const low = format.count(count * Math.max(0, 1 - relativeError));
  const high = format.count(count * (1 + relativeError));
  return trans.__('about %1 (%2 to %3)', format.count(count), low, high);
}
