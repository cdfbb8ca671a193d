// The file of the record, `grid.sqlite`: opened, brought to the present schema, moved aside where it is broken.

import { closeSync, constants, existsSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { GridLog } from '../place/choice-file.ts';

export type Database = DatabaseSync;

export interface Opened {
  readonly database: Database;
}

/** Grows with the schema; a file of a later one is left alone. */
const VERSION = 1;
/** Another energy server may be writing: nobody waits long for it. */
const PATIENCE_MS = 100;

const schema = `
  CREATE TABLE IF NOT EXISTS told (
    quarter INTEGER NOT NULL,
    place TEXT NOT NULL,
    provider TEXT NOT NULL,
    production TEXT,
    grams REAL,
    factors TEXT,
    told_at INTEGER NOT NULL,
    PRIMARY KEY (quarter, place, provider)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS told_by_place ON told (place, quarter);
  CREATE TABLE IF NOT EXISTS asked (country TEXT PRIMARY KEY, quarter INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS held (
    key TEXT PRIMARY KEY, failures INTEGER NOT NULL, until INTEGER NOT NULL, reason TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${VERSION};
`;

function fileIn(folder: string): string {
  return join(folder, 'grid.sqlite');
}

export function recordExists(folder: string | null): boolean {
  return folder !== null && existsSync(fileIn(folder));
}

/** As it is, by whoever may read it. Throws what SQLite throws. */
export function openForReading(folder: string): Opened {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  return { database: new DatabaseSync(fileIn(folder), { readOnly: true, timeout: PATIENCE_MS }) };
}

/** In memory without a folder, and where the file cannot be used. */
export function openRecord(folder: string | null, log: GridLog): Opened {
  if (folder === null) return { database: open(':memory:') };
  const file = fileIn(folder);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { database: openOrMoveAside(file, log) };
  } catch (error) {
    log.warn({ err: error, file }, 'the grid mix cannot be kept on disk and ends with this server');
    return { database: open(':memory:') };
  }
}

function openOrMoveAside(file: string, log: GridLog): Database {
  try {
    return openPrivate(file);
  } catch (error) {
    // SQLITE_CORRUPT and SQLITE_NOTADB: whatever it holds, it is no database.
    if (![11, 26].includes((error as { errcode?: number }).errcode ?? 0)) throw error;
    const aside = `${file}.broken-${Date.now()}`;
    for (const ending of ['', '-wal', '-shm'])
      if (existsSync(`${file}${ending}`)) renameSync(`${file}${ending}`, `${aside}${ending}`);
    log.warn(
      { file, aside },
      'the record of the grid mix is broken: it is moved aside, and a new one begins',
    );
    return openPrivate(file);
  }
}

/** Where the computer stood is for nobody but its owner, in whatever folder: SQLite makes its other files alike. */
function openPrivate(file: string): Database {
  closeSync(openSync(file, constants.O_CREAT | constants.O_RDONLY, 0o600));
  return open(file);
}

function open(file: string): Database {
  // Loaded when it is first needed.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(file, { timeout: PATIENCE_MS });
  try {
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    if (version > VERSION) throw new Error(`a later version of this program has written it (${version})`);
    // The write-ahead log: readers wait for no writer, and a power cut breaks nothing that was committed.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -512;');
    if (version < VERSION) database.exec(schema);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
