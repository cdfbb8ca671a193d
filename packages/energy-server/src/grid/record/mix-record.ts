// What was told of the mix, quarter-hour by quarter-hour, kept for ever; and who was asked when, so that no restart asks more often.

import type { EmissionFactors } from '@jupyter-energy/contract';
import type { Told } from '../mix/mix.ts';
import type { Extent } from '../mix/mixes.ts';
import { type Production, productionTypes } from '../mix/production.ts';
import type { GridLog } from '../place/choice-file.ts';
import { type Database, type Opened, openForReading, openRecord, recordExists } from './record-file.ts';

/** For how long a data set of a provider is left alone, and why. */
export interface Hold {
  readonly failures: number;
  /** UnixMs. */
  readonly until: number;
  /** A sentence without its full stop. */
  readonly reason: string;
}

const known: ReadonlySet<string> = new Set(productionTypes);

interface Row {
  readonly quarter: number;
  readonly place: string;
  readonly provider: string;
  readonly production: string | null;
  readonly grams: number | null;
  readonly factors: EmissionFactors | null;
}

/** Whichever of the two is asked for. */
export type Column = 'production' | 'grams';

export class MixRecord implements Disposable {
  readonly #folder: string | null;
  readonly #log: GridLog;
  readonly #isReadOnly: boolean;
  #opened: Opened | null = null;
  /** What the disk took not yet: it is full, for example. */
  #unwritten: readonly Told[] = [];

  /** `folder`: of the energy server's state; null keeps it in memory. `isReadOnly`: for whoever only looks into it. */
  constructor(folder: string | null, log: GridLog, isReadOnly = false) {
    this.#folder = folder;
    this.#isReadOnly = isReadOnly;
    this.#log = log;
  }

