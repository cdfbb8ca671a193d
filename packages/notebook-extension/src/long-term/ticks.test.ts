// The labels below the chart: few, round, and where they belong.

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Moments } from '../words/moments.ts';
import { ticksOf } from './ticks.ts';
import { type StageName, windowAt } from './time-window.ts';

beforeAll(() => {
  vi.stubEnv('TZ', 'Europe/Berlin');
});
afterAll(() => vi.unstubAllEnvs());

const now = Date.parse('2026-11-28T03:24:40Z');
const moments = new Moments('en-GB', undefined);
const labels = (stage: StageName) =>
  ticksOf(windowAt(stage, now, { begins: null, now }), moments).map(({ text }) => text);

test.each([
  ['hour', ['03:30', '03:40', '03:50', '04:00', '04:10', '04:20']],
  ['day', ['06:00', '12:00', '18:00', '28 Nov']],
  ['week', ['22 Nov', '23 Nov', '24 Nov', '25 Nov', '26 Nov', '27 Nov', '28 Nov']],
  ['month', ['2 Nov', '9 Nov', '16 Nov', '23 Nov']],
  ['year', ['2026', 'Mar', 'May', 'Jul', 'Sept', 'Nov']],
] as const)('of a %s', (stage, texts) => {
  expect(labels(stage)).toEqual(texts);
});

test('a label stands where its bar begins', () => {
  const window = windowAt('day', now, { begins: null, now });
  for (const { edge, text } of ticksOf(window, moments)) {
    if (/:/.test(text)) expect(moments.time(window.edges[edge] ?? 0)).toBe(text);
  }
});

test('the browser’s way to write dates counts where it speaks the language of the page', () => {
  const at = Date.parse('2026-11-28T14:05:00Z');
  expect(new Moments('en', 'en-GB').time(at)).toBe('15:05');
  expect(new Moments('en', 'de-DE').time(at)).toMatch(/03:05.PM/);
  expect(new Moments('de', 'en-GB').day(at)).toBe('28. Nov.');
});
