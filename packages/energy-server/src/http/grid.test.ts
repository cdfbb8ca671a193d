// /v1/grid and what belongs to it over a real Unix socket, without any network: the place, the year's mix, the choice.

import { Grid, GridPlaces, GridStanding, Problem } from '@jupyter-energy/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask } from '../../test/fakes/http-client.ts';
import { RunningServer } from '../../test/fakes/running-server.ts';

let server: RunningServer;
beforeEach(async () => {
  server = await new RunningServer().start();
});
afterEach(async () => {
  expect(server.faults).toEqual([]);
  await server[Symbol.asyncDispose]();
});

const NOON = Date.UTC(2026, 2, 1, 12);

function choose(choice: unknown) {
  const headers = { 'Content-Type': 'application/json' };
  return ask(server, '/v1/grid/choice', { method: 'PUT', headers, body: JSON.stringify(choice) });
}

async function grid(query = `from=${NOON}&to=${NOON + 7_200_000}&step=3600`) {
  return Grid.parse((await ask(server, `/v1/grid?${query}`)).json());
}

describe('the place', () => {
  test('is unknown where nothing tells it: no mix, no intensity, nobody asked', async () => {
    const { place, live, buckets, attributions } = await grid();
    expect(place).toEqual({
      country: null,
      zone: null,
      name: null,
      chosenBy: 'nobody',
      timeZone: null,
      candidates: [],
      mayChange: true,
    });
    expect(live).toMatchObject({ on: false, state: 'off' });
    expect(attributions).toEqual([]);
    expect(buckets).toHaveLength(2);
    expect(buckets[0]).toEqual({
      from: NOON,
      to: NOON + 3_600_000,
      kind: 'none',
      provider: null,
      year: null,
      asOf: null,
      shares: null,
      fuels: [],
      gramsPerKwh: null,
      method: null,
      factors: null,
    });
  });

  test('comes from the machine’s time zone', async () => {
    server.machine.link('etc/localtime', '/usr/share/zoneinfo/Europe/Berlin');
    const { place, buckets, attributions } = await grid();
    expect(place).toMatchObject({
      country: 'DE',
      name: 'Germany',
      chosenBy: 'time zone',
      timeZone: 'Europe/Berlin',
    });
    expect(buckets[1]).toMatchObject({
      kind: 'yearly',
      year: 2025,
      gramsPerKwh: 342.06,
      method: 'published',
      factors: 'life-cycle',
    });
    // 27 wind, 18 solar, 10 biomass, 4 hydro; 21 coal, 16 or 17 gas, 4 oil.
    expect(buckets[1]?.shares?.renewable).toBeCloseTo(0.59, 6);
    expect(buckets[1]?.shares?.nonRenewable).toBeCloseTo(0.41, 6);
    expect(buckets[1]?.fuels.slice(0, 2)).toEqual([
      { fuel: 'wind', share: 0.27 },
      { fuel: 'coal', share: 0.21 },
    ]);
    expect(attributions).toEqual([expect.stringContaining('Our World in Data, CC BY 4.0')]);
  });

  test('is the user’s to choose, and to leave again', async () => {
    const chosen = GridStanding.parse((await choose({ country: 'SE', zone: 'SE3' })).json());
    expect(chosen.place).toMatchObject({
      country: 'SE',
      zone: 'SE3',
      name: 'Sweden, Stockholm',
      chosenBy: 'user',
    });
    expect((await grid()).buckets[0]).toMatchObject({ kind: 'yearly', gramsPerKwh: 35.89 });
    await choose({ country: 'world' });
    expect((await grid()).buckets[0]).toMatchObject({ kind: 'world', year: 2024, gramsPerKwh: 472.94 });
    await choose({ country: null });
    expect((await grid()).place.country).toBeNull();
    await choose({ timeZone: 'Europe/Oslo' });
    expect((await grid()).place).toMatchObject({ country: 'NO', chosenBy: 'browser' });
  });

  test('can be any of those listed', async () => {
    const { places } = GridPlaces.parse((await ask(server, '/v1/grid/places')).json());
    expect(places.find(({ country }) => country === 'DK')?.zones).toEqual([
      { id: 'DK1', name: 'Western Denmark' },
      { id: 'DK2', name: 'Eastern Denmark' },
    ]);
  });
});

describe('refused', () => {
  test.each([
    ['a country that there is not', { country: 'ZZ' }, 400, 'country'],
    ['a country in small letters', { country: 'de' }, 400, 'country'],
    ['a zone of another country', { country: 'FR', zone: 'DK1' }, 400, 'zone'],
    ['what is no choice', { fuel: 'wind' }, 400, undefined],
    ['a list', [], 400, undefined],
  ])('%s', async (_, choice, status, field) => {
    const answer = await choose(choice);
    expect(answer.status).toBe(status);
    expect(Problem.parse(answer.json()).field).toBe(field);
    expect((await grid()).place.country).toBeNull();
  });

  test.each([
    ['to=2026-01-01T00:00:00Z', 'from'],
    [`from=${NOON}&to=${NOON}`, 'to'],
    [`from=0&to=${NOON}&step=1`, 'step'],
    ['from=yesterday', 'from'],
  ])('a span that is none: %s', async (query, field) => {
    const answer = await ask(server, `/v1/grid?${query}`);
    expect(answer.status).toBe(400);
    expect(Problem.parse(answer.json()).field).toBe(field);
  });

  test('other methods', async () => {
    expect((await ask(server, '/v1/grid/choice')).headers.allow).toBe('PUT');
    expect((await ask(server, '/v1/grid', { method: 'PUT' })).status).toBe(405);
  });

  test('a choice on a socket that several people share, with the advice who can', async () => {
    await server[Symbol.asyncDispose]();
    server = new RunningServer();
    const { socketPath: file } = server;
    const socket = { file, group: String(process.getgid?.()), ownFolder: false, uid: 0, replace: false };
    await server.start({ socket, peerOf: () => ({ pid: 1, uid: 1001 }) });
    const answer = await choose({ country: 'FR' });
    expect(answer.status).toBe(403);
    expect(Problem.parse(answer.json()).detail).toContain('administrator sets country and grid.live');
    expect((await grid()).place).toMatchObject({ country: null, mayChange: false });
  });
});
