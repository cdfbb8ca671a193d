// What meters that contradict or double each other say of it to people.

import type { Channel } from '../energy/channel.ts';
import type { Disagreement } from '../energy/disagreement.ts';
import type { EnergyView, HistoryView } from './view.ts';

/** A mean over less is no comparison: meters are late by seconds. */
const LEAST_MS = 10_000;

/** The contradictions of meters that `channels` contain. */
export function disagreementNotes({ history }: EnergyView, channels: readonly Channel[]): string[] {
  const ids = new Set(channels.map(({ id }) => id));
  return history.disagreements().flatMap((one) => (ids.has(one.outer.id) ? disagreementText(one) : []));
}

function disagreementText({ outer, inner, outerWatts, innerWatts }: Disagreement): string {
  const tooLow = outer.basis === 'estimated';
  const together = inner.length > 1 ? ' together' : '';
  const names = inner.map(named).join(' and ');
  return (
    `Impossible for a minute or longer: ${names}${together} told ${innerWatts.toFixed(1)} W, ${named(outer)}, ` +
    `which contains ${inner.length > 1 ? 'them' : 'it'}, only ${outerWatts.toFixed(1)} W. ` +
    (tooLow
      ? 'The estimate is too low: what was measured is shown in its place.'
      : 'One of the meters is wrong, or it feeds something else; parts are shown cut down to what contains them.')
  );
}

/**
 * How far a channel that does not speak was from the one that does, as a sentence; null where the last minute does not tell.
 * The means of both are of the time for which each is known.
 */
export function deviationText(history: HistoryView, channel: Channel, speaker: Channel): string | null {
  const [own, spoken] = [history.recentMean(channel.id), history.recentMean(speaker.id)];
  if (own === null || spoken === null || spoken.watts === 0) return null;
  const ms = Math.min(own.coveredMs, spoken.coveredMs);
  if (ms < LEAST_MS) return null;
  const percent = (own.watts / spoken.watts - 1) * 100;
  const size = Math.abs(percent).toFixed(1);
  const beside = size === '0.0' ? 'the same' : `${size} % ${percent > 0 ? 'more' : 'less'}`;
  return `Over the last ${Math.round(ms / 1000)} s this one told ${beside}.`;
}

function named({ label, id }: Channel): string {
  return `${label} (${id})`;
}
