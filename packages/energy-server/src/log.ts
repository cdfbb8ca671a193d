// The log: JSON lines on standard error, or a short line for people where that is a terminal.

import { type Logger, pino } from 'pino';

export interface LogTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** `level` is one of pino's. Fits the logs that the rooms ask for. */
export function createLog(level: string, target: LogTarget): Logger {
  const write = target.isTTY
    ? (line: string) => target.write(forPeople(line))
    : (line: string) => target.write(line);
  const formatters = { level: (label: string) => ({ level: label }) };
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters }, { write });
}

/** `12:00:01 warn source failing source=rapl reason="…"`. */
function forPeople(line: string): string {
  const { level, time, msg, ...facts } = JSON.parse(line) as Record<string, unknown>;
  const told = Object.entries(facts).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return `${String(time).slice(11, 19)} ${String(level)} ${String(msg)}${told.join('')}\n`;
}
