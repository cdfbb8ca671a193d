// A step: what one reading adds to its channel. From here on a counter and a gauge are the same thing.

import type { Joules, Milliseconds } from '@jupyter-energy/contract';
import type { ChannelId } from './channel.ts';
import type { Reading } from './reading.ts';

/** Energy, and how much time of the span it stands for is known. Power is the quotient of the two; without covered time it is unknown. */
export interface Amount {
  readonly joules: Joules;
  readonly coveredMs: Milliseconds;
}

export const NOTHING: Amount = { joules: 0, coveredMs: 0 };

/**
 * `advanced` and `wrapped` carry energy. The others are gaps, after which counting starts anew: `first` reading (or first after a
 * sleep), `reset` of the counter, `silence` too long to know what happened in it, `spike` beyond anything possible.
 */
export type Outcome = 'first' | 'advanced' | 'wrapped' | 'reset' | 'silence' | 'spike';

export interface Step extends Amount {
  readonly channel: ChannelId;
  readonly outcome: Outcome;
  /** Timeline of the reading before; equal to `toMs` when there was none. */
  readonly fromMs: Milliseconds;
  /** Timeline of this reading. */
  readonly toMs: Milliseconds;
}

/** Turns the readings of one channel into steps. */
export interface Meter {
  /**
   * Null when the reading adds nothing: not a finite number from 0 up, of the wrong kind, not newer than the one before, or a
   * counter that stands still for a moment. The next good reading then speaks for the time in between.
   */
  take(reading: Reading): Step | null;
  /** Forgets the baseline, after a sleep: the next reading is a `first` one. */
  rebase(): void;
}

/** A step that carries no energy: the span from `fromMs` to `toMs` is not known. */
export function gap(channel: ChannelId, outcome: Outcome, fromMs: Milliseconds, toMs: Milliseconds): Step {
  return { channel, outcome, fromMs, toMs, ...NOTHING };
}

/** Whether a reading's number means something: energies and powers are finite and never negative. */
export function isUsable(value: number, reading: Reading): boolean {
  return Number.isFinite(value) && value >= 0 && Number.isFinite(reading.at.timelineMs);
}
