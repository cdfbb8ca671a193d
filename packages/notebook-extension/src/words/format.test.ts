// Numbers as people read them, at every magnitude.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EnergyUnit, Format, written } from './format.ts';

const format = new Format('en');
const plain = (text: string) => text.replaceAll('\u00A0', ' ');
const power = (watts: number, language = 'en') => plain(written(new Format(language).power(watts), false));
const energy = (joules: number, unit: EnergyUnit) => plain(written(format.energy(joules, unit), false));

test.each([
  [0, '0 W'],
  [0.0006, '0.600 mW'],
  [0.0004, '0 W'],
  [0.00123, '1.23 mW'],
  [0.9994, '999 mW'],
  [0.9996, '1.00 W'],
  [1, '1.00 W'],
  [23.44, '23.4 W'],
  [99.96, '100 W'],
  [999.4, '999 W'],
  [999.6, '1.00 kW'],
  [12_345, '12.3 kW'],
  [2.5e6, '2.50 MW'],
  [-23.44, '-23.4 W'],
])('%d W is %s', (watts, text) => {
  expect(power(watts)).toBe(text);
});

test.each([
  [0.0123, 'J', '12.3 mJ'],
  [12_500, 'J', '12.5 kJ'],
  [35.64e6, 'J', '35.6 MJ'],
  [7.2e9, 'J', '7.20 GJ'],
  [0.0036, 'Wh', '1.00 µWh'],
  [3.6, 'Wh', '1.00 mWh'],
  [12_500, 'Wh', '3.47 Wh'],
  [3.6e6, 'Wh', '1.00 kWh'],
  [3.6e9, 'Wh', '1.00 MWh'],
] as const)('%d J in %s is %s', (joules, unit, text) => {
  expect(energy(joules, unit)).toBe(text);
});

test('the decimal sign is the language’s; a code that is none falls back', () => {
  expect(power(23.44, 'de_DE')).toBe('23,4 W');
  expect(() => power(1, 'default')).not.toThrow();
  expect(() => power(1, '')).not.toThrow();
});

test('an estimate says so', () => {
  expect(plain(written(format.power(23.44), true))).toBe('≈ 23.4 W');
});

test('between the smallest and the largest prefix, three significant digits that are right within half a percent', () => {
  const factors: Record<string, number> = { mW: 1e-3, W: 1, kW: 1e3, MW: 1e6 };
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 9.99e8, noNaN: true }), (watts) => {
      const { digits, symbol } = format.power(watts);
      expect(digits.replace(/[.]/, '')).toMatch(/^\d{3}$/);
      expect(Math.abs((Number(digits) * (factors[symbol] ?? 0)) / watts - 1)).toBeLessThanOrEqual(0.0051);
    }),
  );
});

describe('the rest', () => {
  test.each([
    [0.0412, '0.041'],
    [0.5, '0.5'],
    [1.24, '1.2'],
    [9.94, '9.9'],
    [9.96, '10'],
    [17.6, '18'],
    [12_345, '12,345'],
  ])('a count of %d is %s', (count, text) => {
    expect(format.count(count)).toBe(text);
  });

  test.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [89, '89 seconds'],
    [90, '2 minutes'],
    [720, '12 minutes'],
    [5400, '1.5 hours'],
    [200_000, '2.3 days'],
  ])('%d s are %s', (seconds, text) => {
    expect(format.duration(seconds)).toBe(text);
  });

  test('shares, percentages, memory and lists', () => {
    expect(format.percent(0.00134)).toBe('0.13\u00A0%');
    expect(format.percent(0.005)).toBe('0.5\u00A0%');
    expect(format.percent(0.2)).toBe('20\u00A0%');
    expect(format.rough(1234)).toBe('1,200');
    expect(format.rough(2.34)).toBe('2.3');
    expect(format.megabytes(72_300_000)).toBe('72 MB');
    expect(format.list(['a', 'b', 'c'])).toBe('a, b, and c');
  });

  test.each([
    ['en', '20\u00A0%'],
    ['de_DE', '20\u00A0%'],
    ['tr_TR', '%20'],
  ])('a percentage in %s is %s', (language, text) => {
    expect(new Format(language).percent(0.2)).toBe(text);
  });

  test('labels of one axis share a prefix', () => {
    expect(format.axis(0, 2000)).toEqual({ digits: '0', symbol: 'kW' });
    expect(format.axis(500, 2000)).toEqual({ digits: '0.5', symbol: 'kW' });
  });
});
