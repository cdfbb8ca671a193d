// The layers of bars: they sum to the bar's total, whatever is known of it.

import type { EnergyBucket, EnergyPart } from '@jupyter-energy/contract';
import { expect, test } from 'vitest';
import { hasSplit, layersOf, UNDIVIDED } from './layers.ts';

const part = (id: string, parent: string | null, joules: number, rest = false): EnergyPart => ({
  id,
  parent,
  label: '',
  rest,
  basis: 'measured',
  joules,
  coveredSeconds: 900,
});

function bucket(joules: number | null, more: Partial<EnergyBucket> = {}): EnergyBucket {
  const total =
    joules === null ? null : { basis: 'measured' as const, relativeError: null, joules, coveredSeconds: 900 };
  return { from: 0, to: 900_000, total, parts: [], split: null, carbon: null, ...more };
}

test('roots are layers; one root alone gives way to what it is made of', () => {
  const two = bucket(30, { parts: [part('machine/gpu-a', null, 10), part('machine/platform', null, 20)] });
  expect(layersOf([two], 'part').map(({ id, joules }) => [id, joules])).toEqual([
    ['machine/gpu-a', [10]],
    ['machine/platform', [20]],
  ]);
  const one = bucket(30, {
    parts: [
      part('machine', null, 30),
      part('machine/platform', 'machine', 22),
      part('machine/rest', 'machine', 8, true),
    ],
  });
  expect(layersOf([one], 'part').map(({ id }) => id)).toEqual(['machine/platform', 'machine/rest']);
});

test('what came later is null before only where nothing was known, else nothing', () => {
  const before = bucket(20, { parts: [part('a', null, 20)] });
  const after = bucket(30, { parts: [part('a', null, 20), part('b', null, 10)] });
  expect(layersOf([before, null, bucket(null), after], 'part').map(({ id, joules }) => [id, joules])).toEqual(
    [
      ['a', [20, null, null, 20]],
      ['b', [0, null, null, 10]],
    ],
  );
});

test('by split: the notebook first; what was never split is undivided', () => {
  const split = { kernel: 5, otherKernels: 0, others: 3, idle: 12, undivided: 0 };
  const buckets = [bucket(20, { split }), bucket(7, { split: null })];
  expect(layersOf(buckets, 'split').map(({ id, joules }) => [id, joules])).toEqual([
    ['kernel', [5, 0]],
    ['others', [3, 0]],
    ['idle', [12, 0]],
    [UNDIVIDED, [0, 7]],
  ]);
  expect([hasSplit(buckets), hasSplit(buckets.slice(1))]).toEqual([true, false]);
});

test('rounding is no layer of its own', () => {
  const split = { kernel: 5, otherKernels: 0, others: 3, idle: 12, undivided: 1.14e-13 };
  expect(layersOf([bucket(20, { split })], 'split').map(({ id }) => id)).toEqual([
    'kernel',
    'others',
    'idle',
  ]);
});

test('the layers of every bar sum to its total', () => {
  const split = { kernel: 1, otherKernels: 2, others: 3, idle: 4, undivided: 0.5 };
  const buckets = [
    bucket(12, { parts: [part('a', null, 11.5)], split }),
    bucket(3, { parts: [part('b', null, 3)] }),
  ];
  for (const by of ['part', 'split'] as const) {
    const layers = layersOf(buckets, by);
    for (const [bar, { total }] of buckets.entries())
      expect(layers.reduce((sum, { joules }) => sum + (joules[bar] ?? 0), 0)).toBeCloseTo(
        total?.joules ?? 0,
        9,
      );
  }
});
