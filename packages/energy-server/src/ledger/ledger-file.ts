// The open file of the record: its tables as functions. Every failure is a LedgerError.

import { closeSync, constants, fdatasync, fdatasyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { UnixMs } from '@jupyter-energy/contract';
import { type Amounts, addTo, decode, encode } from './amounts.ts';
import { ledgerError } from './ledger-error.ts';
import { type Faces, facesIn } from './ledger-faces.ts';
import { bucketOf, DAY, type Level, QUARTER } from './levels.ts';
import { checkOwner, checkVersion, upgrade } from './schema.ts';

/** Which of a bucket's amounts: the computer's total and parts, and whose they were; or each meter's. */
export type Column = 'computer' | 'channels';
export const COLUMNS: readonly Column[] = ['computer', 'channels'];

export interface BucketAmounts extends Readonly<Record<Column, Amounts>> {
  /** What is known of the bucket begins and ends here. */
  readonly first: UnixMs;
  readonly last: UnixMs;
}

/** A bucket with the column that was asked for. */
export interface Row {
  readonly start: UnixMs;
  readonly first: UnixMs;
  readonly last: UnixMs;
  readonly blob: Uint8Array;
}

/** Rows are read so many buckets at a time: all of a year's at once would be many megabytes. */
const AT_A_TIME = 512;

/** Waiting for others stops the beat: rather the next time. */
const BUSY_MS = 50;

/**
 * `synchronous = normal` leaves it to `makeDurable` to reach the disk, since that may take long and must not stop the beat. Small
 * caches: the energy server is to stay small, and the operating system has the file in memory anyway.
 */
const WRITING = `PRAGMA journal_mode = wal; PRAGMA synchronous = normal; PRAGMA wal_autocheckpoint = 256;
PRAGMA journal_size_limit = 1048576; PRAGMA cache_size = -512; PRAGMA temp_store = memory;`;
const READING = 'PRAGMA cache_size = -512; PRAGMA query_only = on;';

export class LedgerFile implements Disposable {
  readonly faces: Faces;
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #inode: number;
  readonly #statements = new Map<string, StatementSync>();
  #walFd: number | null = null;

  /** `forWriting` makes the file, and what is above it, where there is none. Throws LedgerError. */
  constructor(path: string, forWriting: boolean) {
    this.path = path;
    try {
      if (forWriting) make(path);
      this.#inode = statSync(path).ino;
      this.#db = forWriting ? openForWriting(path) : openForReading(path);
      this.faces = facesIn((sql) => this.prepared(sql));
    } catch (error) {
      throw ledgerError(error);
    }
  }

  /** Closing brings everything to the disk and takes the log of changes away, if nobody else has it open. */
  [Symbol.dispose](): void {
    try {
      if (this.#walFd !== null) fdatasyncSync(this.#walFd);
      if (this.#db.isOpen) this.#db.close();
    } catch {
      // It was failing already, and what was committed is in the log of changes.
    }
    if (this.#walFd !== null) closeSync(this.#walFd);
    this.#walFd = null;
  }

  /** Whether the path still leads to this file: it may have been taken away or moved aside. */
  get isInPlace(): boolean {
    return statSync(this.path, { throwIfNoEntry: false })?.ino === this.#inode;
  }

  prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Everything or nothing; alone with the file. Throws LedgerError, or what `work` throws. */
  transaction<T>(work: () => T): T {
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.faces.forget(); // Those that were new are not there any more.
      if (this.#db.isTransaction) this.#rollBack();
      throw ledgerError(error);
    }
  }

  /** What was committed reaches the disk, on another thread; then `done` is called, with an error where it did not. */
  makeDurable(done: (error: Error | null) => void): void {
    try {
      this.#walFd ??= openSync(`${this.path}-wal`, constants.O_RDONLY);
      fdatasync(this.#walFd, (error) => done(error));
    } catch (error) {
      done(error as Error);
    }
  }

  /** Adds to a bucket; only within a transaction. */
  add(level: Level, start: UnixMs, more: BucketAmounts): void {
    const { table } = level;
    const row = this.prepared(`SELECT * FROM ${table} WHERE start = ?`).get(start);
    const sums = COLUMNS.map((column) => {
      const before = row?.[column];
      if (before === undefined) return encode(more[column]);
      if (more[column].size === 0) return before as Uint8Array;
      const sum = decode(before as Uint8Array);
      addTo(sum, more[column]);
      return encode(sum);
    });
    const first = Math.min(more.first, (row?.['first_ms'] as UnixMs | undefined) ?? more.first);
    const last = Math.max(more.last, (row?.['last_ms'] as UnixMs | undefined) ?? more.last);
    const fields = '(start, first_ms, last_ms, computer, channels)';
    this.prepared(`INSERT OR REPLACE INTO ${table} ${fields} VALUES (?, ?, ?, ?, ?)`).run(
      start,
      first,
      last,
      ...sums,
    );
  }

  /** Buckets that begin in a span, the oldest first. */
  *rows({ table, ms }: Level, column: Column, from: UnixMs, to: UnixMs): Generator<Row> {
    const fields = `start, first_ms, last_ms, ${column}`;
    const sql = `SELECT ${fields} FROM ${table} WHERE start >= ? AND start < ? ORDER BY start`;
    const statement = this.prepared(sql);
    statement.setReturnArrays(true);
    for (let at = from; at < to; at += AT_A_TIME * ms)
      for (const row of statement.all(at, Math.min(to, at + AT_A_TIME * ms))) {
        const [start, first, last, blob] = row as unknown as [UnixMs, UnixMs, UnixMs, Uint8Array];
        yield { start, first, last, blob };
      }
  }

  /** The begin of the oldest bucket of a length; null without any. */
  oldest(level: Level): UnixMs | null {
    const row = this.prepared(`SELECT min(start) AS start FROM ${level.table}`).get();
    return (row?.['start'] as UnixMs | null | undefined) ?? null;
  }

  /** The end of the newest bucket of a length; null without any. */
  newestEnd({ table, ms }: Level): UnixMs | null {
    const row = this.prepared(`SELECT max(start) AS start FROM ${table}`).get();
    const start = (row?.['start'] as UnixMs | null | undefined) ?? null;
    return start === null ? null : start + ms;
  }

  /** How many buckets begin in a span. */
  count({ table }: Level, from: UnixMs, to: UnixMs): number {
    const sql = `SELECT count(*) AS buckets FROM ${table} WHERE start >= ? AND start < ?`;
    return this.prepared(sql).get(from, to)?.['buckets'] as number;
  }

  /** Only within a transaction. At edges that all lengths share which are deleted, so that they go on telling the same. */
  forgetBefore(at: UnixMs, levels: readonly Level[]): void {
    const before = bucketOf(at, levels.includes(QUARTER) ? DAY : QUARTER);
    for (const { table } of levels) this.prepared(`DELETE FROM ${table} WHERE start < ?`).run(before);
    if (levels.includes(QUARTER)) this.prepared('DELETE FROM run WHERE to_ms < ?').run(before);
  }

  #rollBack(): void {
    try {
      this.#db.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself, as it does on a full disk.
    }
  }
}

/** For nobody but its owner: which notebooks ran when is nobody else's business. */
function make(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, constants.O_CREAT | constants.O_RDONLY, 0o600));
}

function openForWriting(path: string): DatabaseSync {
  return opened(new DatabaseSync(path, { timeout: BUSY_MS }), WRITING, upgrade);
}

/** In a folder that may not be written SQLite can only read what nobody writes; `immutable` tells it so. */
function openForReading(path: string): DatabaseSync {
  const options = { readOnly: true, timeout: BUSY_MS };
  try {
    return opened(new DatabaseSync(path, options), READING, checkVersion);
  } catch (error) {
    const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
    if (ledgerError(error).trouble !== 'read-only' || (log?.size ?? 0) > 0) throw error;
    const url = pathToFileURL(path);
    url.searchParams.set('immutable', '1');
    return opened(new DatabaseSync(url, options), READING, checkVersion);
  }
}

function opened(db: DatabaseSync, pragmas: string, then: (db: DatabaseSync) => void): DatabaseSync {
  try {
    checkOwner(db);
    db.exec(pragmas);
    then(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
