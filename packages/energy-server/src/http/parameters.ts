// Query parameters: turned from text into spans of time, or refused with the parameter's name. All limits stand here.

import { KernelId } from '@jupyter-energy/contract';
import { RequestProblem } from './problem.ts';

/** No reply has more points or buckets than this. */
export const MOST_POINTS = 5_000;
/** No reply has more runs than this. */
export const MOST_RUNS = 5_000;
/** How far back `/v1/power` looks at most. */
export const MOST_SECONDS = 86_400;
const DEFAULT_SECONDS = 600;
const DEFAULT_POINTS = 600;
/** The farthest that a Date can be from 1970, in milliseconds (ECMA-262, time range). */
const FARTHEST_MS = 8.64e15;

/** All values of a parameter, in the order given. */
export type Query = (name: string) => readonly string[];

/** Which part of the history: `points` steps up to now. */
export interface PowerRange {
  readonly stepMs: number;
  readonly points: number;
  /** From which kernel's notebook it is seen; null: from none. */
  readonly kernel: string | null;
}

/** `seconds`, `step` and `kernel` of `/v1/power`. A step finer than what may be seen becomes the finest that may. */
export function powerRange(query: Query, finestMs: number): PowerRange {
  const seconds = positive(query, 'seconds') ?? DEFAULT_SECONDS;
  if (seconds > MOST_SECONDS) throw bad('seconds', `must be at most ${MOST_SECONDS}`);
  const step = positive(query, 'step') ?? seconds / DEFAULT_POINTS;
  if (step > seconds) throw bad('step', `must not be longer than seconds (${seconds})`);
  const stepMs = Math.max(step * 1_000, finestMs);
  return { stepMs, points: pointsOf(seconds * 1_000, stepMs), kernel: kernelId(query) };
}

/** Unix milliseconds; `to` is null for "now". `stepMs` is null for one bucket. */
export interface EnergyRange {
  readonly from: number;
  readonly to: number | null;
  readonly stepMs: number | null;
  /** From which kernel's notebook it is seen; null: from none. */
  readonly kernel: string | null;
}

/** `from`, `to`, `step` and `kernel` of `/v1/energy`, seen at the time `now` (Unix milliseconds). */
export function energyRange(query: Query, finestMs: number, now: number): EnergyRange {
  const from = moment(query, 'from');
  if (from === null) throw bad('from', 'is missing: a time in milliseconds since 1970, or in RFC 3339');
  const to = moment(query, 'to');
  if (to === null && from >= now) throw bad('from', 'must lie in the past when there is no to');
  if (to !== null && from >= to) throw bad('to', 'must lie after from');
  const step = positive(query, 'step');
  const kernel = kernelId(query);
  if (step === null) return { from, to, stepMs: null, kernel };
  const stepMs = Math.max(step * 1_000, finestMs);
  pointsOf((to ?? now) - from, stepMs);
  return { from, to, stepMs, kernel };
}

/** `kernel`, `from` and `to` of `/v1/intervals` and `/v1/runs`, seen at the time `now` (Unix milliseconds). */
export function intervalQuery(
  query: Query,
  finestMs: number,
  now: number,
): { readonly kernel: string; readonly range: EnergyRange } {
  const kernel = kernelId(query);
  if (kernel === null) throw bad('kernel', 'is missing: the id of a kernel, as /v1/kernels tells it');
  return { kernel, range: energyRange((name) => (name === 'step' ? [] : query(name)), finestMs, now) };
}

function kernelId(query: Query): string | null {
  const kernel = single(query, 'kernel');
  if (kernel === null || KernelId.safeParse(kernel).success) return kernel;
  throw bad('kernel', `must be the id of a kernel, not ${quoted(kernel)}`);
}

function pointsOf(spanMs: number, stepMs: number): number {
  // A hair less than the quotient, so that 0.6 s in steps of 0.1 s are 6 and not, by rounding, 7.
  const points = Math.ceil(spanMs / stepMs - 1e-9);
  if (points <= MOST_POINTS) return points;
  const least = Math.ceil(spanMs / MOST_POINTS) / 1_000;
  throw bad(
    'step',
    `gives ${points} points, more than ${MOST_POINTS}: take at least ${least} s for this span`,
  );
}

function positive(query: Query, name: string): number | null {
  const text = single(query, name);
  if (text === null) return null;
  const value = decimal(text);
  if (value === null || value <= 0)
    throw bad(name, `must be a number of seconds above 0, not ${quoted(text)}`);
  return value;
}

// RFC 3339 section 5.6, with the separator and Z in any case.
const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

function moment(query: Query, name: string): number | null {
  const text = single(query, name);
  if (text === null) return null;
  // A plus sign in a query means a space: the offset of +02:00 arrives so where it was not encoded.
  const spelled = text.replace(/ (?=\d\d:\d\d$)/, '+');
  const value = rfc3339.test(spelled) ? timeOf(spelled.toUpperCase()) : decimal(text);
  if (value !== null && Math.abs(value) <= FARTHEST_MS) return value;
  throw bad(
    name,
    `must be milliseconds since 1970 or a time in RFC 3339 (2026-01-31T12:00:00Z), not ${quoted(text)}`,
  );
}

/** Null for a day that no calendar has: Date.parse reads 30 February as 2 March. */
function timeOf(spelled: string): number | null {
  const day = rfc3339.exec(spelled)?.[1] ?? '';
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const exists = Number.isFinite(midnight) && new Date(midnight).toISOString().startsWith(day);
  return exists ? Date.parse(spelled) : null;
}

function single(query: Query, name: string): string | null {
  const [text, ...more] = query(name);
  if (more.length > 0) throw bad(name, 'is given more than once');
  return text ?? null;
}

function decimal(text: string): number | null {
  return /^-?\d{1,17}(\.\d{1,17})?$/.test(text) ? Number(text) : null;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

function bad(field: string, reason: string): RequestProblem {
  return new RequestProblem(400, `${field} ${reason}`, field);
}
