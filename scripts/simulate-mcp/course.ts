// What happens to a simulated wall meter in the course of time: its ranges change, it begins to misbehave, it is unplugged.

import type { MeterOnPty } from '../../packages/energy-server/test/fakes/mcp39f511n/meter-on-pty.ts';
import type { Misbehaviour } from '../../packages/energy-server/test/fakes/mcp39f511n/misbehaviour.ts';

/** A power range that both outlets get. */
export interface RangeChange {
  readonly afterMs: number;
  readonly range: number;
}

/** All times count from the start. */
export interface Course {
  readonly rangeChanges: readonly RangeChange[];
  readonly misbehaviours: readonly Misbehaviour[];
  /** 0 = from the start. */
  readonly misbehaveAfterMs: number;
  /** Unplugged after so long, and so long after each plugging in again; null = never. */
  readonly unplugMs: number | null;
}

const UNPLUGGED_MS = 5_000;

/** Lets it happen for as long as the process lives; `tell` gets a line about whatever happens. */
export function letHappen(board: MeterOnPty, course: Course, tell: (line: string) => void): void {
  for (const { afterMs, range } of course.rangeChanges) {
    setTimeout(() => {
      // As if another program had written them: nothing on the line says so.
      board.meter.setup.ranges = [range, range];
      tell(`power range ${range}`);
    }, afterMs);
  }
  if (course.misbehaveAfterMs === 0) board.misbehaviours = course.misbehaviours;
  else {
    setTimeout(() => {
      board.misbehaviours = course.misbehaviours;
      tell(`misbehaves: ${course.misbehaviours.map(({ name }) => name).join(', ')}`);
    }, course.misbehaveAfterMs);
  }
  if (course.unplugMs !== null) unplugAgainAndAgain(board, course.unplugMs, tell);
}

function unplugAgainAndAgain(board: MeterOnPty, unplugMs: number, tell: (line: string) => void): void {
  setTimeout(() => {
    board.unplug();
    tell('unplugged');
    setTimeout(() => {
      board.plugIn();
      tell('plugged in again');
      unplugAgainAndAgain(board, unplugMs, tell);
    }, UNPLUGGED_MS);
  }, unplugMs);
}
