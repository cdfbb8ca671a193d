// The record of the mix: what was told stays, over restarts and among servers; whatever befalls the file, something goes on.

import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Told } from '../mix/mix.ts';
import { MixRecord } from './mix-record.ts';

let folder: string;
let told: string[];
let open: MixRecord[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-'));
  told = [];
  open = [];
});
afterEach(() => {
  for (const record of open) record[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

function record(at: string | null = folder): MixRecord {
  const note = (_: object, message: string) => void told.push(message);
  const made = new MixRecord(at, { info: note, warn: note });
  open.push(made);
  return made;
}

const row = (quarter: number, more: Partial<Told> = {}): Told => ({
  quarter,
  place: 'DE',
  provider: 'entsoe',
  production: { gas: 500, solar: 0.25 },
  intensity: null,
  ...more,
});

describe('what was told', () => {
  test('is there after a restart, in order, up to what was asked', () => {
    record().store([row(7), row(5), row(6)], 0);
    expect([...record().rows(5, 7)]).toEqual([row(5), row(6)]);
  });

  test('is completed by what is told of the same later, and replaced by what is told anew', () => {
    const one = record();
    const intensity = { gramsPerKwh: 300, factors: 'direct' } as const;
    one.store([row(5)], 0);
    one.store([row(5, { production: null, intensity })], 1);
    expect([...one.rows(0, 9)]).toEqual([row(5, { intensity })]);
    one.store([row(5, { production: { gas: 1 } })], 2);
    expect([...one.rows(0, 9)]).toEqual([row(5, { production: { gas: 1 }, intensity })]);
  });

  test('has a newest of each place, provider and column', () => {
    const one = record();
    expect(one.newest('DE', null)).toBeNull();
    one.store([row(5), row(9, { place: 'FR' })], 0);
    one.store(
      [row(7, { provider: 'neso', production: null, intensity: { gramsPerKwh: 1, factors: 'direct' } })],
      0,
    );
    expect(one.newest('DE', null)).toBe(7);
    expect(one.newest('DE', 'production')).toBe(5);
    expect(one.newest('DE', 'grams', 'entsoe')).toBeNull();
    expect(one.newestElsewhere('DE')).toBe(9);
    expect(one.newestElsewhere('FR')).toBe(7);
  });

  test('of a year is read in order', () => {
    const one = record();
    one.store(
      Array.from({ length: 35_040 }, (_, quarter) => row(quarter)),
      0,
    );
    expect([...one.rows(0, 40_000)]).toHaveLength(35_040);
  });
});

describe('a question', () => {
  test('is to be had once a country and quarter-hour, by one server of several', () => {
    const [one, other] = [record(), record()];
    expect(one.claim('DE', 100)).toBe(true);
    expect([one.claim('DE', 100), other.claim('DE', 100), other.claim('DE', 99)]).toEqual([
      false,
      false,
      false,
    ]);
    expect([other.claim('FR', 100), other.claim('DE', 101)]).toEqual([true, true]);
  });

  test('is to be had again when a clock that ran far ahead is set right', () => {
    const one = record();
    one.claim('DE', 5_000);
    expect(one.claim('DE', 100)).toBe(true);
    expect(one.claim('DE', 100)).toBe(false);
  });

  test('and the wish to be left alone outlive a restart', () => {
    const hold = { failures: 2, until: 7, reason: 'it rests' };
    record().setHold('entsoe both DE', hold);
    expect(record().hold('entsoe both DE')).toEqual(hold);
    record().setHold('entsoe both DE', null);
    expect(record().hold('entsoe both DE')).toBeNull();
  });
});

describe('the file', () => {
  test('is made when there is something to keep, readable by its user alone', () => {
    const inside = join(folder, 'new');
    const one = record(inside);
    expect([...one.rows(0, 9)]).toEqual([]);
    expect([one.newest('DE', null), one.hold('x'), readdirSync(folder)]).toEqual([null, null, []]);
    one.store([row(5)], 0);
    expect(readdirSync(folder)).toEqual(['new']);
  });

  test.each(['no database at all', 'SQLite format 3\0 and then garbage'.padEnd(5_000, '\u0001')])(
    'that is broken (%#) is moved aside, and a new one begins',
    (text) => {
      writeFileSync(join(folder, 'grid.sqlite'), text);
      const one = record();
      expect([...one.rows(0, 9)]).toEqual([]);
      one.store([row(5)], 0);
      expect([...one.rows(0, 9)]).toEqual([row(5)]);
      expect(readdirSync(folder).filter((name) => name.includes('broken'))).toHaveLength(1);
      expect(told).toContain('the record of the grid mix is broken: it is moved aside, and a new one begins');
    },
  );

  test('is readable by its user alone in a folder that others may look into, too', () => {
    chmodSync(folder, 0o755);
    record().store([row(5)], 0);
    const files = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(files.length).toBeGreaterThan(1);
    expect(new Set(files)).toEqual(new Set([0o600]));
  });

  test('of a later version is left as it is: this server keeps in memory', () => {
    const file = join(folder, 'grid.sqlite');
    const later = new DatabaseSync(file);
    later.exec('PRAGMA user_version = 99; CREATE TABLE told (quarter)');
    later.close();
    const one = record();
    one.store([row(5)], 0);
    expect([...one.rows(0, 9)]).toEqual([row(5)]);
    const after = new DatabaseSync(file);
    expect(after.prepare('SELECT count(*) AS n FROM told').get()).toEqual({ n: 0 });
    after.close();
    expect(told[0]).toMatch(/cannot be kept on disk/);
  });

  test('whose folder cannot be made: it goes on in memory, and says so', () => {
    writeFileSync(join(folder, 'file'), '');
    const one = record(join(folder, 'file', 'state'));
    one.store([row(5)], 0);
    expect([...one.rows(0, 9)]).toEqual([row(5)]);
    expect(one.claim('DE', 1)).toBe(true);
    expect(told).toEqual(['the grid mix cannot be kept on disk and ends with this server']);
  });

  test('that takes nothing more: what was told waits in memory and is written as soon as it can be', () => {
    const one = record();
    one.store([row(5)], 0);
    const blocker = new DatabaseSync(join(folder, 'grid.sqlite'));
    blocker.exec('BEGIN IMMEDIATE');
    one.store([row(6)], 0);
    expect(told).toEqual(['the grid mix cannot be kept and waits in memory']);
    expect([...one.rows(0, 9)]).toEqual([row(5), row(6)]);
    expect(one.newest('DE', null)).toBe(6);
    expect(one.claim('DE', 1)).toBe(false);
    blocker.exec('ROLLBACK');
    blocker.close();
    one.store([row(7)], 0);
    expect([...record().rows(0, 9)]).toEqual([row(5), row(6), row(7)]);
  });

  test('with rows that nobody can read: they are left out, the rest counts', () => {
    record().store([row(5), row(6)], 0);
    const other = new DatabaseSync(join(folder, 'grid.sqlite'));
    other.exec(`UPDATE told SET production = '{"gas":"much","coal":-1,"solar":3}' WHERE quarter = 5`);
    other.exec(`UPDATE told SET production = 'no json' WHERE quarter = 6`);
    other.close();
    expect([...record().rows(0, 9)].map(({ production }) => production)).toEqual([{ solar: 3 }, null]);
  });

  test('without a folder it is kept in memory', () => {
    const one = record(null);
    one.store([row(5)], 0);
    expect([...one.rows(0, 9)]).toEqual([row(5)]);
  });
});
