// Numbers for people: three digits, the right prefix, and the mark of an estimate.

import { describe, expect, test } from 'vitest';
import { basisText, joulesText, spanText, wattsText } from './amounts.ts';

describe('watts', () => {
  test.each([
    [0, '0.00 W'],
    [0.0004, '0.40 mW'],
    [0.25, '250 mW'],
    [0.9994, '999 mW'],
    [0.9996, '1.00 W'],
    [9.994, '9.99 W'],
    [9.996, '10.0 W'],
    [23.42, '23.4 W'],
    [99.96, '100 W'],
    [999.4, '999 W'],
    [1234, '1.23 kW'],
    [5.6e6, '5.60 MW'],
    [null, 'unknown'],
  ])('%j → %s', (watts, text) => {
    expect(wattsText(watts, 'measured')).toBe(text);
  });

  test('whatever is not measured is marked; what is unknown needs no mark', () => {
    expect(wattsText(23.42, 'estimated')).toBe('≈ 23.4 W');
    expect(wattsText(23.42, 'attributed')).toBe('≈ 23.4 W');
    expect(wattsText(null, 'estimated')).toBe('unknown');
  });
});

test('joules come with watt-hours: 3600 J are one', () => {
  expect(joulesText(3_600, 'measured')).toBe('3.60 kJ (1.00 Wh)');
  expect(joulesText(45e6, 'estimated')).toBe('≈ 45.0 MJ (12.5 kWh)');
});

test.each([
  [0, '0:00:00'],
  [59_999, '0:00:59'],
  [3_723_000, '1:02:03'],
  [360_000_000, '100:00:00'],
  [-5, '0:00:00'],
])('%d ms → %s', (ms, text) => {
  expect(spanText(ms)).toBe(text);
});

test.each([
  [null, 'measured'],
  [0, 'measured'],
  [0.16, 'measured ± 16 %'],
  [0.005, 'measured ± 0.5 %'],
])('an error of %j', (error, text) => {
  expect(basisText('measured', error)).toBe(text);
});
