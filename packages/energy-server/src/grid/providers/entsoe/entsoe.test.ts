// ENTSO-E's answers, each trap a case: the right reading of each was worked out by hand.

import { beforeAll, describe, expect, test } from 'vitest';
import { answer, at, faultOf } from '../../../../test/fakes/grid/answers.ts';
import {
  acknowledgement,
  type FakeSeries,
  generationDocument,
  NO_DATA,
} from '../../../../test/fakes/grid/generation-document.ts';
import { zipArchive } from '../../../../test/fakes/grid/zip-archive.ts';
import { allAreas } from './areas.ts';
import { loadParser } from './document.ts';
import { Entsoe } from './entsoe.ts';

beforeAll(() => loadParser());

const TOKEN = '7b2e4c1a-secret-token';
const germany = { country: 'DE', zone: null };
const settings = { token: TOKEN, url: 'https://web-api.tp.entsoe.eu/api' };
const hour = { start: '2026-03-01T00:00Z', end: '2026-03-01T01:00Z' };

function read(body: string | Uint8Array, status = 200, place = germany) {
  return new Entsoe(settings).read(answer(body, status), place);
}

/** What is told of each quarter-hour of the first hour, by type. */
function powers(series: readonly FakeSeries[], type: string, place = germany): (number | undefined)[] {
  const { points } = read(generationDocument(series), 200, place);
  return ['00:00', '00:15', '00:30', '00:45'].map((time) => {
    const point = points.find(({ from }) => from === at(time));
    return (point?.production as Record<string, number> | undefined)?.[type];
  });
}

test('every code of the table has the check character that its other fifteen demand', () => {
  expect(allAreas).toHaveLength(69);
  const value = (letter: string) => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-'.indexOf(letter);
  for (const code of allAreas) {
    expect(code).toHaveLength(16);
    const sum = [...code.slice(0, 15)].reduce((all, letter, index) => all + value(letter) * (16 - index), 0);
    expect(value(code[15] ?? ''), code).toBe(36 - ((sum - 1) % 37));
  }
});

describe('the question', () => {
  test('names what is wanted, in full hours of UTC', () => {
    const { url, headers } = new Entsoe(settings).question(germany, 'both', {
      from: at('09:45'),
      to: at('10:15'),
    });
    expect(Object.fromEntries(url.searchParams)).toEqual({
      securityToken: TOKEN,
      documentType: 'A75',
      processType: 'A16',
      in_Domain: '10Y1001A1001A83F',
      periodStart: '202603010900',
      periodEnd: '202603011100',
      curveType: 'A01',
    });
    expect(url.origin + url.pathname).toBe('https://web-api.tp.entsoe.eu/api');
    expect(headers).toEqual({});
  });

  test('goes to the host that is set, about countries and zones', () => {
    const provider = new Entsoe({ ...settings, url: 'https://external-api.tp.entsoe.eu/api' });
    const place = { country: 'DK', zone: 'DK1' };
    const { url } = provider.question(place, 'both', { from: at('00:00'), to: at('01:00') });
    expect(url.host).toBe('external-api.tp.entsoe.eu');
    expect(url.searchParams.get('in_Domain')).toBe('10YDK-1--------W');
    expect([germany, place, { country: 'GB', zone: 'NIE' }].map((one) => provider.covers(one))).toEqual([
      true,
      true,
      true,
    ]);
    expect(
      [
        { country: 'GB', zone: null },
        { country: 'US', zone: null },
      ].map((one) => provider.covers(one)),
    ).toEqual([false, false]);
  });

  test('leaves the curve type out once it was refused: one more question, and it is remembered', () => {
    const provider = new Entsoe(settings);
    const refused = acknowledgement('Input parameter does not exist: curveType');
    expect(faultOf(() => provider.read(answer(refused, 400), germany)).kind).toBe('again');
    const { url } = provider.question(germany, 'both', { from: at('00:00'), to: at('01:00') });
    expect(url.searchParams.has('curveType')).toBe(false);
  });
});

