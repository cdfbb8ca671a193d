// How long the record is kept, and when that may be judged: deleting goes by the clock, and the clock may have gone wrong.

import type { UnixMs } from '@jupyter-energy/contract';
import type { LedgerFile } from './ledger-file.ts';
import { DAY, LEVELS, MINUTE } from './levels.ts';

export interface Retention {
  /** Days for which minutes are kept, and everything; null = for ever. */
  readonly minuteDays: number;
  readonly days: number | null;
}

/** A clock that is years ahead for an evening, or at one start, is not believed; one that stays there is right in the end. */
const BELIEVED_DAYS = 3;
const OF_DAYS = 30;

/** Only within a transaction. */
export function forgetOld(file: LedgerFile, { minuteDays, days }: Retention, now: UnixMs): void {
  if (!isBelieved(file, now)) return;
  file.forgetBefore(now - minuteDays * DAY.ms, [MINUTE]);
  if (days !== null) file.forgetBefore(now - days * DAY.ms, LEVELS);
}

/** Whether the record itself was written on some days of the month that the clock shows. */
function isBelieved(file: LedgerFile, now: UnixMs): boolean {
  return file.count(DAY, now - OF_DAYS * DAY.ms, now) >= BELIEVED_DAYS;
}
