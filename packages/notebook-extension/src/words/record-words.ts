// Why the long record shows nothing, or only a part, in a sentence.

import type { RecordStanding } from '@jupyter-energy/contract';
import type { Extent, TimeWindow } from '../long-term/time-window.ts';
import { begin, end } from '../long-term/time-window.ts';
import { Misunderstood, Refused } from '../stream/api.ts';
import type { Language } from './language.ts';
import type { Moments } from './moments.ts';

/** In the chart's place where no bar is known. */
export function emptyWords(
  window: TimeWindow,
  { begins }: Extent,
  language: Language,
  moments: Moments,
): string {
  const { trans } = language;
  if (begins === null)
    return trans.__('The record is still empty: it begins when the energy server has read something.');
  if (end(window) <= begins)
    return trans.__('The record begins on %1: nothing is known of the time before.', moments.moment(begins));
  return trans.__('Nothing was measured in this time. The record begins on %1.', moments.moment(begins));
}

/** Below the chart, where the record begins inside it; null elsewhere. */
export function beginWords(
  window: TimeWindow,
  { begins }: Extent,
  { trans }: Language,
  moments: Moments,
): string | null {
  if (begins === null || begins <= begin(window) || begins >= end(window)) return null;
  return trans.__('The record begins on %1.', moments.moment(begins));
}

/** What is wrong with how the record is kept; null where nothing is. */
export function standingWords(record: RecordStanding | null, { trans }: Language): string | null {
  if (record === null)
    return trans.__(
      'No record is kept on disk: this shows what the energy server remembers of its last day.',
    );
  if (record.state !== 'in memory') return null;
  return trans.__('The record cannot be written at the moment: %1', record.reason ?? '').trim();
}

/** Why the energy server gave no bars. */
export function failureWords(failure: unknown, { trans }: Language): string {
  if (failure instanceof Misunderstood)
    return trans.__('The energy server is of another version than this page. Reload the page.');
  if (failure instanceof Refused) return trans.__('The record cannot be shown: %1', failure.message);
  return trans.__('The record cannot be shown: the Jupyter server cannot be reached.');
}

/** Why there is no mix behind the bars. */
export function gridFailureWords(failure: unknown, { trans }: Language): string {
  if (failure instanceof Refused && failure.status === 404)
    return trans.__('How the electricity was generated is not known: this energy server does not tell.');
  if (failure instanceof Refused)
    return trans.__('How the electricity was generated is not known: %1', failure.message);
  return trans.__('How the electricity was generated is not known.');
}