describe('curves', () => {
  test('A03: a position that is left out repeats the one before it', () => {
    expect(powers([{ type: 'B01', periods: [{ ...hour, values: { 1: 700, 3: 720 } }] }], 'biomass')).toEqual([
      700, 700, 720, 720,
    ]);
  });

  test('A01: every position has its own', () => {
    const values = { 1: 1, 2: 2, 3: 3, 4: 4 };
    expect(powers([{ type: 'B04', curve: 'A01', periods: [{ ...hour, values }] }], 'gas')).toEqual([
      1, 2, 3, 4,
    ]);
  });

  test('before the first position nothing is known', () => {
    expect(powers([{ type: 'B04', periods: [{ ...hour, values: { 3: 5 } }] }], 'gas')).toEqual([
      undefined,
      undefined,
      5,
      5,
    ]);
  });

  test('a gap between periods or series of the same type stays empty', () => {
    const first = { ...hour, end: '2026-03-01T00:30Z', values: { 1: 10 } };
    const last = { ...hour, start: '2026-03-01T00:45Z', values: { 1: 30 } };
    const split: FakeSeries[] = [
      { type: 'B14', periods: [first] },
      { type: 'B14', periods: [last] },
    ];
    expect(powers(split, 'nuclear')).toEqual([10, 10, undefined, 30]);
    expect(powers([{ type: 'B14', periods: [first, last] }], 'nuclear')).toEqual([10, 10, undefined, 30]);
  });

  test('half-hours and hours stand beside quarter-hours', () => {
    const series: FakeSeries[] = [
      { type: 'B16', periods: [{ ...hour, values: { 1: 1, 2: 2, 3: 3, 4: 4 } }] },
      { type: 'B14', periods: [{ ...hour, resolution: 'PT60M', values: { 1: 100 } }] },
      { type: 'B04', periods: [{ ...hour, resolution: 'PT30M', values: { 1: 8, 2: 9 } }] },
    ];
    expect(powers(series, 'solar')).toEqual([1, 2, 3, 4]);
    expect(powers(series, 'nuclear')).toEqual([100, 100, 100, 100]);
    expect(powers(series, 'gas')).toEqual([8, 8, 9, 9]);
  });

  test('thousands commas are read, less than nothing is nothing', () => {
    const values = { 1: '1,234.5', 2: -3, '3': '12,345', 4: 0 };
    expect(powers([{ type: 'B16', periods: [{ ...hour, values }] }], 'solar')).toEqual([1234.5, 0, 12345, 0]);
  });
});

describe('types', () => {
  const series = (type: string, consumes: boolean, value: number): FakeSeries => ({
    type,
    consumes,
    periods: [{ ...hour, values: { 1: value } }],
  });

  test('storage comes twice: what it gives back, and what charges it, which is no generation', () => {
    const both = [series('B10', false, 100), series('B10', true, 300), series('B25', false, 7)];
    expect(powers(both, 'storage')[0]).toBe(107);
    expect(powers(both, 'storage consumption')[0]).toBe(300);
  });

  test('what other plants consume is left out, as are lines; what nobody knows is “other”', () => {
    const { points } = read(
      generationDocument([
        series('B16', true, 5),
        series('B21', false, 5),
        series('B14', false, 9),
        series('B99', false, 4),
        series('B11', false, 1),
        series('B12', false, 2),
        series('B13', false, 3),
      ]),
    );
    expect(points[0]?.production).toEqual({ nuclear: 9, other: 4, hydro: 3, marine: 3 });
  });
});

describe('the newest interval', () => {
  const full = (type: string): FakeSeries => ({ type, periods: [{ ...hour, values: { 1: 10 } }] });
  const early = (type: string): FakeSeries => ({
    type,
    periods: [{ ...hour, end: '2026-03-01T00:45Z', values: { 1: 10 } }],
  });

  test('is left out while half of the types are late', () => {
    expect(powers([full('B04'), early('B14')], 'gas')).toEqual([10, 10, 10, undefined]);
  });

  test('counts in Belgium, which leaves out what is zero', () => {
    expect(powers([full('B04'), early('B14')], 'gas', { country: 'BE', zone: null })).toEqual([
      10, 10, 10, 10,
    ]);
  });
});

describe('no data, and other words instead of them', () => {
  test.each([200, 400])('an acknowledgement with HTTP %i', (status) => {
    expect(faultOf(() => read(NO_DATA, status))).toEqual({
      kind: 'empty',
      message: 'it has no data for this place and time',
    });
  });

  test('an acknowledgement of something else is told in its words, cleaned', () => {
    const fault = faultOf(() =>
      read(acknowledgement('The amount of requested data\n&lt;b&gt; exceeds'), 400),
    );
    expect(fault).toEqual({ kind: 'down', message: 'it answers: The amount of requested data b exceeds' });
  });

  test.each([
    [401, '<html><body>Unauthorized. Missing or invalid security token</body></html>', 'token'],
    [401, acknowledgement('Authentication failed'), 'token'],
    [429, 'Max allowed requests per minute from each unique IP is max up to 400 only', 'rate'],
    [429, acknowledgement('Max allowed requests'), 'rate'],
    [503, 'Scheduled maintenance is currently underway', 'down'],
    [404, '<html><head><title>page not found</title></head></html>', 'down'],
    [302, '', 'down'],
    [200, '<html><head><title>Login</title><meta charset="utf-8"></head></html>', 'garbage'],
    [200, '<html><body>Welcome</body></html>', 'garbage'],
    [200, '', 'garbage'],
    [200, '\0\x01\x02', 'garbage'],
    [200, '{"data":[]}', 'garbage'],
    [200, generationDocument([]), 'empty'],
  ])('HTTP %i: %s', (status, body, kind) => {
    expect(faultOf(() => read(body, status)).kind).toBe(kind);
  });
});

