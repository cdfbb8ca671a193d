// Where the computer stands, in words: how it is known, whom live data tell what, and what may be chosen.

import type { GridLive, GridPlace, GridPlaces } from '@jupyter-energy/contract';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, test, vi } from 'vitest';
import { countryOptions, isSameMachine, ownTimeZone, zoneOptions } from '../long-term/place-options.ts';
import { Format } from './format.ts';
import { Moments } from './moments.ts';
import { countryName, liveExplained, liveWords, mayNotWords, placeWords } from './place-words.ts';

const trans = nullTranslator.load('jupyter_energy');
const english = { trans, format: new Format('en') };
const german = { trans, format: new Format('de_DE') };
const moments = new Moments('en-GB', undefined);

function place(more: Partial<GridPlace> = {}): GridPlace {
  return {
    country: 'DE',
    zone: null,
    name: 'Germany',
    chosenBy: 'time zone',
    timeZone: 'Europe/Berlin',
    candidates: ['DE'],
    mayChange: true,
    ...more,
  };
}

function live(more: Partial<GridLive> = {}): GridLive {
  const provider = { id: 'x', name: 'Energy-Charts' };
  return { on: true, provider, state: 'current', reason: null, newestAt: null, ...more };
}

describe('the place', () => {
  test.each([
    [{}, 'Germany (from the time zone Europe/Berlin)'],
    [{ chosenBy: 'user', country: 'DK', zone: 'DK1' }, 'Denmark, zone DK1 (chosen by you)'],
    [{ chosenBy: 'settings' }, 'Germany (from the energy server’s settings)'],
    [{ chosenBy: 'browser' }, 'Germany (from this browser’s time zone)'],
    [{ chosenBy: 'user', country: 'world' }, 'World average (chosen by you)'],
    [{ chosenBy: 'nobody', country: null, candidates: [], timeZone: null }, 'Country not known'],
    [
      { chosenBy: 'nobody', country: null, candidates: ['GB', 'IE'], timeZone: 'Europe/X' },
      'Country not known: the time zone Europe/X is that of several',
    ],
  ] as const)('%o is "%s"', (more, text) => {
    expect(
      placeWords(place({ ...more, candidates: 'candidates' in more ? [...more.candidates] : [] }), english),
    ).toBe(text);
  });

  test('is named in the language of the page; what is no country as it came', () => {
    expect(countryName('DE', german)).toBe('Deutschland');
    expect(countryName('XK', english)).toBe('Kosovo');
    expect(countryName('?', english)).toBe('?');
  });

  test('who may not change it is told who may', () => {
    expect(mayNotWords(place({ chosenBy: 'settings' }), english)).toMatch(/fixed in the settings/);
    expect(mayNotWords(place(), english)).toMatch(/serves several people/);
  });
});

describe('live data', () => {
  test('say who is asked and what that tells them', () => {
    expect(liveExplained(live(), english)).toMatch(/Energy-Charts .*network address/);
    expect(liveExplained(live({ provider: null }), english)).toMatch(/Nobody is known/);
    expect(liveExplained(live({ provider: null, reason: 'A token is missing.' }), english)).toBe(
      'A token is missing.',
    );
  });

  test('say how they stand', () => {
    const at = Date.parse('2026-11-28T12:00:00Z');
    expect(liveWords(live({ on: false }), english, moments)).toBeNull();
    expect(liveWords(live({ state: 'waiting' }), english, moments)).toMatch(/waiting for the first answer/);
    expect(liveWords(live({ newestAt: at }), english, moments)).toMatch(/as of 28 November 2026/);
    expect(liveWords(live({ state: 'failing', reason: 'HTTP 503.' }), english, moments)).toBe(
      'No live data from Energy-Charts: HTTP 503.',
    );
    expect(liveWords(live({ state: 'stale', newestAt: at, reason: 'Late.' }), english, moments)).toMatch(
      /No newer live data from Energy-Charts than of 28 November 2026.*: Late\./,
    );
  });
});

describe('what can be chosen', () => {
  const places: GridPlaces = {
    places: [
      { country: 'AT', name: 'Austria', zones: [] },
      {
        country: 'DK',
        name: 'Denmark',
        zones: [
          { id: 'DK1', name: 'West Denmark' },
          { id: 'DK2', name: 'DK2' },
        ],
      },
      { country: 'IE', name: 'Ireland', zones: [] },
      { country: 'GB', name: 'United Kingdom', zones: [] },
      { country: 'world', name: 'World', zones: [] },
    ],
  };

  test('is in the order of the page’s language, the likely ones apart', () => {
    const { likely, all } = countryOptions(
      places,
      { candidates: ['GB', 'IE'] },
      (code) => countryName(code, german),
      'de',
    );
    expect(all.map(({ text }) => text)).toEqual([
      'Dänemark',
      'Irland',
      'Österreich',
      'Vereinigtes Königreich',
    ]);
    expect(likely.map(({ value }) => value)).toEqual(['IE', 'GB']);
  });

  test('has zones only where the country has some', () => {
    expect(zoneOptions(places, 'DK').map(({ text }) => text)).toEqual(['DK1 – West Denmark', 'DK2']);
    expect([...zoneOptions(places, 'AT'), ...zoneOptions(places, null)]).toEqual([]);
  });
});

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.0.12.3', true],
  ['[::1]', true],
  ['hub.localhost', true],
  ['jupyter.example.org', false],
  ['10.0.0.1', false],
  ['127.0.0.1.example.org', false],
])('%s is this machine: %s', (host, same) => {
  expect(isSameMachine(host)).toBe(same);
});

test('a time zone that names no place proposes none', () => {
  vi.stubEnv('TZ', 'Etc/UTC');
  expect(ownTimeZone()).toBeNull();
  vi.stubEnv('TZ', 'Europe/Berlin');
  expect(ownTimeZone()).toBe('Europe/Berlin');
  vi.unstubAllEnvs();
});
