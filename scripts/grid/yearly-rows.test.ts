// The yearly table as it is made: newest year, whole per cent that sum to 100, rows that are no whole left out.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wholePercents, yearlyRows } from './yearly-rows.ts';

const header = 'Entity,Code,Year,Other renewables,Bioenergy,Solar,Wind,Hydropower,Nuclear,Oil,Gas,Coal';
const codes = new Map([
  ['DEU', { country: 'DE', iso3: 'DEU' }],
  ['OWID_WRL', { country: 'world', iso3: 'WORLD' }],
  ['ESH', { country: 'EH', iso3: 'ESH' }],
]);

describe('a table', () => {
  test('of two countries: columns by their names, the newest year, missing cells are nothing', () => {
    const csv = [
      header,
      'World,OWID_WRL,2024,0.28,2.28,6.88,8.1,14.29,8.98,2.81,22.3,34.08',
      'Germany,DEU,2024,0,9,15,27,4,0,4,17,24',
      'Germany,DEU,2025,,10.16,18.02,26.74,3.93,0,3.8,16.62,20.74',
      'Germany,DEU,2023,0,9,12,27,4,1,4,15,28',
    ].join('\r\n');
    // Of the world's, 96 % are whole; the four largest remainders are those of nuclear (98), solar (88), oil (81) and gas (30).
    expect(yearlyRows(csv, codes)).toEqual({
      rows: ['DE DEU 2025 21 16 4 0 4 27 18 10 0', 'world WORLD 2024 34 23 3 9 14 8 7 2 0'],
      leftOut: [],
    });
  });

  test('leaves out what is old, nobody’s, or no whole, and says so', () => {
    const csv = [
      header,
      'Western Sahara,ESH,2009,0,0,0,0,0,0,100,0,0',
      'Asia,,2024,0,0,0,0,0,0,100,0,0',
      'Germany,DEU,2025,0,0,0,0,0,0,50,48.9,0',
    ].join('\n');
    expect(yearlyRows(csv, codes)).toEqual({
      rows: [],
      leftOut: ['Asia: no country of ours', 'DEU: sums to 98.90 %'],
    });
  });

  test('without a column that it needs is refused', () => {
    expect(() => yearlyRows('Entity,Code,Year\n', codes)).toThrow('there is no column Coal');
  });
});

test('whole per cent sum to 100, each within one of the share', () => {
  const share = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 100, noNaN: true }));
  const shares = fc.array(share, { minLength: 9, maxLength: 9 }).filter((all) => all.some((one) => one > 0));
  const property = fc.property(shares, (all) => {
    const total = all.reduce((a, b) => a + b, 0);
    const whole = wholePercents(all);
    expect(whole.reduce((a, b) => a + b, 0)).toBe(100);
    for (const [index, one] of whole.entries())
      expect(Math.abs(one - ((all[index] ?? 0) * 100) / total)).toBeLessThan(1);
  });
  void fc.assert(property);
});
