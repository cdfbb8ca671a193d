// The edges of minutes, hours, days, weeks and months, as the clock on the user's wall shows them. Times are UnixMs.

import type { UnixMs } from '@jupyter-energy/contract';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Steps of a fixed length; all but the shortest are whole quarter hours, in which the record is kept. */
const fixed = { minute: MINUTE, 'five minutes': 5 * MINUTE, 'quarter hour': 15 * MINUTE, hour: HOUR };

/** Steps as long as the calendar makes them, a day may have 23 hours: the edge so many of them after the one before a moment. */
const calendar = {
  // Where the clocks leap over two o'clock, that edge stands at three.
  'two hours': (at: Date, count: number) => wall(at, 0, at.getHours() - (at.getHours() % 2) + 2 * count),
  day: (at: Date, count: number) => wall(at, count),
  // Weeks begin on Monday (ISO 8601).
  week: (at: Date, count: number) => wall(at, 7 * count - ((at.getDay() + 6) % 7)),
  month: (at: Date, count: number) => new Date(at.getFullYear(), at.getMonth() + count, 1),
};

type FixedStep = keyof typeof fixed;

/** How long one bar is. */
export type Step = FixedStep | keyof typeof calendar;

/** The edge at or before a moment. */
export function edgeBefore(step: Step, at: UnixMs): UnixMs {
  if (!isFixed(step)) return calendar[step](new Date(at), 0).getTime();
  // Hours of the wall: where the zone is off by half an hour or a quarter, they do not begin with UTC's.
  const offset = -new Date(at).getTimezoneOffset() * MINUTE;
  return Math.floor((at + offset) / fixed[step]) * fixed[step] - offset;
}

/** The edge so many steps after one; before it where `count` is negative. */
export function shifted(step: Step, edge: UnixMs, count: number): UnixMs {
  return isFixed(step) ? edge + count * fixed[step] : calendar[step](new Date(edge), count).getTime();
}

/** The edges of `count` steps, of which the last begins at `last`: one more than steps. */
export function edgesUpTo(step: Step, last: UnixMs, count: number): UnixMs[] {
  return Array.from({ length: count + 1 }, (_, i) => shifted(step, last, i + 1 - count));
}

/** About how long a step is, to choose between steps. */
export function usualMs(step: Step): number {
  if (isFixed(step)) return fixed[step];
  return { 'two hours': 2, day: 24, week: 7 * 24, month: 30.4 * 24 }[step] * HOUR;
}

function isFixed(step: Step): step is FixedStep {
  return step in fixed;
}

/** A day and an hour of the browser's time zone, in which JupyterLab shows all its times; what overflows carries. */
function wall(at: Date, days: number, hour = 0): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, hour);
}
