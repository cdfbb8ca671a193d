// Fuels in words: the largest first, as they are told, and none that nobody would see.

import type { GridBucket } from '@jupyter-energy/contract';
import { nullTranslator } from '@jupyterlab/translation';
import { expect, test } from 'vitest';
import { Format } from './format.ts';
import { fuelsWords } from './fuel-words.ts';

const language = { trans: nullTranslator.load('jupyter_energy'), format: new Format('en-GB') };

const bucket = (fuels: GridBucket['fuels']): GridBucket => ({
  ...{
    from: 0,
    to: 900_000,
    kind: 'live',
    provider: 'entsoe',
    year: null,
    asOf: 900_000,
    shares: null,
    fuels,
  },
  ...{ gramsPerKwh: null, method: null, factors: null },
});

test('fuels of at least one percent, in their order', () => {
  const told = fuelsWords(
    bucket([
      { fuel: 'wind', share: 0.62 },
      { fuel: 'other renewable', share: 0.37 },
      { fuel: 'oil', share: 0.0099 },
    ]),
    language,
  );
  expect(told?.replaceAll('\u00A0', ' ')).toBe('wind 62 % and other renewables 37 %');
});

test('nothing where no fuel is told', () => {
  expect(fuelsWords(bucket([]), language)).toBeNull();
});
