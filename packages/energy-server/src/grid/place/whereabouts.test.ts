// Who decides where the computer stands: settings, user, time zone, browser, in this order; and what may be chosen.

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Machine } from '../../../test/fakes/machine.ts';
import { choiceFile, choiceInMemory } from './choice-file.ts';
import { allPlaces } from './place.ts';
import { ChoiceRefused, PlaceError, Whereabouts } from './whereabouts.ts';
import { zoneOf, zones } from './zones.ts';

let machine: Machine;
let folder: string;
const told: string[] = [];
const log = { info: () => {}, warn: (_: object, message: string) => void told.push(message) };
beforeEach(() => {
  machine = new Machine();
  folder = mkdtempSync(join(tmpdir(), 'grid-'));
  told.length = 0;
});
afterEach(() => {
  machine[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

function whereabouts(tz?: string, country: string | null = null, zone: string | null = null) {
  return new Whereabouts({ country, zone }, { tz, etc: machine.etc }, choiceFile(folder, log));
}

const kept = () => JSON.parse(readFileSync(join(folder, 'grid-choice.json'), 'utf8'));

describe('who decides', () => {
  test('nobody: the country is unknown, and stays so', () => {
    expect(whereabouts('Etc/UTC').standing()).toEqual({
      country: null,
      zone: null,
      chosenBy: 'nobody',
      timeZone: 'Etc/UTC',
      candidates: [],
    });
    expect(whereabouts('Etc/UTC').place).toBeNull();
  });

  test('the time zone, where it leaves no choice', () => {
    expect(whereabouts('Europe/Berlin').standing()).toMatchObject({ country: 'DE', chosenBy: 'time zone' });
    expect(whereabouts('Europe/Belgrade').standing()).toMatchObject({
      country: null,
      chosenBy: 'nobody',
      candidates: ['XK', 'RS'],
    });
  });

  test('the user before the time zone, the settings before the user', () => {
    const here = whereabouts('Europe/Berlin');
    here.choose({ country: 'FR' });
    expect(here.standing()).toMatchObject({ country: 'FR', chosenBy: 'user', timeZone: 'Europe/Berlin' });
    expect(whereabouts('Europe/Berlin', 'PL').standing()).toMatchObject({
      country: 'PL',
      chosenBy: 'settings',
    });
    here.choose({ country: null });
    expect(here.standing()).toMatchObject({ country: 'DE', chosenBy: 'time zone' });
  });

  test('the browser only while nobody else knows', () => {
    const here = whereabouts('Etc/UTC');
    here.choose({ timeZone: 'Europe/Oslo' });
    expect(here.standing()).toMatchObject({ country: 'NO', chosenBy: 'browser' });
    here.choose({ timeZone: 'Europe/Paris' });
    here.choose({ country: 'FR', chosenBy: 'browser' });
    expect(here.standing()).toMatchObject({ country: 'NO' });
    expect(whereabouts('Europe/Berlin').standing()).toMatchObject({ country: 'DE', chosenBy: 'time zone' });
    here.choose({ country: 'SE' });
    expect(here.standing()).toMatchObject({ country: 'SE', chosenBy: 'user' });
  });

  test('a browser may say which of several countries, not another; one in several says nothing', () => {
    const here = whereabouts('Europe/Belgrade');
    here.choose({ timeZone: 'Europe/Belgrade' });
    here.choose({ timeZone: 'Europe/Paris' });
    expect(here.standing().country).toBeNull();
    here.choose({ country: 'XK', chosenBy: 'browser' });
    expect(here.standing()).toMatchObject({ country: 'XK', chosenBy: 'browser' });
  });
});

describe('zones', () => {
  test('are chosen by hand, and each country remembers its own', () => {
    const here = whereabouts('Europe/Copenhagen');
    here.choose({ zone: 'DK1' });
    expect(here.standing()).toMatchObject({ country: 'DK', zone: 'DK1', chosenBy: 'time zone' });
    here.choose({ country: 'SE', zone: 'SE3' });
    expect(here.place).toEqual({ country: 'SE', zone: 'SE3' });
    here.choose({ country: 'DK' });
    expect(here.place).toEqual({ country: 'DK', zone: 'DK1' });
    here.choose({ zone: null });
    expect(here.place).toEqual({ country: 'DK', zone: null });
  });

  test('each lies in a country that can be chosen, and has a name of its own', () => {
    const countries = allPlaces().places.map(({ country }) => country);
    expect(zones.filter(({ country }) => !countries.includes(country))).toEqual([]);
    expect(new Set(zones.map(({ id }) => id)).size).toBe(zones.length);
    expect(zoneOf('SE', 'DK1')).toBeNull();
  });
});

describe('refused, with nothing changed', () => {
  test.each([
    [{ country: 'ZZ' }, 'country'],
    [{ country: 'FR', zone: 'DK1' }, 'zone'],
    [{ country: null, zone: 'DK1' }, 'zone'],
  ])('%j', (choice, field) => {
    const here = whereabouts('Etc/UTC');
    expect(() => here.choose(choice)).toThrow(expect.objectContaining({ field, conflict: false }));
    expect(here.place).toBeNull();
  });

  test('what the settings say', () => {
    const here = whereabouts('Etc/UTC', 'DK', 'DK1');
    expect(() => here.choose({ country: 'FR' })).toThrow(ChoiceRefused);
    expect(() => here.choose({ zone: null })).toThrow(expect.objectContaining({ conflict: true }));
    here.choose({ timeZone: 'Europe/Paris' });
    expect(here.standing()).toMatchObject({ country: 'DK', zone: 'DK1', chosenBy: 'settings' });
  });

  test('settings that name no place', () => {
    expect(() => whereabouts(undefined, 'ZZ')).toThrow(PlaceError);
    expect(() => whereabouts(undefined, 'FR', 'DK1')).toThrow(PlaceError);
    expect(() => whereabouts('Europe/Copenhagen', null, 'DK1')).toThrow(PlaceError);
  });
});

describe('the file', () => {
  test('keeps the choice over restarts, readable by its user alone', () => {
    whereabouts('Etc/UTC').choose({ country: 'world' });
    expect(whereabouts('Etc/UTC').standing()).toMatchObject({ country: 'world', chosenBy: 'user' });
    expect(statSync(join(folder, 'grid-choice.json')).mode & 0o777).toBe(0o600);
    expect(kept()).toEqual({ user: 'world', browser: null, zones: {}, live: null });
  });

  test.each(['', '{', '[]', '{"user":"ZZ"}', '{"user":1}', 'null', ' '.repeat(200_000)])(
    'that holds %j counts as none',
    (text) => {
      writeFileSync(join(folder, 'grid-choice.json'), text);
      expect(whereabouts('Europe/Berlin').standing()).toMatchObject({ country: 'DE', chosenBy: 'time zone' });
    },
  );

  test('that cannot be written: the choice holds as long as the server, and that is told', () => {
    writeFileSync(join(folder, 'no-folder'), '');
    const store = choiceFile(join(folder, 'no-folder'), log);
    const here = new Whereabouts({ country: null, zone: null }, { tz: undefined, etc: machine.etc }, store);
    here.choose({ country: 'FR' });
    expect(here.standing().country).toBe('FR');
    expect(told).toEqual(['the choice of the country cannot be kept and ends with this server']);
  });
});

test('all countries can be chosen, and the world', () => {
  const { places } = allPlaces();
  expect(places.length).toBeGreaterThan(240);
  expect(places[0]).toEqual({ country: 'world', name: 'World average', zones: [] });
  expect(places.find(({ country }) => country === 'DE')).toMatchObject({
    name: 'Germany',
    zones: expect.arrayContaining([{ id: '50Hertz', name: '50Hertz' }]),
  });
  const here = new Whereabouts({ country: null, zone: null }, { tz: '', etc: machine.etc }, choiceInMemory());
  for (const { country } of places) here.choose({ country });
});
