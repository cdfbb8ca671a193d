// Live data over real HTTP to local servers: when they are asked for, how often, and what becomes of failures.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { acknowledgement } from '../../../test/fakes/grid/generation-document.ts';
import { energyChartsDay, entsoeDay } from '../../../test/fakes/grid/golden-day.ts';
import { LiveBench, type LiveBenchSetup, QUARTER_MS } from '../../../test/fakes/grid/live-bench.ts';

let bench: LiveBench;
const open = async (setup?: LiveBenchSetup) => {
  bench = await LiveBench.open(setup);
  return bench;
};
afterEach(() => bench[Symbol.asyncDispose]());

describe('the switch', () => {
  test('nobody is asked anything while it is off, and nothing is written', async () => {
    const { keyless, entsoe, folder } = await open({ hasToken: true });
    expect(bench.standing()).toEqual({
      on: false,
      provider: { id: 'entsoe', name: 'ENTSO-E Transparency Platform' },
      state: 'off',
      reason: null,
      newestAt: null,
    });
    await bench.pass(20);
    await bench.at(bench.nowMs);
    expect([keyless.asked, entsoe.asked]).toEqual([[], []]);
    expect(existsSync(join(folder, 'grid.sqlite'))).toBe(false);
  });

  test('turned on, it asks at once, then each quarter-hour; turned off, no more', async () => {
    const { keyless } = await open();
    keyless.answer = (url) => energyChartsDay(url, 300);
    bench.grid.choose({ live: true });
    await bench.ask();
    expect(keyless.asked).toHaveLength(1);
    expect(bench.standing()).toMatchObject({ on: true, state: 'current', reason: null });
    await bench.pass(3);
    expect(keyless.asked).toHaveLength(4);
    bench.grid.choose({ live: false });
    await bench.pass(3);
    expect(keyless.asked).toHaveLength(4);
    expect(bench.standing().state).toBe('off');
  });

  test('is not the user’s where the settings decide', async () => {
    await open({ settled: false });
    expect(bench.grid.choose({ live: true })).toMatchObject({ conflict: true, field: 'live' });
    expect(bench.grid.choose({ live: false })).toBeNull();
    await bench.pass(2);
    expect(bench.keyless.asked).toEqual([]);
  });

  test('a choice with a place that there is not changes nothing, the switch neither', async () => {
    await open({ country: null });
    expect(bench.grid.choose({ country: 'ZZ', live: true })).toMatchObject({ field: 'country' });
    expect(bench.standing().on).toBe(false);
  });

  test('without a country, and where nobody tells, nobody is asked', async () => {
    await open({ country: null });
    bench.grid.choose({ live: true });
    await bench.pass(2);
    expect(bench.standing()).toMatchObject({
      state: 'failing',
      provider: null,
      reason: 'The country is unknown: choose it.',
    });
    bench.grid.choose({ country: 'JP' });
    await bench.pass(2);
    expect(bench.standing()).toMatchObject({ state: 'failing', provider: null, reason: /without a token/ });
    expect(bench.keyless.asked).toEqual([]);
  });
});

