// Times and steps as people type them: days, months, moments, "7d" ago; "15m", "1h", "month".

import { UsageError } from './command.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const DAY = /^(\d{4})-(\d\d)(?:-(\d\d))?$/;
/** RFC 3339, or without a zone: then UTC, as everything here. */
const MOMENT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?$/i;
const AGO = /^(\d+(?:\.\d+)?)([smhd])$/;

/** Unix milliseconds. Throws UsageError. */
export function momentOf(text: string, now: number): number {
  if (text === 'now') return now;
  const ago = spanOf(text);
  if (ago !== null) return now - ago;
  const day = DAY.exec(text);
  if (day !== null) return checked(text, `${day[1]}-${day[2]}-${day[3] ?? '01'}`, '00:00Z');
  const moment = MOMENT.exec(text);
  if (moment !== null)
    return checked(text, moment[1] ?? '', `${moment[2]}${(moment[3] ?? 'Z').toUpperCase()}`);
  throw new UsageError(
    `${JSON.stringify(text)} is no time: write 2026-01-31, 2026-01, 2026-01-31T12:00 (UTC), 7d (ago) or now`,
  );
}

/** Steps of one length, on multiples of it in UTC; or calendar months. */
export interface Steps {
  /** The edge after this moment. */
  next(at: number): number;
  readonly leastMs: number;
}

/** Throws UsageError. The record tells nothing finer than a minute. */
export function stepsOf(text: string): Steps {
  if (text === 'month') return { next: nextMonth, leastMs: 28 * 86_400_000 };
  const ms = spanOf(text);
  if (ms === null || ms < 60_000 || ms % 60_000 !== 0)
    throw new UsageError(`${JSON.stringify(text)} is no step: write 1m or more, as 15m, 1h, 1d, or month`);
  return { next: (at) => (Math.floor(at / ms) + 1) * ms, leastMs: ms };
}

function spanOf(text: string): number | null {
  const [, count = '', unit = ''] = AGO.exec(text) ?? [];
  const ms = UNITS[unit];
  return ms === undefined ? null : Number(count) * ms;
}

function nextMonth(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

/** A day that no calendar has is refused: Date.parse would read 30 February as 2 March. */
function checked(text: string, day: string, time: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const moment = Date.parse(`${day}T${time}`);
  if (Number.isFinite(moment) && new Date(midnight).toISOString().startsWith(day)) return moment;
  throw new UsageError(`${JSON.stringify(text)} is a time that no calendar has`);
}
