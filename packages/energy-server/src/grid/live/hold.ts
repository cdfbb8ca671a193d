// When a provider that failed is asked again: later each time, an hour at most, or when it says.

import type { ProviderFault } from '../providers/provider-fault.ts';
import type { Hold } from '../record/mix-record.ts';

const MINUTE_MS = 60_000;
/** The pause after the first failure: the next quarter-hour belongs to whoever else can tell. */
const FIRST_MS = 20 * MINUTE_MS;
const MOST_MS = 60 * MINUTE_MS;
/** A provider that wants more than a day has made a mistake. */
export const LONGEST_HOLD_MS = 24 * 60 * MINUTE_MS;

/** `reason`: the fault's, made safe to show. */
export function holdAfter(
  { kind, retryAfterMs }: ProviderFault,
  failures: number,
  nowMs: number,
  reason: string,
): Hold {
  const ownMs = kind === 'token' ? MOST_MS : Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  const saidMs = Math.min(retryAfterMs ?? 0, LONGEST_HOLD_MS);
  return { failures, until: nowMs + Math.max(ownMs, saidMs), reason };
}
