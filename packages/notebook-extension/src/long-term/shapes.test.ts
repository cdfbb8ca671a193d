// The picture as outlines, with boxes worked out by hand: a plot of 96 by 100 pixels, one bar for each pixel.

import { expect, test } from 'vitest';
import { day, mixOf, standing } from '../../test/hand-worked-day.ts';
import { type Bars, barsOf } from './bars.ts';
import { barAtPixel, shapesOf } from './shapes.ts';

const QUARTER = 900_000;
const plot = { left: 10, top: 0, width: 96, height: 100 };

function shapes(energy: Bars['energy'], begins = 0, now = 96 * QUARTER) {
  const edges = Array.from({ length: 97 }, (_, i) => i * QUARTER);
  const grid = { ...standing, buckets: energy.map((_, bar) => mixOf(bar)) };
  const window = { stage: 'day', step: 'quarter hour', edges } as const;
  return shapesOf(barsOf(window, { begins, now }, energy, grid, 'split'), plot, 100_000);
}

/** The boxes of a path: left, top, right, bottom. */
function boxes(path: string): number[][] {
  return Array.from(path.matchAll(/M(\S+) (\S+)H(\S+)V(\S+)H\S+Z/g), (found) => found.slice(1).map(Number));
}

test('a bar of 36 kJ under 100 kJ is 36 pixels high, and leaves room for the bands', () => {
  const [layer] = shapes(day).layers;
  expect(boxes(layer?.measured ?? '')).toHaveLength(96);
  expect(boxes(layer?.measured ?? '')[0]).toEqual([10.18, 64, 10.82, 100]);
  expect(layer?.estimated).toBe('');
});

test('the bands stand on each other: 30 % renewable, then 10 % nuclear', () => {
  const bands = new Map(shapes(day).bands.map(({ band, path }) => [band, boxes(path)]));
  expect(bands.get('renewable')?.[0]).toEqual([10, 70, 11, 100]);
  expect(bands.get('nuclear')?.[0]).toEqual([10, 60, 11, 70]);
  expect(bands.get('nonRenewable')?.[0]).toEqual([10, 5, 11, 60]);
  // 40 quarters under the year's average, 16 live ones, none where nothing is known.
  expect(bands.get('renewable')).toHaveLength(56);
});

test('only the average of a year is hatched', () => {
  const { averaged, cached } = shapes(day);
  expect(boxes(averaged)).toHaveLength(40);
  expect(cached).toBe('');
});

test('a gap is marked below and has neither bar nor band; a part of a bar in its part', () => {
  const half = day[1]?.total ? { ...day[1], total: { ...day[1].total, coveredSeconds: 450 } } : null;
  const { gaps, layers, bands } = shapes([null, half, ...day.slice(2)]);
  expect(boxes(gaps).map(([left, , right]) => [left, right])).toEqual([
    [10, 11],
    [11, 12],
  ]);
  expect(boxes(layers[0]?.measured ?? '')[0]?.[0]).toBe(11.18);
  expect(boxes(bands[0]?.path ?? '')).toHaveLength(55);
});

test('neither the time before the record nor the future is a gap', () => {
  const nothing = day.map((bucket, i) => (i < 20 || i >= 60 ? null : bucket));
  expect(shapes(nothing, 20 * QUARTER, 60 * QUARTER).gaps).toBe('');
});

test('bars that a model told are apart', () => {
  const [first, ...others] = day;
  const estimated = first?.total
    ? { ...first, total: { ...first.total, basis: 'estimated' as const } }
    : null;
  const [layer] = shapes([estimated, ...others]).layers;
  expect(boxes(layer?.estimated ?? '')).toHaveLength(1);
  expect(boxes(layer?.measured ?? '')).toHaveLength(95);
});

test('a pixel has its bar', () => {
  expect([9.9, 10, 10.9, 105.9, 106].map((x) => barAtPixel(plot, 96, x))).toEqual([null, 0, 0, 95, null]);
});
