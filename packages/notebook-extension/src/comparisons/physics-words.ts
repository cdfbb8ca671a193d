// The sentences of the comparisons that follow from physics.

import { fine, type Sentences, whole } from './sentence-form.ts';

export const physicsWords: Sentences = {
  'water-drop-metre': [
    whole((t, n, c) =>
      t._n('Enough to lift a drop of water by %2 metre', 'Enough to lift a drop of water by %2 metres', n, c),
    ),
    fine(100, (t, n, c) =>
      t._n(
        'Enough to lift a drop of water by %2 centimetre',
        'Enough to lift a drop of water by %2 centimetres',
        n,
        c,
      ),
    ),
  ],
  'carat-metre': [
    whole((t, n, c) =>
      t._n(
        'Enough to lift a one-carat diamond by %2 metre',
        'Enough to lift a one-carat diamond by %2 metres',
        n,
        c,
      ),
    ),
    fine(100, (t, n, c) =>
      t._n(
        'Enough to lift a one-carat diamond by %2 centimetre',
        'Enough to lift a one-carat diamond by %2 centimetres',
        n,
        c,
      ),
    ),
  ],
  'paper-metre': [
    whole((t, n, c) =>
      t._n(
        'Enough to lift a sheet of paper by %2 metre',
        'Enough to lift a sheet of paper by %2 metres',
        n,
        c,
      ),
    ),
    fine(100, (t, n, c) =>
      t._n(
        'Enough to lift a sheet of paper by %2 centimetre',
        'Enough to lift a sheet of paper by %2 centimetres',
        n,
        c,
      ),
    ),
  ],
  'apple-metre': [
    whole((t, n, c) =>
      t._n('Enough to lift an apple by %2 metre', 'Enough to lift an apple by %2 metres', n, c),
    ),
    fine(100, (t, n, c) =>
      t._n('Enough to lift an apple by %2 centimetre', 'Enough to lift an apple by %2 centimetres', n, c),
    ),
  ],
  'water-litre-metre': [
    whole((t, n, c) =>
      t._n(
        'Enough to lift a litre of water by %2 metre',
        'Enough to lift a litre of water by %2 metres',
        n,
        c,
      ),
    ),
    fine(100, (t, n, c) =>
      t._n(
        'Enough to lift a litre of water by %2 centimetre',
        'Enough to lift a litre of water by %2 centimetres',
        n,
        c,
      ),
    ),
  ],
  'teaspoon-degree': [whole((t, _, c) => t.__('Enough to warm a teaspoon of water by %1\u00A0°C', c))],
  'person-stair': [
    whole((t, n, c) =>
      t._n('Enough to carry a person up %2 stair', 'Enough to carry a person up %2 stairs', n, c),
    ),
    fine(17, (t, n, c) =>
      t._n('Enough to lift a person by %2 centimetre', 'Enough to lift a person by %2 centimetres', n, c),
    ),
  ],
  'led-minute': [
    whole((t, n, c) => t._n('Enough for %2 minute of LED light', 'Enough for %2 minutes of LED light', n, c)),
    fine(60, (t, n, c) =>
      t._n('Enough for %2 second of LED light', 'Enough for %2 seconds of LED light', n, c),
    ),
  ],
  'person-floor': [
    whole((t, n, c) =>
      t._n('Enough to carry a person up %2 floor', 'Enough to carry a person up %2 floors', n, c),
    ),
    fine(3, (t, n, c) =>
      t._n('Enough to lift a person by %2 metre', 'Enough to lift a person by %2 metres', n, c),
    ),
  ],
  'aa-cell': [
    whole((t, n, c) =>
      t._n('As much as %2 rechargeable AA cell holds', 'As much as %2 rechargeable AA cells hold', n, c),
    ),
    fine(100, (t, _, c) => t.__('As much as %1\u00A0% of what a rechargeable AA cell holds', c)),
  ],
  'person-eiffel': [
    whole((t, n, c) =>
      t._n(
        'Enough to lift a person as high as %2 Eiffel Tower',
        'Enough to lift a person as high as %2 Eiffel Towers',
        n,
        c,
      ),
    ),
    fine(330, (t, n, c) =>
      t._n(
        'Enough to lift a person %2 metre up the Eiffel Tower',
        'Enough to lift a person %2 metres up the Eiffel Tower',
        n,
        c,
      ),
    ),
  ],
  'cup-of-tea': [
    whole((t, n, c) =>
      t._n('Enough to boil water for %2 cup of tea', 'Enough to boil water for %2 cups of tea', n, c),
    ),
    fine(250, (t, n, c) =>
      t._n(
        'Enough to boil water for %2 millilitre of tea',
        'Enough to boil water for %2 millilitres of tea',
        n,
        c,
      ),
    ),
  ],
  'kettle-litre': [
    whole((t, n, c) =>
      t._n(
        'Enough to boil %2 litre of water in a kettle',
        'Enough to boil %2 litres of water in a kettle',
        n,
        c,
      ),
    ),
    fine(1000, (t, n, c) =>
      t._n(
        'Enough to boil %2 millilitre of water in a kettle',
        'Enough to boil %2 millilitres of water in a kettle',
        n,
        c,
      ),
    ),
  ],
  bathtub: [
    whole((t, n, c) =>
      t._n('Enough to warm the water of %2 bath', 'Enough to warm the water of %2 baths', n, c),
    ),
    fine(150, (t, n, c) =>
      t._n('Enough to warm %2 litre of bath water', 'Enough to warm %2 litres of bath water', n, c),
    ),
  ],
  'wind-turbine-minute': [
    whole((t, n, c) =>
      t._n(
        'As much as a 5 MW wind turbine gives in %2 minute at full power',
        'As much as a 5 MW wind turbine gives in %2 minutes at full power',
        n,
        c,
      ),
    ),
    fine(60, (t, n, c) =>
      t._n(
        'As much as a 5 MW wind turbine gives in %2 second at full power',
        'As much as a 5 MW wind turbine gives in %2 seconds at full power',
        n,
        c,
      ),
    ),
  ],
  'pool-degree': [whole((t, _, c) => t.__('Enough to warm an Olympic pool by %1\u00A0°C', c))],
  'wind-turbine-hour': [
    whole((t, n, c) =>
      t._n(
        'As much as a 5 MW wind turbine gives in %2 hour at full power',
        'As much as a 5 MW wind turbine gives in %2 hours at full power',
        n,
        c,
      ),
    ),
    fine(60, (t, n, c) =>
      t._n(
        'As much as a 5 MW wind turbine gives in %2 minute at full power',
        'As much as a 5 MW wind turbine gives in %2 minutes at full power',
        n,
        c,
      ),
    ),
  ],
  'wind-turbine-day': [
    whole((t, n, c) =>
      t._n(
        'As much as a 5 MW wind turbine gives in %2 day at full power',
        'As much as a 5 MW wind turbine gives in %2 days at full power',
        n,
        c,
      ),
    ),
    fine(24, (t, n, c) =>
      t._n(
        'As much as a 5 MW wind turbine gives in %2 hour at full power',
        'As much as a 5 MW wind turbine gives in %2 hours at full power',
        n,
        c,
      ),
    ),
  ],
  'laptop-hour': [
    whole((t, n, c) =>
      t._n('Enough to run a 50 W laptop for %2 hour', 'Enough to run a 50 W laptop for %2 hours', n, c),
    ),
    fine(60, (t, n, c) =>
      t._n('Enough to run a 50 W laptop for %2 minute', 'Enough to run a 50 W laptop for %2 minutes', n, c),
    ),
  ],
  toast: [
    whole((t, n, c) => t._n('Enough for %2 round of toast', 'Enough for %2 rounds of toast', n, c)),
    fine(120, (t, n, c) =>
      t._n('Enough to run a toaster for %2 second', 'Enough to run a toaster for %2 seconds', n, c),
    ),
  ],
  'oven-pizza': [
    whole((t, n, c) => t._n('Enough to bake %2 pizza', 'Enough to bake %2 pizzas', n, c)),
    fine(24, (t, n, c) =>
      t._n('Enough to run a pizza oven for %2 minute', 'Enough to run a pizza oven for %2 minutes', n, c),
    ),
  ],
};
