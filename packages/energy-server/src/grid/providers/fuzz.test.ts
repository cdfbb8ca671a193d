// Whatever a provider answers, its reader gives points with sound numbers or throws a fault of the provider: nothing else.

import { GridBucket } from '@jupyter-energy/contract';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { answer } from '../../../test/fakes/grid/answers.ts';
import { generationDocument } from '../../../test/fakes/grid/generation-document.ts';
import { zipArchive } from '../../../test/fakes/grid/zip-archive.ts';
import { bucketOf } from '../mix/bucket.ts';
import { toldMix } from '../mix/mix.ts';
import { loadParser } from './entsoe/document.ts';
import type { HttpAnswer } from './http-answer.ts';
import type { DataSet, Provider } from './provider.ts';
import { ProviderFault } from './provider-fault.ts';
import { providersOf } from './providers.ts';
import { quarterHours } from './quarter-hours.ts';

beforeAll(() => loadParser());

const url = 'https://example.org';
const providers = providersOf({
  entsoe: { token: 't', url },
  'electricity-maps': { token: 't', url },
  eia: { key: 't', url },
  'energy-charts': { url },
  neso: { url },
});
const germany = { country: 'DE', zone: null };
const from = Date.UTC(2026, 2, 1);
const span = { from, to: from + 86_400_000 };

/** What comes of it keeps the contract: every share from 0 to 1, no intensity below nothing. */
function isSound(provider: Provider, dataSet: DataSet, told: HttpAnswer): void {
  try {
    for (const one of quarterHours(provider.read(told, germany, dataSet).points, span)) {
      const mix = toldMix('live', { ...one, place: 'DE', provider: provider.id }, 'DE', from);
      GridBucket.parse(bucketOf(from, from + 1, [[mix, 1]]));
      for (const power of Object.values(one.production ?? {})) expect(power).toBeGreaterThanOrEqual(0);
    }
  } catch (error) {
    if (!(error instanceof ProviderFault)) throw error;
  }
}

const names = fc.constantFrom(
  ...[
    'data',
    'history',
    'response',
    'unix_seconds',
    'production_types',
    'name',
    'co2eq',
    'from',
    'to',
    'period',
  ],
  ...[
    'generationmix',
    'fuel',
    'perc',
    'intensity',
    'actual',
    'fueltype',
    'value',
    'datetime',
    'carbonIntensity',
  ],
  ...[
    'powerConsumptionBreakdown',
    'emissionFactorType',
    'Solar',
    'Load',
    'wind',
    'gas',
    '__proto__',
    'constructor',
  ],
);
const leaves = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(
    null,
    '',
    'gas',
    'Solar',
    'NG',
    'BAT',
    'lifecycle',
    '2026-03-01T00:00Z',
    '2026-03-01T06',
    'Nuclear',
  ),
  fc.constantFrom(from / 1_000, from / 1_000 + 900, 50, 1e308, -1, '1,000'),
  fc.string(),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5, depthSize: 'large' },
    leaves,
    fc.array(tie('json'), { maxLength: 6 }),
    fc.dictionary(names, tie('json'), { maxKeys: 6 }),
  ),
}));

/** A likely answer of each, with whatever in the places where numbers and names belong. */
const likely = fc
  .record({ a: leaves, b: leaves, c: leaves, names: fc.array(names, { minLength: 2, maxLength: 2 }) })
  .map(({ a, b, c, names: [first, second] }) => ({
    unix_seconds: [from / 1_000, from / 1_000 + 900],
    production_types: [
      { name: first, data: [a, b] },
      { name: second, data: [b, c] },
    ],
    co2eq: [a, c],
    data: [
      {
        from: '2026-03-01T00:00Z',
        to: '2026-03-01T00:30Z',
        generationmix: [
          { fuel: first, perc: a },
          { fuel: 'gas', perc: 100 },
        ],
        intensity: { actual: b },
      },
    ],
    response: { data: [{ period: '2026-03-01T06', fueltype: first, value: a }] },
    history: [
      {
        datetime: '2026-03-01T00:00:00Z',
        powerConsumptionBreakdown: { wind: a, gas: b },
        carbonIntensity: c,
        emissionFactorType: 'lifecycle',
      },
    ],
  }));

const values = fc.oneof(
  fc.double(),
  fc.integer({ min: -5, max: 2_000_000 }),
  fc.constantFrom('1,2', 'x', '', '1e400'),
);
const times = fc.constantFrom(
  '2026-03-01T00:00Z',
  '2026-03-01T01:00Z',
  '2026-03-02T00:00Z',
  '9999-12-31T23:59Z',
  '',
);
const document = fc
  .array(
    fc.record({
      type: fc.constantFrom('B01', 'B04', 'B10', 'B14', 'B17', 'B20', 'B25', 'B99', 'constructor', ''),
      consumes: fc.boolean(),
      periods: fc.array(
        fc.record({
          start: times,
          end: times,
          resolution: fc.constantFrom('PT15M', 'PT30M', 'PT60M', 'P1D', ''),
          values: fc.dictionary(fc.constantFrom('1', '2', '3', '4', '0', '5', '96', '-1', 'x'), values),
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 4 },
  )
  .map((series) => generationDocument(series as Parameters<typeof generationDocument>[0]));

/** A text with a piece taken out, put in, or doubled. */
const broken = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.nat(), fc.nat(50), fc.string()).map(([whole, place, length, piece]) => {
    const start = whole.length === 0 ? 0 : place % whole.length;
    return whole.slice(0, start) + piece + whole.slice(start + length);
  });

describe.each(providers)('$name', (provider) => {
  const check = (told: HttpAnswer) => {
    for (const dataSet of provider.dataSets) isSound(provider, dataSet, told);
  };

  test('any bytes', () => {
    void fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(200, 400, 503), (bytes, status) =>
        check(answer(bytes, status)),
      ),
    );
  });

  test('any JSON, and likely JSON with anything in it', () => {
    void fc.assert(
      fc.property(fc.oneof(json, likely), (value) => check(answer(JSON.stringify(value) ?? ''))),
    );
  });

  test('documents with anything in them, whole or broken, packed or not', () => {
    void fc.assert(
      fc.property(fc.oneof(document, broken(document)), fc.boolean(), (text, packed) =>
        check(answer(packed ? zipArchive([{ name: 'a', text }]) : text)),
      ),
    );
  });

  test('broken archives', () => {
    void fc.assert(
      fc.property(document, fc.nat(), fc.nat(255), (text, place, byte) => {
        const archive = zipArchive([{ name: 'a', text }]);
        archive[2 + (place % (archive.length - 2))] = byte;
        check(answer(archive));
      }),
    );
  });
});
