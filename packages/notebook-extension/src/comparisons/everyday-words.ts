// The sentences of the comparisons with everyday things.

import { fine, type Sentences, whole } from './sentence-form.ts';

const DAYS_PER_MONTH = 365 / 12;

export const everydayWords: Sentences = {
  'llm-prompt-gemini': [
    whole((t, n, c) =>
      t._n('Enough for %2 text prompt to Gemini', 'Enough for %2 text prompts to Gemini', n, c),
    ),
    fine(100, (t, _, c) => t.__('Enough for %1\u00A0% of a text prompt to Gemini', c)),
  ],
  'web-search-2009': [
    whole((t, n, c) =>
      t._n('Enough for %2 web search as of 2009', 'Enough for %2 web searches as of 2009', n, c),
    ),
    fine(100, (t, _, c) => t.__('Enough for %1\u00A0% of a web search as of 2009', c)),
  ],
  'e-bike-km': [
    whole((t, n, c) => t._n('Enough for %2 kilometre by e-bike', 'Enough for %2 kilometres by e-bike', n, c)),
    fine(1000, (t, n, c) => t._n('Enough for %2 metre by e-bike', 'Enough for %2 metres by e-bike', n, c)),
  ],
  'phone-charge': [
    whole((t, n, c) =>
      t._n('Enough for %2 full charge of a smartphone', 'Enough for %2 full charges of a smartphone', n, c),
    ),
    fine(100, (t, _, c) => t.__('Enough to charge a smartphone by %1\u00A0%', c)),
  ],
  'microwave-minute': [
    whole((t, n, c) =>
      t._n('Enough for %2 minute of a microwave oven', 'Enough for %2 minutes of a microwave oven', n, c),
    ),
    fine(60, (t, n, c) =>
      t._n('Enough for %2 second of a microwave oven', 'Enough for %2 seconds of a microwave oven', n, c),
    ),
  ],
  'tv-hour': [
    whole((t, n, c) => t._n('Enough for %2 hour of television', 'Enough for %2 hours of television', n, c)),
    fine(60, (t, n, c) =>
      t._n('Enough for %2 minute of television', 'Enough for %2 minutes of television', n, c),
    ),
  ],
  'electric-car-km': [
    whole((t, n, c) =>
      t._n('Enough for %2 kilometre by electric car', 'Enough for %2 kilometres by electric car', n, c),
    ),
    fine(1000, (t, n, c) =>
      t._n('Enough for %2 metre by electric car', 'Enough for %2 metres by electric car', n, c),
    ),
  ],
  'home-day-eu': [
    whole((t, n, c) =>
      t._n(
        'As much as an average home in the EU uses in %2 day',
        'As much as an average home in the EU uses in %2 days',
        n,
        c,
      ),
    ),
    fine(24, (t, n, c) =>
      t._n(
        'As much as an average home in the EU uses in %2 hour',
        'As much as an average home in the EU uses in %2 hours',
        n,
        c,
      ),
    ),
  ],
  'home-day-de': [
    whole((t, n, c) =>
      t._n(
        'As much as an average home in Germany uses in %2 day',
        'As much as an average home in Germany uses in %2 days',
        n,
        c,
      ),
    ),
    fine(24, (t, n, c) =>
      t._n(
        'As much as an average home in Germany uses in %2 hour',
        'As much as an average home in Germany uses in %2 hours',
        n,
        c,
      ),
    ),
  ],
  'home-day-us': [
    whole((t, n, c) =>
      t._n(
        'As much as an average home in the USA uses in %2 day',
        'As much as an average home in the USA uses in %2 days',
        n,
        c,
      ),
    ),
    fine(24, (t, n, c) =>
      t._n(
        'As much as an average home in the USA uses in %2 hour',
        'As much as an average home in the USA uses in %2 hours',
        n,
        c,
      ),
    ),
  ],
  'home-month-eu': [
    whole((t, n, c) =>
      t._n(
        'As much as an average home in the EU uses in %2 month',
        'As much as an average home in the EU uses in %2 months',
        n,
        c,
      ),
    ),
    fine(DAYS_PER_MONTH, (t, n, c) =>
      t._n(
        'As much as an average home in the EU uses in %2 day',
        'As much as an average home in the EU uses in %2 days',
        n,
        c,
      ),
    ),
  ],
  'home-year-eu': [
    whole((t, n, c) =>
      t._n(
        'As much as an average home in the EU uses in %2 year',
        'As much as an average home in the EU uses in %2 years',
        n,
        c,
      ),
    ),
    fine(12, (t, n, c) =>
      t._n(
        'As much as an average home in the EU uses in %2 month',
        'As much as an average home in the EU uses in %2 months',
        n,
        c,
      ),
    ),
  ],
};
