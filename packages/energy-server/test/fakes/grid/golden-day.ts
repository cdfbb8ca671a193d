// A day in Germany as each provider would tell it, with numbers that can be worked out in the head.

import { type FakeSeries, generationDocument } from './generation-document.ts';
import type { FakeReply } from './provider-server.ts';

const QUARTER_S = 900;

/** 1 March 2026, UTC. */
export const DAY = Date.UTC(2026, 2, 1);

/**
 * Solar 1000 MW from 06:00 to 18:00, gas and nuclear 500 MW each all day, pumped storage gives back 300 MW from 18:00 on and is
 * charged with 400 MW at noon.
 */
export function powersAt(hour: number): Readonly<Record<string, number>> {
  return {
    solar: hour >= 6 && hour < 18 ? 1_000 : 0,
    gas: 500,
    nuclear: 500,
    storage: hour >= 18 ? 300 : 0,
    charged: hour === 12 ? 400 : 0,
  };
}

/** In A03: only where something changes. */
export function entsoeDay(): string {
  const day = { start: '2026-03-01T00:00Z', end: '2026-03-02T00:00Z' };
  const of = (type: string, values: Record<number, number>, consumes = false): FakeSeries => ({
    type,
    consumes,
    periods: [{ ...day, values }],
  });
  return generationDocument([
    of('B16', { 1: 0, 25: 1000, 73: 0 }),
    of('B04', { 1: 500 }),
    of('B14', { 1: 500 }),
    of('B10', { 1: 0, 73: 300 }),
    of('B10', { 1: 0, 49: 400, 53: 0 }, true),
  ]);
}

/** The quarter-hours from `start` to `end`, as the query asks for them. */
function secondsOf(url: URL): number[] {
  const [start, end] = ['start', 'end'].map((name) => Number(url.searchParams.get(name)));
  const seconds: number[] = [];
  for (let at = Math.ceil((start ?? 0) / QUARTER_S) * QUARTER_S; at <= (end ?? 0); at += QUARTER_S)
    seconds.push(at);
  return seconds;
}

export function energyChartsDay(url: URL, gramsPerKwh: number | null = null): FakeReply {
  const unix_seconds = secondsOf(url);
  const powers = unix_seconds.map((at) => powersAt(new Date(at * 1_000).getUTCHours()));
  const series = (name: string, key: string, sign = 1) => ({
    name,
    data: powers.map((one) => sign * (one[key] ?? 0)),
  });
  const body =
    url.pathname === '/co2eq'
      ? {
          unix_seconds,
          co2eq: unix_seconds.map(() => gramsPerKwh),
          co2eq_forecast: unix_seconds.map(() => 1),
        }
      : {
          unix_seconds,
          production_types: [
            series('Hydro pumped storage consumption', 'charged', -1),
            series('Solar', 'solar'),
            series('Fossil gas', 'gas'),
            series('Nuclear', 'nuclear'),
            series('Hydro pumped storage', 'storage'),
            { name: 'Load', data: powers.map(() => 9_999) },
          ],
        };
  return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}
