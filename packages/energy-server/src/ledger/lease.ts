// Who writes: of several energy servers with one file only one records, so that no joule stands there twice. The others read.

import type { UnixMs } from '@jupyter-energy/contract';
import type { LedgerFile } from './ledger-file.ts';

export interface Lease {
  /** Of one run of one energy server; empty once it has ended in order. */
  readonly owner: string;
  readonly pid: number;
  readonly renewed: UnixMs;
  /** Everything up to here is recorded. */
  readonly recordedTo: UnixMs;
}

/** An owner renews it about every five seconds. */
const LAPSES_MS = 30_000;

/** Null in a new file. */
export function leaseIn(file: LedgerFile): Lease | null {
  const row = file.prepared('SELECT owner, pid, renewed_ms, recorded_to_ms FROM writer').get();
  if (row === undefined) return null;
  return {
    owner: row['owner'] as string,
    pid: row['pid'] as number,
    renewed: row['renewed_ms'] as UnixMs,
    recordedTo: row['recorded_to_ms'] as UnixMs,
  };
}

/** Only within a transaction. */
export function writeLease(file: LedgerFile, { owner, pid, renewed, recordedTo }: Lease): void {
  file
    .prepared(
      'INSERT OR REPLACE INTO writer (one, owner, pid, renewed_ms, recorded_to_ms) VALUES (1, ?, ?, ?, ?)',
    )
    .run(owner, pid, renewed, recordedTo);
}

/** A clock that was set makes it lapse too, which harms nobody: whoever takes it over begins where the other ended. */
export function isHeldByAnother({ owner, renewed }: Lease, me: string, now: UnixMs): boolean {
  return owner !== me && owner !== '' && Math.abs(now - renewed) <= LAPSES_MS;
}
