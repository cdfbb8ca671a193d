// What questions about the past cost, and how much memory a series takes: a history of 24 hours at two beats a second.

import type { CounterChannel } from '../src/energy/channel.ts';
import { History } from '../src/history/history.ts';
import { collectGarbage, medianMilliseconds } from './cost.ts';

const HOUR_MS = 3_600_000;
const BEAT_MS = 500;
const PARTS = ['machine/platform', 'machine/platform/cpu-0', 'machine/platform/cpu-0/cores'];
const REPETITIONS = 50;

export interface HistoryCost {
  /** Elapsed milliseconds of a question, the middle of many. */
  readonly powerOfTenMinutesMs: number;
  readonly powerOfADayMs: number;
  readonly energyOfADayMs: number;
  /** Bytes that are allocated for points, for each series, after a day. */
  readonly bytesPerSeries: number;
  /** The total, which has two, and every part and rest. */
  readonly series: number;
}

/** A platform that contains a processor that contains cores, and the rests between them. */
export function historyCost(): HistoryCost {
  const history = new History();
  const before = heldInArrays();
  const nowMs = fillADay(history);
  const bytes = heldInArrays() - before;
  const series = 2 + (history.latest()?.nodes.length ?? 0);
  const power = (spanMs: number) => () => history.power(nowMs - spanMs, nowMs, spanMs / 600);
  return {
    powerOfTenMinutesMs: medianMilliseconds(REPETITIONS, power(HOUR_MS / 6)),
    powerOfADayMs: medianMilliseconds(REPETITIONS, power(24 * HOUR_MS)),
    energyOfADayMs: medianMilliseconds(REPETITIONS, () => history.energy(nowMs - 24 * HOUR_MS, nowMs)),
    bytesPerSeries: bytes / series,
    series,
  };
}

function fillADay(history: History): number {
  history.roster(PARTS.map(channelOf));
  let nowMs = 0;
  for (; nowMs < 24.5 * HOUR_MS; nowMs += BEAT_MS) {
    const at = { timelineMs: nowMs, wallMs: nowMs };
    history.take(
      PARTS.map((part, depth) => ({ kind: 'counter', channel: part, at, joules: nowMs / (50 + 25 * depth) })),
    );
    history.settle(nowMs);
  }
  return nowMs - BEAT_MS;
}

function heldInArrays(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

function channelOf(domain: string): CounterChannel {
  return {
    kind: 'counter',
    id: domain,
    label: domain,
    domain,
    basis: 'measured',
    relativeError: null,
    wrapsAt: null,
    maxWatts: 500,
    ceilingWatts: 1000,
  };
}