  /** From a quarter-hour up to another, which is not among them; in order. Never throws. */
  *rows(from: number, to: number): Generator<Told> {
    const sql =
      'SELECT quarter, place, provider, production, grams, factors FROM told WHERE quarter >= ? AND quarter < ? ORDER BY quarter';
    try {
      const rows = this.#existing()?.prepare(sql).iterate(from, to) ?? [];
      for (const row of rows) yield toldOf(row as unknown as Row);
    } catch (error) {
      this.#log.warn({ err: error }, 'the record of the grid mix cannot be read');
    }
    for (const told of this.#unwritten) if (told.quarter >= from && told.quarter < to) yield told;
  }

  /** The first and the last quarter-hour of which anything is known; null while there is none. */
  get extent(): Extent | null {
    const [row] = this.#ask('SELECT min(quarter) AS first, max(quarter) AS last FROM told', []);
    const ends = [row?.['first'], row?.['last'], ...this.#unwritten.map(({ quarter }) => quarter)];
    const quarters = ends.filter((quarter) => typeof quarter === 'number');
    return quarters.length === 0 ? null : { first: Math.min(...quarters), last: Math.max(...quarters) };
  }

  /** Keeps what was told; what was told before of the same is replaced. Never throws. */
  store(told: readonly Told[], nowMs: number): void {
    const all = [...this.#unwritten, ...told];
    try {
      write(this.#database(), all, nowMs);
      this.#unwritten = [];
    } catch (error) {
      // A week of them has a few hundred kilobytes.
      this.#unwritten = all.slice(-7 * 96);
      this.#log.warn({ err: error }, 'the grid mix cannot be kept and waits in memory');
    }
  }

  /** The newest quarter-hour of a place of which this is known, by one provider or, left out, by anybody; null for none. */
  newest(place: string, column: Column | null, provider: string | null = null): number | null {
    const what = column === null ? '' : ` AND ${column} IS NOT NULL`;
    const who = provider === null ? '' : ' AND provider = ?';
    const sql = `SELECT max(quarter) AS newest FROM told WHERE place = ?${what}${who}`;
    const [row] = this.#ask(sql, provider === null ? [place] : [place, provider]);
    const waiting = this.#unwritten.filter((told) => told.place === place).map(({ quarter }) => quarter);
    const found = typeof row?.['newest'] === 'number' ? [row['newest'], ...waiting] : waiting;
    return found.length === 0 ? null : Math.max(...found);
  }

  /** The newest quarter-hour that was told of any other place; null for none. */
  newestElsewhere(place: string): number | null {
    const [row] = this.#ask('SELECT max(quarter) AS newest FROM told WHERE place <> ?', [place]);
    return typeof row?.['newest'] === 'number' ? row['newest'] : null;
  }

  /** Whether this quarter-hour's question about a country is still to be had: it is taken with this. Holds among servers, too. */
  claim(country: string, quarter: number): boolean {
    // A quarter-hour far ahead was written by a clock that went wrong.
    const sql = `INSERT INTO asked (country, quarter) VALUES (?1, ?2)
      ON CONFLICT (country) DO UPDATE SET quarter = ?2 WHERE quarter < ?2 OR quarter > ?2 + 1`;
    try {
      return Number(this.#database().prepare(sql).run(country, quarter).changes) === 1;
    } catch (error) {
      this.#log.warn({ err: error }, 'nobody is asked for the grid mix while its record cannot be written');
      return false;
    }
  }

  hold(key: string): Hold | null {
    const [row] = this.#ask('SELECT failures, until, reason FROM held WHERE key = ?', [key]);
    return row === undefined ? null : (row as unknown as Hold);
  }

  /** Null lifts it. */
  setHold(key: string, hold: Hold | null): void {
    try {
      if (hold === null) this.#database().prepare('DELETE FROM held WHERE key = ?').run(key);
      else
        this.#database()
          .prepare('INSERT OR REPLACE INTO held (key, failures, until, reason) VALUES (?, ?, ?, ?)')
          .run(key, hold.failures, hold.until, hold.reason);
    } catch (error) {
      this.#log.warn({ err: error }, 'that a provider of grid data wants to be left alone cannot be kept');
    }
  }

  [Symbol.dispose](): void {
    this.#opened?.database.close();
    this.#opened = null;
  }

  /** Never throws. */
  #ask(sql: string, values: readonly (string | number)[]): readonly Readonly<Record<string, unknown>>[] {
    try {
      return (this.#existing()
        ?.prepare(sql)
        .all(...values) ?? []) as Record<string, unknown>[];
    } catch (error) {
      this.#log.warn({ err: error }, 'the record of the grid mix cannot be read');
      return [];
    }
  }

  /** Null while nothing was ever kept: who never turns live data on loads no database. */
  #existing(): Database | null {
    if (this.#opened !== null) return this.#opened.database;
    return recordExists(this.#folder) ? this.#database() : null;
  }

  #database(): Database {
    this.#opened ??=
      this.#isReadOnly && this.#folder !== null
        ? openForReading(this.#folder)
        : openRecord(this.#folder, this.#log);
    return this.#opened.database;
  }
}

function write(database: Database, all: readonly Told[], nowMs: number): void {
  const statement = database.prepare(`INSERT INTO told
      (quarter, place, provider, production, grams, factors, told_at) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (quarter, place, provider) DO UPDATE SET
      production = coalesce(excluded.production, production), grams = coalesce(excluded.grams, grams),
      factors = coalesce(excluded.factors, factors), told_at = excluded.told_at`);
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const { quarter, place, provider, production, intensity } of all) {
      const made = production === null ? null : JSON.stringify(production);
      const [grams, factors] = [intensity?.gramsPerKwh ?? null, intensity?.factors ?? null];
      statement.run(quarter, place, provider, made, grams, factors, nowMs);
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function toldOf({ quarter, place, provider, production, grams, factors }: Row): Told {
  const intensity = grams === null || factors === null ? null : { gramsPerKwh: grams, factors };
  return { quarter, place, provider, production: productionOf(production), intensity };
}

/** Null where the text is none of ours. */
function productionOf(text: string | null): Production | null {
  if (text === null) return null;
  try {
    const read = JSON.parse(text) as Record<string, unknown> | null;
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return null;
    for (const type in read) {
      const power = read[type];
      if (!known.has(type) || typeof power !== 'number' || !(power >= 0)) delete read[type];
    }
    return read as Production;
  } catch {
    return null;
  }
}
