// The tables of the record, as the steps that lead from one version of the file to the next. A step that was released never changes.

import type { DatabaseSync } from 'node:sqlite';
import { LedgerError } from './ledger-error.ts';

/** "JEnr": tells the file from other SQLite files. */
const APPLICATION_ID = 0x4a456e72;

const buckets = (table: string) => `
CREATE TABLE ${table} (
  start INTEGER PRIMARY KEY,    -- Unix milliseconds, a multiple of the length in UTC
  first_ms REAL NOT NULL,       -- what is recorded of it begins and ends here
  last_ms REAL NOT NULL,
  computer BLOB NOT NULL,       -- its total, parts and whose it was: (face, joules, covered milliseconds) as float64, little-endian
  channels BLOB NOT NULL        -- the same of every meter
) STRICT;`;

/** Step `n` makes version `n + 1` of version `n`; 0 is an empty file. */
export const STEPS: readonly string[] = [
  `CREATE TABLE face (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('total', 'part', 'channel', 'kernel', 'split')),
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    within TEXT,
    rest INTEGER NOT NULL CHECK (rest IN (0, 1)),
    owner INTEGER,
    basis TEXT NOT NULL CHECK (basis IN ('measured', 'attributed', 'estimated')),
    relative_error REAL
  ) STRICT;
  CREATE INDEX face_by_name ON face (kind, name);
  ${['minute', 'quarter', 'hour', 'day'].map(buckets).join('')}
  CREATE TABLE writer (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    owner TEXT NOT NULL,        -- empty once it has ended in order
    pid INTEGER NOT NULL,
    place TEXT NOT NULL,        -- the namespace of the pid; empty where that is not known
    renewed_ms REAL NOT NULL,
    recorded_to_ms REAL NOT NULL
  ) STRICT;
  CREATE TABLE run (
    kernel TEXT NOT NULL,
    from_ms REAL NOT NULL,
    id TEXT NOT NULL,
    to_ms REAL NOT NULL,
    kept TEXT NOT NULL,         -- JSON
    PRIMARY KEY (kernel, from_ms, id)
  ) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION_ID};`,
];

export const VERSION: number = STEPS.length;

/** Throws LedgerError where the file is newer than this program, or another program's; it is not touched. */
export function checkOwner(db: DatabaseSync): void {
  const version = versionOf(db);
  if (version > VERSION)
    throw new LedgerError(
      'newer',
      `it was written by a newer Jupyter Energy (version ${version} of the file)`,
    );
  const { application_id: id } = db.prepare('PRAGMA application_id').get() as { application_id: number };
  const isEmpty = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'] === 0;
  if (id !== APPLICATION_ID && !isEmpty)
    throw new LedgerError('foreign', 'it is a database of another program');
}

/** Throws LedgerError where only an energy server, which may write, can bring the tables to this version. */
export function checkVersion(db: DatabaseSync): void {
  const version = versionOf(db);
  if (version === 0) throw new LedgerError('missing', 'nothing is recorded yet');
  if (version < VERSION)
    throw new LedgerError(
      'older',
      'it is of an older version, which the energy server renews when it starts',
    );
}

/** Brings the tables to this version, all steps or none. */
export function upgrade(db: DatabaseSync): void {
  if (versionOf(db) === VERSION) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    // Another energy server may have been faster.
    for (const step of STEPS.slice(versionOf(db))) db.exec(step);
    db.exec(`PRAGMA user_version = ${VERSION}; COMMIT`);
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

function versionOf(db: DatabaseSync): number {
  return (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}
