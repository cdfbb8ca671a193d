// The sentence of each comparison as people read it, for half of one, one, a few and many.

import { nullTranslator } from '@jupyterlab/translation';
import { expect, test } from 'vitest';
import { Format } from '../words/format.ts';
import { comparisons } from './choose-comparison.ts';
import { sentenceOf } from './comparison-words.ts';

const trans = nullTranslator.load('jupyter_energy');
const format = new Format('en');
const counts = [0.5, 1, 2.3, 20];

/** Read by a person, one by one. */
const read: Record<string, readonly string[]> = {
  'water-drop-metre': [
    'Enough to lift a drop of water by 50 centimetres',
    'Enough to lift a drop of water by 1 metre',
    'Enough to lift a drop of water by 2.3 metres',
    'Enough to lift a drop of water by 20 metres',
  ],
  'carat-metre': [
    'Enough to lift a one-carat diamond by 50 centimetres',
    'Enough to lift a one-carat diamond by 1 metre',
    'Enough to lift a one-carat diamond by 2.3 metres',
    'Enough to lift a one-carat diamond by 20 metres',
  ],
  'paper-metre': [
    'Enough to lift a sheet of paper by 50 centimetres',
    'Enough to lift a sheet of paper by 1 metre',
    'Enough to lift a sheet of paper by 2.3 metres',
    'Enough to lift a sheet of paper by 20 metres',
  ],
  'apple-metre': [
    'Enough to lift an apple by 50 centimetres',
    'Enough to lift an apple by 1 metre',
    'Enough to lift an apple by 2.3 metres',
    'Enough to lift an apple by 20 metres',
  ],
  'water-litre-metre': [
    'Enough to lift a litre of water by 50 centimetres',
    'Enough to lift a litre of water by 1 metre',
    'Enough to lift a litre of water by 2.3 metres',
    'Enough to lift a litre of water by 20 metres',
  ],
  'teaspoon-degree': [
    'Enough to warm a teaspoon of water by 0.5 °C',
    'Enough to warm a teaspoon of water by 1 °C',
    'Enough to warm a teaspoon of water by 2.3 °C',
    'Enough to warm a teaspoon of water by 20 °C',
  ],
  'person-stair': [
    'Enough to lift a person by 8.5 centimetres',
    'Enough to carry a person up 1 stair',
    'Enough to carry a person up 2.3 stairs',
    'Enough to carry a person up 20 stairs',
  ],
  'led-minute': [
    'Enough for 30 seconds of LED light',
    'Enough for 1 minute of LED light',
    'Enough for 2.3 minutes of LED light',
    'Enough for 20 minutes of LED light',
  ],
  'llm-prompt-gemini': [
    'Enough for 50 % of a text prompt to Gemini',
    'Enough for 1 text prompt to Gemini',
    'Enough for 2.3 text prompts to Gemini',
    'Enough for 20 text prompts to Gemini',
  ],
  'web-search-2009': [
    'Enough for 50 % of a web search as of 2009',
    'Enough for 1 web search as of 2009',
    'Enough for 2.3 web searches as of 2009',
    'Enough for 20 web searches as of 2009',
  ],
  'person-floor': [
    'Enough to lift a person by 1.5 metres',
    'Enough to carry a person up 1 floor',
    'Enough to carry a person up 2.3 floors',
    'Enough to carry a person up 20 floors',
  ],
  'aa-cell': [
    'As much as 50 % of what a rechargeable AA cell holds',
    'As much as 1 rechargeable AA cell holds',
    'As much as 2.3 rechargeable AA cells hold',
    'As much as 20 rechargeable AA cells hold',
  ],
  'e-bike-km': [
    'Enough for 500 metres by e-bike',
    'Enough for 1 kilometre by e-bike',
    'Enough for 2.3 kilometres by e-bike',
    'Enough for 20 kilometres by e-bike',
  ],
  'phone-charge': [
    'Enough to charge a smartphone by 50 %',
    'Enough for 1 full charge of a smartphone',
    'Enough for 2.3 full charges of a smartphone',
    'Enough for 20 full charges of a smartphone',
  ],
  'microwave-minute': [
    'Enough for 30 seconds of a microwave oven',
    'Enough for 1 minute of a microwave oven',
    'Enough for 2.3 minutes of a microwave oven',
    'Enough for 20 minutes of a microwave oven',
  ],
  'cup-of-tea': [
    'Enough to boil water for 125 millilitres of tea',
    'Enough to boil water for 1 cup of tea',
    'Enough to boil water for 2.3 cups of tea',
    'Enough to boil water for 20 cups of tea',
  ],
  toast: [
    'Enough to run a toaster for 60 seconds',
    'Enough for 1 round of toast',
    'Enough for 2.3 rounds of toast',
    'Enough for 20 rounds of toast',
  ],
  'laptop-hour': [
    'Enough to run a 50 W laptop for 30 minutes',
    'Enough to run a 50 W laptop for 1 hour',
    'Enough to run a 50 W laptop for 2.3 hours',
    'Enough to run a 50 W laptop for 20 hours',
  ],
  'person-eiffel': [
    'Enough to lift a person 165 metres up the Eiffel Tower',
    'Enough to lift a person as high as 1 Eiffel Tower',
    'Enough to lift a person as high as 2.3 Eiffel Towers',
    'Enough to lift a person as high as 20 Eiffel Towers',
  ],
  'tv-hour': [
    'Enough for 30 minutes of television',
    'Enough for 1 hour of television',
    'Enough for 2.3 hours of television',
    'Enough for 20 hours of television',
  ],
  'kettle-litre': [
    'Enough to boil 500 millilitres of water in a kettle',
    'Enough to boil 1 litre of water in a kettle',
    'Enough to boil 2.3 litres of water in a kettle',
    'Enough to boil 20 litres of water in a kettle',
  ],
  'electric-car-km': [
    'Enough for 500 metres by electric car',
    'Enough for 1 kilometre by electric car',
    'Enough for 2.3 kilometres by electric car',
    'Enough for 20 kilometres by electric car',
  ],
  'oven-pizza': [
    'Enough to run a pizza oven for 12 minutes',
    'Enough to bake 1 pizza',
    'Enough to bake 2.3 pizzas',
    'Enough to bake 20 pizzas',
  ],
  bathtub: [
    'Enough to warm 75 litres of bath water',
    'Enough to warm the water of 1 bath',
    'Enough to warm the water of 2.3 baths',
    'Enough to warm the water of 20 baths',
  ],
  'home-day-de': [
    'As much as an average home in Germany uses in 12 hours',
    'As much as an average home in Germany uses in 1 day',
    'As much as an average home in Germany uses in 2.3 days',
    'As much as an average home in Germany uses in 20 days',
  ],
  'home-day-eu': [
    'As much as an average home in the EU uses in 12 hours',
    'As much as an average home in the EU uses in 1 day',
    'As much as an average home in the EU uses in 2.3 days',
    'As much as an average home in the EU uses in 20 days',
  ],
  'home-day-us': [
    'As much as an average home in the USA uses in 12 hours',
    'As much as an average home in the USA uses in 1 day',
    'As much as an average home in the USA uses in 2.3 days',
    'As much as an average home in the USA uses in 20 days',
  ],
  'wind-turbine-minute': [
    'As much as a 5 MW wind turbine gives in 30 seconds at full power',
    'As much as a 5 MW wind turbine gives in 1 minute at full power',
    'As much as a 5 MW wind turbine gives in 2.3 minutes at full power',
    'As much as a 5 MW wind turbine gives in 20 minutes at full power',
  ],
  'home-month-eu': [
    'As much as an average home in the EU uses in 15 days',
    'As much as an average home in the EU uses in 1 month',
    'As much as an average home in the EU uses in 2.3 months',
    'As much as an average home in the EU uses in 20 months',
  ],
  'pool-degree': [
    'Enough to warm an Olympic pool by 0.5 °C',
    'Enough to warm an Olympic pool by 1 °C',
    'Enough to warm an Olympic pool by 2.3 °C',
    'Enough to warm an Olympic pool by 20 °C',
  ],
  'home-year-eu': [
    'As much as an average home in the EU uses in 6 months',
    'As much as an average home in the EU uses in 1 year',
    'As much as an average home in the EU uses in 2.3 years',
    'As much as an average home in the EU uses in 20 years',
  ],
  'wind-turbine-hour': [
    'As much as a 5 MW wind turbine gives in 30 minutes at full power',
    'As much as a 5 MW wind turbine gives in 1 hour at full power',
    'As much as a 5 MW wind turbine gives in 2.3 hours at full power',
    'As much as a 5 MW wind turbine gives in 20 hours at full power',
  ],
  'wind-turbine-day': [
    'As much as a 5 MW wind turbine gives in 12 hours at full power',
    'As much as a 5 MW wind turbine gives in 1 day at full power',
    'As much as a 5 MW wind turbine gives in 2.3 days at full power',
    'As much as a 5 MW wind turbine gives in 20 days at full power',
  ],
};

