// Each comparison as a whole sentence that can be translated; %2 is the count as shown (%1 is what chooses the plural).

import type { TranslationBundle } from '@jupyterlab/translation';
import type { Format } from '../words/format.ts';
import type { Chosen } from './choose-comparison.ts';

/** `n` chooses between singular and plural; `count` is what is shown, `about 2 (1.6 to 2.4)` for example. */
type Sentence = (trans: TranslationBundle, n: number, count: string) => string;

/** One sentence for every comparison's id. */
export const sentences: Readonly<Record<string, Sentence>> = {
  'water-drop-metre': (t, n, c) =>
    t._n('Enough to lift %2 drop of water by a metre', 'Enough to lift %2 drops of water by a metre', n, c),
  'carat-metre': (t, n, c) =>
    t._n(
      'Enough to lift %2 one-carat diamond by a metre',
      'Enough to lift %2 one-carat diamonds by a metre',
      n,
      c,
    ),
  'paper-metre': (t, n, c) =>
    t._n('Enough to lift %2 sheet of paper by a metre', 'Enough to lift %2 sheets of paper by a metre', n, c),
  'apple-metre': (t, n, c) =>
    t._n('Enough to lift %2 apple by a metre', 'Enough to lift %2 apples by a metre', n, c),
  'water-litre-metre': (t, n, c) =>
    t._n('Enough to lift %2 litre of water by a metre', 'Enough to lift %2 litres of water by a metre', n, c),
  'teaspoon-degree': (t, n, c) =>
    t._n('Enough to warm %2 teaspoon of water by 1 °C', 'Enough to warm %2 teaspoons of water by 1 °C', n, c),
  'person-stair': (t, n, c) =>
    t._n('Enough to lift a person by %2 stair', 'Enough to lift a person by %2 stairs', n, c),
  'led-minute': (t, n, c) =>
    t._n('Enough for %2 minute of LED light', 'Enough for %2 minutes of LED light', n, c),
  'person-floor': (t, n, c) =>
    t._n('Enough to lift a person by %2 floor', 'Enough to lift a person by %2 floors', n, c),
  'aa-cell': (t, n, c) =>
    t._n('As much as %2 rechargeable AA cell holds', 'As much as %2 rechargeable AA cells hold', n, c),
  'person-eiffel': (t, n, c) =>
    t._n(
      'Enough to lift %2 person to the top of the Eiffel Tower',
      'Enough to lift %2 people to the top of the Eiffel Tower',
      n,
      c,
    ),
  'cup-of-tea': (t, n, c) =>
    t._n('Enough to boil water for %2 cup of tea', 'Enough to boil water for %2 cups of tea', n, c),
  'kettle-litre': (t, n, c) =>
    t._n(
      'Enough to boil %2 litre of water in a kettle',
      'Enough to boil %2 litres of water in a kettle',
      n,
      c,
    ),
  bathtub: (t, n, c) => t._n('Enough to warm %2 bath', 'Enough to warm %2 baths', n, c),
  'wind-turbine-minute': (t, n, c) =>
    t._n(
      'As much as a 5 MW wind turbine gives in %2 minute at full power',
      'As much as a 5 MW wind turbine gives in %2 minutes at full power',
      n,
      c,
    ),
  'pool-degree': (t, n, c) =>
    t._n('Enough to warm %2 Olympic pool by 1 °C', 'Enough to warm %2 Olympic pools by 1 °C', n, c),
  'wind-turbine-hour': (t, n, c) =>
    t._n(
      'As much as a 5 MW wind turbine gives in %2 hour at full power',
      'As much as a 5 MW wind turbine gives in %2 hours at full power',
      n,
      c,
    ),
  'wind-turbine-day': (t, n, c) =>
    t._n(
      'As much as a 5 MW wind turbine gives in %2 day at full power',
      'As much as a 5 MW wind turbine gives in %2 days at full power',
      n,
      c,
    ),
  'llm-prompt-gemini': (t, n, c) =>
    t._n('Enough for %2 text prompt to Gemini', 'Enough for %2 text prompts to Gemini', n, c),
  'web-search-2009': (t, n, c) =>
    t._n('Enough for %2 web search of 2009', 'Enough for %2 web searches of 2009', n, c),
  'e-bike-km': (t, n, c) =>
    t._n('Enough for %2 kilometre by e-bike', 'Enough for %2 kilometres by e-bike', n, c),
  'phone-charge': (t, n, c) =>
    t._n('Enough to charge %2 smartphone', 'Enough to charge %2 smartphones', n, c),
  'microwave-minute': (t, n, c) =>
    t._n('Enough for %2 minute of a microwave oven', 'Enough for %2 minutes of a microwave oven', n, c),
  'laptop-hour': (t, n, c) =>
    t._n('Enough to run a 50 W laptop for %2 hour', 'Enough to run a 50 W laptop for %2 hours', n, c),
  'tv-hour': (t, n, c) => t._n('Enough for %2 hour of television', 'Enough for %2 hours of television', n, c),
  toast: (t, n, c) => t._n('Enough for %2 round of toast', 'Enough for %2 rounds of toast', n, c),
  'electric-car-km': (t, n, c) =>
    t._n('Enough for %2 kilometre by electric car', 'Enough for %2 kilometres by electric car', n, c),
  'oven-pizza': (t, n, c) => t._n('Enough to bake %2 pizza', 'Enough to bake %2 pizzas', n, c),
  'home-day-eu': (t, n, c) =>
    t._n(
      'As much as an average home in the EU uses in %2 day',
      'As much as an average home in the EU uses in %2 days',
      n,
      c,
    ),
  'home-day-de': (t, n, c) =>
    t._n(
      'As much as an average home in Germany uses in %2 day',
      'As much as an average home in Germany uses in %2 days',
      n,
      c,
    ),
  'home-day-us': (t, n, c) =>
    t._n(
      'As much as an average home in the USA uses in %2 day',
      'As much as an average home in the USA uses in %2 days',
      n,
      c,
    ),
  'home-month-eu': (t, n, c) =>
    t._n(
      'As much as an average home in the EU uses in %2 month',
      'As much as an average home in the EU uses in %2 months',
      n,
      c,
    ),
  'home-year-eu': (t, n, c) =>
    t._n(
      'As much as an average home in the EU uses in %2 year',
      'As much as an average home in the EU uses in %2 years',
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