describe('how often', () => {
  test('once a country and quarter-hour, however often it is looked after, over restarts and among servers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'live-'));
    try {
      await open({ settled: true, folder });
      bench.keyless.answer = (url) => energyChartsDay(url);
      for (let index = 0; index < 5; index += 1) await bench.ask();
      expect(bench.keyless.asked).toHaveLength(1);
      const first = bench;
      const second = await LiveBench.open({ settled: true, folder });
      await second.ask();
      expect(second.keyless.asked).toHaveLength(0);
      await second[Symbol.asyncDispose]();
      await first.pass(1);
      expect(first.keyless.asked).toHaveLength(2);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('one question is under way at a time, and what is slow is given up', async () => {
    await open({ settled: true, limitMs: 300 });
    bench.keyless.answer = () => null;
    bench.live.reconsider();
    await new Promise((resolve) => setTimeout(resolve, 20));
    bench.nowMs += QUARTER_MS;
    bench.live.reconsider();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(bench.keyless.asked).toHaveLength(1);
    await bench.live.settled();
    expect(bench.standing()).toMatchObject({
      state: 'failing',
      reason: 'Energy-Charts: it gave no whole answer within 1 s.',
    });
  });

  test('only what is missing is asked for, and the last two hours again', async () => {
    await open({ settled: true });
    bench.keyless.answer = (url) => energyChartsDay(url, 300);
    await bench.ask();
    await bench.pass(2);
    const spans = bench.keyless.asked.map(({ url }) => {
      const [start, end] = ['start', 'end'].map((name) => Number(url.searchParams.get(name)));
      return [url.pathname, ((end ?? 0) + 1 - (start ?? 0)) / 900];
    });
    // A day of each, then eight quarter-hours before the newest that is known, and the two since.
    expect(spans).toEqual([
      ['/public_power', 96],
      ['/co2eq', 96],
      ['/public_power', 10],
    ]);
  });

  test('Retry-After is obeyed', async () => {
    await open({ settled: true });
    bench.keyless.answer = () => ({ status: 429, headers: { 'Retry-After': '7200' } });
    await bench.ask();
    const reason = 'Energy-Charts: it was asked too often (HTTP 429).';
    expect(bench.standing()).toMatchObject({ state: 'failing', reason });
    bench.keyless.answer = (url) => energyChartsDay(url);
    await bench.pass(7);
    // The other of its two data sets was asked meanwhile; this one rests for two hours.
    expect(bench.keyless.asked.filter(({ url }) => url.pathname === '/public_power')).toHaveLength(1);
    await bench.pass(3);
    expect(bench.keyless.asked.filter(({ url }) => url.pathname === '/public_power').length).toBeGreaterThan(
      1,
    );
  });

  test('failures are asked again ever later, each hour at most', async () => {
    await open({ country: 'IS', hasToken: true, settled: true });
    const minutes: number[] = [];
    const start = bench.nowMs;
    bench.entsoe.answer = () => {
      minutes.push((bench.nowMs - start) / 60_000);
      return { status: 503 };
    };
    await bench.ask();
    await bench.pass(24);
    // Left alone for 20, 40, 60, 60, … minutes, and then asked in the next quarter-hour.
    expect(minutes).toEqual([0, 30, 75, 135, 195, 255, 315]);
  });
});

describe('failures', () => {
  const outages: Readonly<Record<string, () => { status: number; body?: string } | null>> = {
    'HTTP 503': () => ({ status: 503, body: 'Scheduled maintenance is currently underway' }),
    'HTTP 404 with HTML': () => ({ status: 404, body: '<html>page not found</html>' }),
    'an acknowledgement without data': () => ({
      status: 200,
      body: acknowledgement('No matching data found'),
    }),
    garbage: () => ({ status: 200, body: '<html><body>Hello</body></html>' }),
    'an answer without end': () => ({ status: 200, body: 'x'.repeat(1_100_000) }),
  };

  test.each(Object.keys(outages))('%s: the next provider is asked a quarter-hour later', async (name) => {
    await open({ hasToken: true, settled: true });
    bench.entsoe.answer = outages[name] ?? (() => null);
    bench.keyless.answer = (url) => energyChartsDay(url);
    await bench.ask();
    expect(bench.standing()).toMatchObject({ state: 'failing', reason: expect.stringContaining('ENTSO-E') });
    expect(await bench.at(bench.nowMs)).toMatchObject({ kind: 'yearly', year: 2025 });
    await bench.pass(1);
    expect(bench.standing()).toMatchObject({ state: 'current', provider: { id: 'energy-charts' } });
    expect(await bench.at(bench.nowMs - QUARTER_MS)).toMatchObject({
      kind: 'live',
      provider: 'energy-charts',
    });
  });

  test('a connection that is cut, and a server that is gone', async () => {
    await open({ settled: true });
    bench.keyless.answer = (_, response) => {
      response.destroy();
      return null;
    };
    await bench.ask();
    expect(bench.standing().reason).toBe('Energy-Charts: it has cut the connection.');
    await bench.keyless[Symbol.asyncDispose]();
    await bench.pass(1);
    expect(await bench.at(bench.nowMs)).toMatchObject({ kind: 'yearly', gramsPerKwh: 342.06 });
  });

  test('a token that is revoked in the middle: the old data with their age, and the reason', async () => {
    await open({ country: 'IS', hasToken: true, settled: true });
    bench.entsoe.answer = () => ({ body: entsoeDay() });
    await bench.ask();
    expect(bench.standing()).toMatchObject({ state: 'current', newestAt: Date.UTC(2026, 2, 1, 12) });
    bench.entsoe.answer = () => ({
      status: 401,
      body: '<html>Unauthorized. Missing or invalid security token</html>',
    });
    await bench.pass(16);
    expect(bench.standing()).toMatchObject({
      state: 'failing',
      reason: 'ENTSO-E Transparency Platform: it refuses the token (HTTP 401).',
      newestAt: Date.UTC(2026, 2, 1, 12),
    });
    expect(await bench.at(bench.nowMs)).toMatchObject({ kind: 'cached', asOf: Date.UTC(2026, 2, 1, 12) });
    expect(await bench.at(Date.UTC(2026, 2, 1, 11))).toMatchObject({ kind: 'live' });
    await bench.pass(96);
    expect(await bench.at(bench.nowMs)).toMatchObject({ kind: 'yearly', year: 2023, asOf: null });
  });

  test('a refused curve type costs one more question, once', async () => {
    await open({ hasToken: true, settled: true });
    bench.entsoe.answer = (url) =>
      url.searchParams.has('curveType')
        ? { status: 400, body: acknowledgement('Input parameter does not exist: curveType') }
        : { body: entsoeDay() };
    await bench.ask();
    expect(bench.entsoe.asked).toHaveLength(2);
    expect(bench.standing().state).toBe('current');
    await bench.pass(1);
    expect(bench.entsoe.asked).toHaveLength(3);
  });

  test('a redirection is not followed: it would take the token along', async () => {
    await open({ hasToken: true, settled: true });
    bench.entsoe.answer = () => ({ status: 302, headers: { Location: `${bench.keyless.url}/stolen` } });
    await bench.ask();
    expect(bench.keyless.asked).toEqual([]);
  });
});

test('what was told stays, whoever told it: a better provider tells only of what is new, and of the last two hours', async () => {
  await open({ hasToken: true, settled: true });
  bench.keyless.answer = (url) => energyChartsDay(url);
  await bench.ask();
  await bench.pass(1);
  expect(await bench.at(Date.UTC(2026, 2, 1, 9))).toMatchObject({ provider: 'energy-charts' });
  bench.entsoe.answer = () => ({ body: entsoeDay() });
  await bench.pass(2);
  expect(bench.entsoe.asked.at(-1)?.url.searchParams.get('periodStart')).toBe('202603011000');
  expect(await bench.at(Date.UTC(2026, 2, 1, 9))).toMatchObject({ provider: 'energy-charts' });
  expect(await bench.at(Date.UTC(2026, 2, 1, 12))).toMatchObject({ provider: 'entsoe' });
});

test('a computer that is taken to another country leaves its past where it was', async () => {
  await open({ country: null });
  bench.keyless.answer = (url) => energyChartsDay(url);
  bench.grid.choose({ country: 'DE', live: true });
  await bench.ask();
  bench.grid.choose({ country: 'FR' });
  await bench.pass(2);
  const asked = bench.keyless.asked.map(({ url }) => [
    url.searchParams.get('country'),
    (Number(url.searchParams.get('end')) + 1 - Number(url.searchParams.get('start'))) / 900,
  ]);
  // A day of Germany; of France what is new since, a quarter-hour or what became of it.
  expect(asked.slice(0, 2)).toEqual([
    ['de', 96],
    ['fr', 1],
  ]);
  const [past] = (await bench.grid.buckets([[Date.UTC(2026, 2, 1, 9), Date.UTC(2026, 2, 1, 10)]])).buckets;
  expect(past).toMatchObject({ kind: 'live', provider: 'energy-charts', gramsPerKwh: 148 });
});
