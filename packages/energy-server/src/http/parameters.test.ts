// Query parameters: what is understood, and that everything else is refused with the name of the parameter.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { energyRange, MOST_POINTS, powerRange, type Query } from './parameters.ts';
import { RequestProblem } from './problem.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const DAY = 86_400_000;

function query(text: string): Query {
  const parameters = new URLSearchParams(text);
  return (name) => parameters.getAll(name);
}

function fieldAtFault(ask: () => unknown): string | undefined {
  try {
    ask();
  } catch (error) {
    if (error instanceof RequestProblem && error.status === 400) return error.field;
    throw error;
  }
  return 'none';
}

describe('/v1/power', () => {
  test.each([
    ['', { stepMs: 1_000, points: 600 }],
    ['seconds=60', { stepMs: 100, points: 600 }],
    ['seconds=60&step=1.5', { stepMs: 1_500, points: 40 }],
    ['seconds=10&step=3', { stepMs: 3_000, points: 4 }],
    ['seconds=86400&step=17.28', { stepMs: 17_280, points: 5_000 }],
    ['seconds=0.6&step=0.1', { stepMs: 100, points: 6 }],
    ['seconds=60&unknown=1', { stepMs: 100, points: 600 }],
  ])('%j', (text, range) => {
    expect(powerRange(query(text), 10)).toEqual({ ...range, kernel: null });
  });

  test('seen from a kernel', () => {
    expect(powerRange(query('kernel=ab-1'), 10).kernel).toBe('ab-1');
    expect(energyRange(query('from=1&kernel=ab-1'), 10, NOW).kernel).toBe('ab-1');
    for (const wrong of ['kernel=', 'kernel=a%2Fb', 'kernel=a&kernel=a'])
      expect(() => powerRange(query(wrong), 10)).toThrow(/^kernel /);
  });

  test('nothing finer than the finest is given (S1)', () => {
    expect(powerRange(query('seconds=10&step=0.01'), 100)).toEqual({
      stepMs: 100,
      points: 100,
      kernel: null,
    });
    expect(powerRange(query('seconds=1'), 100)).toEqual({ stepMs: 100, points: 10, kernel: null });
  });

  test.each([
    ['seconds=0', 'seconds'],
    ['seconds=-5', 'seconds'],
    ['seconds=', 'seconds'],
    ['seconds=ten', 'seconds'],
    ['seconds=1e3', 'seconds'],
    ['seconds=NaN', 'seconds'],
    ['seconds=Infinity', 'seconds'],
    ['seconds=0x10', 'seconds'],
    ['seconds=86401', 'seconds'],
    ['seconds=315576000', 'seconds'],
    ['seconds=1&seconds=2', 'seconds'],
    ['seconds=10&step=0', 'step'],
    ['seconds=10&step=11', 'step'],
    ['seconds=86400&step=17', 'step'],
  ])('%j is refused', (text, field) => {
    expect(fieldAtFault(() => powerRange(query(text), 10))).toBe(field);
  });
});

describe('/v1/energy', () => {
  test.each([
    [`from=${NOW - 5}`, { from: NOW - 5, to: null, stepMs: null }],
    [
      'from=2026-11-23T11:00:00Z&to=2026-11-23T12:00:00.5Z',
      { from: NOW - 3_600_000, to: NOW + 500, stepMs: null },
    ],
    ['from=2026-11-23T13:00:00%2B02:00', { from: NOW - 3_600_000, to: null, stepMs: null }],
    ['from=2026-11-23T13:00:00+02:00', { from: NOW - 3_600_000, to: null, stepMs: null }],
    ['from=2026-11-23t11:00:00z', { from: NOW - 3_600_000, to: null, stepMs: null }],
    [`from=${NOW - DAY}&to=${NOW}&step=3600`, { from: NOW - DAY, to: NOW, stepMs: 3_600_000 }],
    [`from=${NOW - 3652 * DAY}`, { from: NOW - 3652 * DAY, to: null, stepMs: null }],
    ['from=2024-02-29T23:00:00-02:00', { from: Date.UTC(2024, 2, 1, 1), to: null, stepMs: null }],
    [`from=-1.5&to=0`, { from: -1.5, to: 0, stepMs: null }],
  ])('%j', (text, range) => {
    expect(energyRange(query(text), 10, NOW)).toEqual({ ...range, kernel: null });
  });

  test.each([
    ['', 'from'],
    ['from=yesterday', 'from'],
    ['from=2026-11-23', 'from'],
    ['from=2026-13-45T99:99:99Z', 'from'],
    ['from=2026-02-30T12:00:00Z', 'from'],
    [`from=0&to=2026-11-31T00:00:00Z`, 'to'],
    ['from=8640000000000001', 'from'],
    [`from=${NOW}`, 'from'],
    [`from=${NOW}&to=${NOW}`, 'to'],
    [`from=${NOW}&to=${NOW - 1}`, 'to'],
    ['from=0&to=later', 'to'],
    [`from=0&to=${NOW}&step=1`, 'step'],
    ['from=0&step=1', 'step'],
    ['from=0&to=10000&step=-1', 'step'],
  ])('%j is refused', (text, field) => {
    expect(fieldAtFault(() => energyRange(query(text), 10, NOW))).toBe(field);
  });
});

test('no text whatever gives more points than the limit, or anything but a range or a problem', () => {
  const values = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.integer().map(String),
    fc.date().map(String),
  );
  fc.assert(
    fc.property(values, values, values, (a, b, c) => {
      const asked =
        (names: readonly string[]): Query =>
        (name) =>
          names.includes(name) ? [[a, b, c][names.indexOf(name)] ?? ''] : [];
      const field = fieldAtFault(() => {
        const { points, stepMs } = powerRange(asked(['seconds', 'step']), 10);
        expect(points).toBeGreaterThan(0);
        expect(points).toBeLessThanOrEqual(MOST_POINTS);
        expect(stepMs).toBeGreaterThanOrEqual(10);
      });
      expect(['none', 'seconds', 'step']).toContain(field);
      const span = fieldAtFault(() => energyRange(asked(['from', 'to', 'step']), 10, NOW));
      expect(['none', 'from', 'to', 'step']).toContain(span);
    }),
  );
});