const say = (id: string, count: number, relativeError?: number | null) => {
  const comparison = comparisons.find((item) => item.id === id);
  if (comparison === undefined) throw new Error(`There is no comparison ${id}.`);
  const estimate = relativeError === undefined ? null : { relativeError };
  return sentenceOf({ comparison, count }, estimate, trans, format).replaceAll('\u00A0', ' ');
};

test.each(comparisons.map(({ id }) => [id]))('%s', (id) => {
  expect(counts.map((count) => say(id, count))).toEqual(read[id]);
});

test.each(comparisons.map(({ id }) => [id]))('%s, estimated: "about", and the interval at the end', (id) => {
  for (const count of counts) {
    const sentence = say(id, count);
    const rough = say(id, count, null);
    expect(rough).toMatch(/about \d/);
    // Three digits become two; everything else is the same sentence.
    const about = (text: string) => text.replace(/(about )?\b(?!5 MW|50 W|2009)[\d.]+(?= |$)/, '#');
    expect(about(rough)).toBe(about(sentence));
    const interval = say(id, count, 0.4).slice(rough.length);
    const [low = Number.NaN, high = Number.NaN] = (interval.match(/[\d.]+/g) ?? []).map(Number);
    expect(interval).toMatch(/^ \([\d.]+ to [\d.]+\)$/);
    expect(high / low).toBeGreaterThan(2.1);
    expect(high / low).toBeLessThan(2.6);
  }
});
