// What the record costs: a year of it on disk, questions about it, and recording.

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CounterChannel } from '../src/energy/channel.ts';
import type { Amount } from '../src/energy/step.ts';
import { History } from '../src/history/history.ts';
import { energyBetween } from '../src/ledger/joined-energy.ts';
import { writeLease } from '../src/ledger/lease.ts';
import { Ledger } from '../src/ledger/ledger.ts';
import { type Kind, keyed } from '../src/ledger/ledger-face.ts';
import { LedgerFile } from '../src/ledger/ledger-file.ts';
import { LEVELS, MINUTE } from '../src/ledger/levels.ts';
import { cpuMicroseconds, medianMilliseconds } from './cost.ts';

export const CHANNELS = 32;
export const KERNELS = 10;
/** Each channel is a part too; the total; and three beside the kernels. */
const SERIES = 2 * CHANNELS + 1 + KERNELS + 3;
const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
const END_MS = Date.UTC(2026, 0, 1);
const REPETITIONS = 20;

export interface LedgerCost {
  /** Elapsed milliseconds of a question, the middle of many. */
  readonly yearByDayMs: number;
  readonly yearByLocalDayMs: number;
  readonly yearAtOnceMs: number;
  readonly dayByQuarterMs: number;
  readonly dayByMinuteMs: number;
  /** The whole file, divided by all that it keeps: the total, parts, channels, kernels, other programs, idle, undivided. */
  readonly bytesPerSeries: number;
  readonly fileBytes: number;
  /** CPU microseconds a beat of half a second, writing included. */
  readonly beatMicroseconds: number;
}

/** A year of channels, each also a part of the computer, and of kernels. */
export async function ledgerCost(): Promise<LedgerCost> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-ledger-'));
  try {
    const path = join(folder, 'year.sqlite');
    fillAYear(path);
    const ask = questions(path);
    return {
      yearByDayMs: ask(YEAR_DAYS, DAY_MS, 0),
      yearByLocalDayMs: ask(YEAR_DAYS - 1, DAY_MS, 2 * 3_600_000),
      yearAtOnceMs: ask(YEAR_DAYS, YEAR_DAYS * DAY_MS, 0),
      dayByQuarterMs: ask(1, 900_000, 0),
      dayByMinuteMs: ask(1, 60_000, 0),
      bytesPerSeries: statSync(path).size / SERIES,
      fileBytes: statSync(path).size,
      beatMicroseconds: await recording(join(folder, 'now.sqlite')),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const amount: Amount = { joules: 12_345.678901234, coveredMs: 899_999.75 };

function fillAYear(path: string): void {
  using file = new LedgerFile(path, true);
  file.transaction(() => {
    const faces = (kind: Kind, names: readonly string[]) =>
      new Map(names.map((name) => [file.faces.id(faceOf(kind, name)), amount]));
    const numbered = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n}`);
    const computer = new Map([
      ...faces('total', ['total']),
      ...faces('part', numbered('machine/platform/part', CHANNELS)),
      ...faces('kernel', numbered('kernel', KERNELS)),
      ...faces('split', ['others', 'idle', 'undivided']),
    ]);
    const channels = faces('channel', numbered('rapl:channel', CHANNELS));
    for (const level of LEVELS) {
      const days = level === MINUTE ? 30 : YEAR_DAYS;
      for (let start = END_MS - days * DAY_MS; start < END_MS; start += level.ms)
        file.add(level, start, { first: start, last: start + level.ms, computer, channels });
    }
    writeLease(file, { owner: '', pid: 1, place: '', renewed: END_MS, recordedTo: END_MS });
  });
}

function faceOf(kind: Kind, name: string) {
  const label = `Part of the computer ${name}`;
  return keyed({
    kind,
    name,
    label,
    within: null,
    rest: false,
    owner: null,
    basis: 'measured',
    relativeError: 0.1,
  });
}

/** Total, parts and shares of a span that ends with the record, as `/v1/energy` is answered; nothing of it is in memory. */
function questions(path: string): (days: number, stepMs: number, shiftMs: number) => number {
  const now = { timelineMs: 0, wallMs: END_MS };
  const log = { info: () => {}, warn: () => {} };
  const memory = {
    oldestMs: null,
    isWhole: true,
    spent: () => ({ total: null, parts: [] }),
    shares: () => [],
  };
  const ledger = new Ledger({ path, minuteDays: 30, days: null, now: () => now, log }, memory);
  return (days, stepMs, shiftMs) => {
    const from = END_MS - days * DAY_MS - shiftMs;
    const edges = Array.from({ length: (days * DAY_MS) / stepMs + 1 }, (_, n) => from + n * stepMs);
    return medianMilliseconds(REPETITIONS, () => energyBetween(edges, memory, ledger, now));
  };
}

/** Two beats a second of so many counters; every ninth is written. */
async function recording(path: string): Promise<number> {
  const history = new History();
  let ms = 0;
  const now = () => ({ timelineMs: ms, wallMs: END_MS + ms });
  const log = { info: () => {}, warn: () => {} };
  const shares = () =>
    Array.from({ length: KERNELS }, (_, n) => ({
      ...{ kind: 'kernel' as const, name: `kernel-${n}`, label: `kernel-${n}`, within: `n${n}`, owner: 1000 },
      amount: { joules: 1, coveredMs: 500 },
    }));
  const memory = {
    get oldestMs() {
      return history.oldestMs;
    },
    spent: (fromMs: number, toMs: number) => history.spent(fromMs, toMs),
    shares,
  };
  using ledger = new Ledger({ path, minuteDays: 30, days: null, now, log }, memory);
  const channels = Array.from({ length: CHANNELS }, (_, n) => channelOf(`machine/platform/part-${n}`));
  history.roster(channels);
  ledger.become(channels);
  const readings = () =>
    channels.map(({ id }) => ({ kind: 'counter', channel: id, at: now(), joules: ms / 50 }) as const);
  const beat = (record: boolean) => () => {
    ms += 500;
    const steps = history.take(readings());
    const { atMs } = history.settle(ms);
    if (record) ledger.beat(steps, atMs);
  };
  const without = await cpuMicroseconds(400, beat(false));
  return (await cpuMicroseconds(400, beat(true))) - without;
}

function channelOf(domain: string): CounterChannel {
  return {
    ...{ kind: 'counter', id: domain, label: domain, domain, basis: 'measured', relativeError: null },
    ...{ wrapsAt: null, maxWatts: 500, ceilingWatts: 1000 },
  };
}
