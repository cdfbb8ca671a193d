// Time zones as machines tell them, and the country that each names: none where it names none.

import { afterEach, expect, test } from 'vitest';
import { Machine } from '../../../test/fakes/machine.ts';
import { countriesOf, serverTimeZone } from './time-zone.ts';

let machine = new Machine();
afterEach(() => {
  machine[Symbol.dispose]();
  machine = new Machine();
});

const zoneWith = (tz?: string) => serverTimeZone({ tz, etc: machine.etc });

test.each([
  ['Europe/Berlin', ['DE']],
  ['Europe/Oslo', ['NO']],
  ['Europe/Zagreb', ['HR']],
  ['Europe/Luxembourg', ['LU']],
  ['Atlantic/Reykjavik', ['IS']],
  ['Iceland', ['IS']],
  ['US/Pacific', ['US']],
  ['Asia/Calcutta', ['IN']],
  ['Africa/Asmera', ['ER']],
  ['Africa/Timbuktu', ['ML']],
  ['GB-Eire', ['GB']],
  ['Eire', ['IE']],
  ['Europe/Belgrade', ['XK', 'RS']],
  ['Europe/Simferopol', ['RU', 'UA']],
  ['UTC', []],
  ['Etc/UTC', []],
  ['Etc/GMT-2', []],
  ['GMT', []],
  ['CET', []],
  ['EET', []],
  ['WET', []],
  ['MET', []],
  ['EST', []],
  ['EST5EDT', []],
  ['Factory', []],
  ['constructor', []],
  ['', []],
])('%s is kept in %j', (zone, countries) => {
  expect(countriesOf(zone)).toEqual(countries);
});

test('every zone that Node knows and that lies in a region is kept in a country', () => {
  const regions = /^(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)\//;
  const known = Intl.supportedValuesOf('timeZone').filter((zone) => regions.test(zone));
  expect(known.length).toBeGreaterThan(400);
  // Newer than the table; whoever renews it takes them in.
  expect(known.filter((zone) => countriesOf(zone).length === 0)).toEqual([]);
});

test.each([
  ['Europe/Berlin', 'Europe/Berlin'],
  [':Europe/Berlin', 'Europe/Berlin'],
  ['/usr/share/zoneinfo/Europe/Berlin', 'Europe/Berlin'],
  ['/usr/share/zoneinfo/posix/Europe/Berlin', 'Europe/Berlin'],
  [':/usr/share/zoneinfo/right/Europe/Berlin', 'Europe/Berlin'],
  ['Etc/UTC', 'Etc/UTC'],
  ['CET-1CEST,M3.5.0,M10.5.0/3', null],
  ['', null],
  [undefined, null],
  ['../../../etc/passwd', null],
])('TZ=%j alone is the zone %j', (tz, zone) => {
  expect(zoneWith(tz)).toBe(zone);
});

test('the variable comes first, then the name in a file, then the link', () => {
  machine.write('etc/timezone', 'Europe/Oslo\n');
  machine.link('etc/localtime', '/usr/share/zoneinfo/Europe/Zagreb');
  expect(zoneWith('Europe/Berlin')).toBe('Europe/Berlin');
  expect(zoneWith()).toBe('Europe/Oslo');
  machine.remove('etc/timezone');
  expect(zoneWith()).toBe('Europe/Zagreb');
});

test('a program that is told to show UTC stands where its machine stands', () => {
  machine.link('etc/localtime', '../usr/share/zoneinfo/America/New_York');
  for (const tz of ['UTC', '', 'CET']) expect(zoneWith(tz)).toBe('America/New_York');
});

test('a copied, garbled, forbidden or huge file tells nothing', () => {
  machine.write('etc/localtime', 'TZif2\0\0');
  for (const text of ['\0\xff', 'Europe/Ber lin', '', 'x'.repeat(100_000)]) {
    machine.write('etc/timezone', text);
    expect(zoneWith()).toBeNull();
  }
  machine.refuse('etc/timezone', 'EACCES');
  expect(zoneWith('Etc/UTC')).toBe('Etc/UTC');
});
