// The topic `streams`: a thousand readers of the event stream, the energy server on one core, the readers on the others.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { demand } from '../tasks/command.ts';
import { type ProcessCost, watchProcess } from './process-watch.ts';
import { ensureProduct, launchEnergyServer } from './product.ts';
import type { Report, Row } from './report.ts';
import type { Arrivals } from './stream-reader.ts';

const STREAMS = 1_000;
const READERS = 4;
const WATCH_MS = 30_000;
/** A beat that is on its way when the counting begins or ends is no matter. */
const EDGE_MS = 1_000;

/** All readers and the server on one processor would measure the readers. */
const apart = availableParallelism() > 1;

export async function streamsReport(): Promise<Report> {
  await ensureProduct();
  using server = await launchEnergyServer(['--simulate', 'laptop']);
  if (apart) await demand('taskset', ['-a', '-p', '-c', '0', `${server.pid}`], 'taskset is in util-linux.');
  using readers = new DisposableStack();
  const children = Array.from({ length: READERS }, () => readers.adopt(startReader(server.socket), stop));
  await Promise.all(children.map(({ opened }) => opened));
  const fromMs = Date.now() + EDGE_MS;
  const cost = await watchProcess(server.pid, WATCH_MS + 2 * EDGE_MS);
  const toMs = fromMs + WATCH_MS;
  const streams = (await Promise.all(children.map(arrivalsOf))).flat();
  return { title: 'A thousand streams', how, rows: rowsOf(streams, cost, fromMs, toMs) };
}

const how = [
  `The installed energy server with a simulated laptop, ${
    apart
      ? 'bound to one processor'
      : 'not bound to a processor, since this computer has only one: the readers compete with it'
  }; ${STREAMS} streams over its Unix socket, read by ${READERS} processes${apart ? ' on the others' : ''} for ${WATCH_MS / 1000} s.
The delay is from the moment of the reading, which lies before the writing, to the arrival in the reader, to a millisecond.`,
];

function rowsOf(
  streams: readonly Arrivals[],
  cost: ProcessCost,
  fromMs: number,
  toMs: number,
): readonly Row[] {
  const inTime = (at: number): boolean => at >= fromMs && at < toMs;
  const beats = new Set(streams.flatMap(({ at }) => at.filter(inTime)));
  const delays = streams.flatMap(({ at, arrived }) =>
    at.flatMap((time, index) => (inTime(time) ? (arrived[index] ?? Number.NaN) - time : [])),
  );
  delays.sort((a, b) => a - b);
  const missing = STREAMS * beats.size - delays.length;
  const quantile = (part: number): number => delays[Math.floor(part * (delays.length - 1))] ?? Number.NaN;
  return [
    {
      what: 'delay, half of all',
      value: quantile(0.5),
      unit: 'ms',
      limit: null,
      beside: `${delays.length} arrivals`,
    },
    { what: 'delay, 99 of 100', value: quantile(0.99), unit: 'ms', limit: 100, beside: '' },
    { what: 'delay, the longest', value: quantile(1), unit: 'ms', limit: null, beside: '' },
    {
      what: 'missing',
      value: missing,
      unit: 'beats',
      limit: 0,
      beside: `of ${beats.size} beats for each of ${streams.length}`,
    },
    { what: 'processor', value: cost.cpuPercent, unit: '%', limit: null, beside: 'of one core' },
    { what: 'memory', value: cost.residentMb, unit: 'MB', limit: null, beside: '' },
  ];
}

interface Reader {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  /** Resolves when all its streams are open. */
  readonly opened: Promise<unknown>;
}

function startReader(socket: string): Reader {
  const program = [join(import.meta.dirname, 'stream-reader.ts'), socket, `${STREAMS / READERS}`];
  const others = `1-${availableParallelism() - 1}`;
  const [command = '', ...args] = [...(apart ? ['taskset', '-c', others] : []), process.execPath, ...program];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('a reader of streams ended')));
  ended.catch(() => {}); // In order, it ends as well: then nobody waits any more.
  return { child, opened: Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), ended]) };
}

/** Ends its input, upon which it tells what it saw. */
async function arrivalsOf({ child }: Reader): Promise<readonly Arrivals[]> {
  await pause(0);
  child.stdin.end();
  let text = '';
  for await (const part of child.stdout) text += part;
  return JSON.parse(text) as readonly Arrivals[];
}

function stop({ child }: Reader): void {
  child.kill();
}
