// What is asked for the bars of a window, over a change of the clocks too.

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { edgeBefore, edgesUpTo } from './calendar.ts';
import { energyPath, gridPath, runsOf } from './requests.ts';

beforeAll(() => {
  vi.stubEnv('TZ', 'Europe/Berlin');
});
afterAll(() => vi.unstubAllEnvs());

const HOUR = 3_600_000;
const upTo = (text: string) => edgeBefore('day', Date.parse(text));

test('days without a change of the clocks are one run', () => {
  const edges = edgesUpTo('day', upTo('2026-03-20T12:00Z'), 10);
  expect(runsOf(edges)).toEqual([{ from: edges[0], to: edges[10], stepMs: 24 * HOUR }]);
});

test('a day of 23 hours is a run of its own, and nothing is left out or asked twice', () => {
  const edges = edgesUpTo('day', upTo('2026-04-02T12:00Z'), 10);
  const runs = runsOf(edges);
  expect(runs.map(({ stepMs }) => stepMs / HOUR)).toEqual([24, 23, 24]);
  expect(runs.map(({ to }) => to).slice(0, -1)).toEqual(runs.map(({ from }) => from).slice(1));
  expect([runs[0]?.from, runs.at(-1)?.to]).toEqual([edges[0], edges[10]]);
});

test('months of one length in a row are asked together', () => {
  const edges = edgesUpTo('month', edgeBefore('month', Date.parse('2026-08-15T12:00Z')), 3);
  expect(runsOf(edges).map(({ stepMs }) => stepMs / HOUR / 24)).toEqual([30, 31]);
});

test('paths hold seconds, and the kernel only where there is one', () => {
  const run = { from: 1_000, to: 1_801_000, stepMs: 900_000 };
  expect(energyPath(run, null)).toBe('v1/energy?from=1000&to=1801000&step=900');
  expect(energyPath(run, 'a b')).toBe('v1/energy?from=1000&to=1801000&step=900&kernel=a%20b');
  expect(gridPath(run)).toBe('v1/grid?from=1000&to=1801000&step=900');
});