describe('documents that cannot be', () => {
  const series = (period: object, more: object = {}): string =>
    generationDocument([{ type: 'B04', ...more, periods: [{ ...hour, values: { 1: 5 }, ...period }] }]);

  test.each([
    ['a period that ends before it begins', series({ start: '2026-03-01T02:00Z' })],
    ['a period of a thousand years', series({ end: '3026-03-01T00:00Z' })],
    ['a period of no time', series({ start: 'yesterday' })],
    ['a resolution of days', series({ resolution: 'P1D' })],
    ['a resolution from the prototype', series({ resolution: 'constructor' })],
    ['a position beyond the period', series({ values: { 5: 1 } })],
    ['a position of zero', series({ values: { 0: 1 } })],
    ['a quantity that is none', series({ values: { 1: 'many' } })],
    ['a quantity beyond all power', series({ values: { 1: '1e300' } })],
    ['another unit', series({}, { unit: 'KWH' })],
    ['an end in the middle', series({}).slice(0, -40)],
    ['two roots', `${series({})}<more/>`],
    ['another document', '<Publication_MarketDocument/>'],
  ])('%s', (_, body) => {
    expect(faultOf(() => read(body)).kind).toBe('garbage');
  });

  test('entities are not expanded: neither a million laughs nor a file', () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><GL_MarketDocument>&b;</GL_MarketDocument>`;
    const file = `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><GL_MarketDocument>&f;</GL_MarketDocument>`;
    const undeclared = '<GL_MarketDocument>&nbsp;</GL_MarketDocument>';
    for (const body of [laughs, file, undeclared]) expect(faultOf(() => read(body)).kind).toBe('garbage');
  });

  test('neither depth nor number goes on for ever', () => {
    expect(faultOf(() => read('<a>'.repeat(100_000))).message).toMatch(/nested/);
    const points = '<Point><position>1</position><quantity>1</quantity></Point>'.repeat(200_001);
    const body = `<GL_MarketDocument><TimeSeries><Period>${points}</Period></TimeSeries></GL_MarketDocument>`;
    expect(faultOf(() => read(body)).message).toMatch(/points/);
  });

  test('a few points do not stand for millions of quarter-hours', () => {
    const year = { start: '2025-01-01T00:00Z', end: '2026-01-01T00:00Z', values: { 1: 5 } };
    const years = [{ type: 'B04', periods: Array.from({ length: 10 }, () => year) }];
    expect(faultOf(() => read(generationDocument(years))).message).toMatch(/more time than/);
  });
});

describe('archives', () => {
  const gas = generationDocument([{ type: 'B04', periods: [{ ...hour, values: { 1: 5 } }] }]);
  const wind = generationDocument([{ type: 'B19', periods: [{ ...hour, values: { 1: 7 } }] }]);

  test('are unpacked, and their documents read as one', () => {
    const archive = zipArchive([
      { name: '001.xml', text: gas },
      { name: '002.xml', text: wind, stored: true },
    ]);
    expect(read(archive).points[0]?.production).toEqual({ gas: 5, 'wind onshore': 7 });
    expect(read(zipArchive([{ name: 'a', text: gas }], 'a comment')).points).toHaveLength(4);
  });

  test('with no data in them say so', () => {
    expect(faultOf(() => read(zipArchive([{ name: 'a', text: NO_DATA }]))).kind).toBe('empty');
  });

  test.each([
    ['none but in name', Buffer.from('PK and nothing more')],
    ['empty', zipArchive([])],
    ['cut off', zipArchive([{ name: 'a', text: gas }]).subarray(0, 200)],
    ['encrypted', zipArchive([{ name: 'a', text: gas, claims: { flags: 1 } }])],
    ['with a wrong checksum', zipArchive([{ name: 'a', text: gas, claims: { checksum: 1 } }])],
    ['that swells beyond what it says', zipArchive([{ name: 'a', text: gas, claims: { bytes: 10 } }])],
    [
      'that says it swells beyond measure',
      zipArchive([{ name: 'a', text: gas, claims: { bytes: 2 ** 31 } }]),
    ],
    ['of 40 MB of nothing', zipArchive([{ name: 'a', text: ' '.repeat(40 * 1024 * 1024) }])],
    ['of a thousand files', zipArchive(Array.from({ length: 1000 }, () => ({ name: 'a', text: gas })))],
  ])('%s', (_, archive) => {
    expect(faultOf(() => read(archive)).kind).toBe('garbage');
  });
});
