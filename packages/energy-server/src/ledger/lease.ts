// Who writes: of several energy servers with one file only one records, so that no joule stands there twice. The others read.

import { readlinkSync } from 'node:fs';
import type { UnixMs } from '@jupyter-energy/contract';
import type { LedgerFile } from './ledger-file.ts';

export interface Lease {
  /** Of one run of one energy server; empty once it has ended in order. */
  readonly owner: string;
  readonly pid: number;
  /** Where this number means something: containers count their own. */
  readonly place: string;
  readonly renewed: UnixMs;
  /** Everything up to here is recorded. */
  readonly recordedTo: UnixMs;
}

/** An owner renews it about every five seconds. */
const LAPSES_MS = 30_000;

/** The namespace of this process's number; empty where that cannot be told. */
export function placeOfPids(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** Null in a new file. */
export function leaseIn(file: LedgerFile): Lease | null {
  const row = file.prepared('SELECT owner, pid, place, renewed_ms, recorded_to_ms FROM writer').get();
  if (row === undefined) return null;
  return {
    owner: row['owner'] as string,
    pid: row['pid'] as number,
    place: row['place'] as string,
    renewed: row['renewed_ms'] as UnixMs,
    recordedTo: row['recorded_to_ms'] as UnixMs,
  };
}

/** Only within a transaction. */
export function writeLease(file: LedgerFile, { owner, pid, place, renewed, recordedTo }: Lease): void {
  const fields = '(one, owner, pid, place, renewed_ms, recorded_to_ms)';
  file
    .prepared(`INSERT OR REPLACE INTO writer ${fields} VALUES (1, ?, ?, ?, ?, ?)`)
    .run(owner, pid, place, renewed, recordedTo);
}

/** A clock that was set makes it lapse too, which harms nobody: whoever takes it over begins where the other ended. */
export function isHeldByAnother(lease: Lease, me: Pick<Lease, 'owner' | 'place'>, now: UnixMs): boolean {
  const { owner, pid, place, renewed } = lease;
  if (owner === me.owner || owner === '' || Math.abs(now - renewed) > LAPSES_MS) return false;
  return place === '' || place !== me.place || isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
