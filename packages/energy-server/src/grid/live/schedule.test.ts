// When live data are asked for by themselves: at once, then after each full quarter-hour and a little more, one at a time.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { energyChartsDay } from '../../../test/fakes/grid/golden-day.ts';
import { pass, TimerClock } from '../../../test/fakes/timer-clock.ts';
import { choiceInMemory } from '../place/choice-file.ts';
import { EnergyCharts } from '../providers/energy-charts.ts';
import type { Ask } from '../providers/http-edge.ts';
import { ProviderFault } from '../providers/provider-fault.ts';
import { MixRecord } from '../record/mix-record.ts';
import { holdAfter } from './hold.ts';
import { LiveData } from './live-data.ts';

const MINUTE_MS = 60_000;

let asked: string[];
let live: LiveData;
beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 2, 1, 12, 5) });
  asked = [];
});
afterEach(async () => {
  await live[Symbol.asyncDispose]();
  vi.useRealTimers();
});

function begin(ask: Ask): LiveData {
  const log = { info: () => {}, warn: () => {} };
  live = new LiveData({
    providers: [new EnergyCharts('https://example.org')],
    record: new MixRecord(null, log),
    ask: (question, signal) => {
      asked.push(new Date().toISOString().slice(11, 19));
      return ask(question, signal);
    },
    clock: new TimerClock(),
    choice: choiceInMemory(),
    settled: true,
    place: () => ({ country: 'DE', zone: null }),
    log,
    random: () => 0.5,
  });
  live.reconsider();
  return live;
}

const answers: Ask = async ({ url }) => {
  const { body = '' } = energyChartsDay(url, 300);
  return { status: 200, mediaType: 'application/json', retryAfterMs: null, body: Buffer.from(body) };
};

describe('live data are asked for', () => {
  test('at once, then 10 s and a part of two minutes after each full quarter-hour', async () => {
    begin(answers);
    await pass(60 * MINUTE_MS);
    expect(asked).toEqual(['12:05:00', '12:16:10', '12:31:10', '12:46:10', '13:01:10']);
  });

  test('not while an answer is awaited, however long', async () => {
    const answer = Promise.withResolvers<never>();
    begin(() => answer.promise);
    await pass(40 * MINUTE_MS);
    expect(asked).toEqual(['12:05:00']);
    answer.reject(new ProviderFault('down', 'it is gone'));
    await pass(30 * MINUTE_MS);
    expect(asked.length).toBeGreaterThan(1);
  });

  test('no more once they are disposed of, and what is under way is given up', async () => {
    let given: AbortSignal | null = null;
    begin((_, signal) => {
      given = signal;
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new ProviderFault('down', 'given up'))),
      );
    });
    await pass(MINUTE_MS);
    await live[Symbol.asyncDispose]();
    expect(given).toMatchObject({ aborted: true });
    await pass(60 * MINUTE_MS);
    expect(asked).toHaveLength(1);
  });
});

test('a pause is 20, 40, then 60 minutes; an hour for a refused token; longer where the provider says so, a day at most', () => {
  live = begin(answers);
  const minutes = (fault: ProviderFault, failures: number) =>
    holdAfter(fault, failures, 0, 'x').until / MINUTE_MS;
  const down = new ProviderFault('down', 'x');
  expect([1, 2, 3, 50].map((failures) => minutes(down, failures))).toEqual([20, 40, 60, 60]);
  expect(minutes(new ProviderFault('token', 'x'), 1)).toBe(60);
  const said = (hours: number) => new ProviderFault('rate', 'x', hours * 60 * MINUTE_MS);
  expect([0.1, 2, 1_000].map((hours) => minutes(said(hours), 1))).toEqual([20, 120, 24 * 60]);
});
