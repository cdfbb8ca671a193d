// Versions of the file: from each earlier one to this one, with what is in it.

import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Folder } from './ledger.fixture.ts';
import { LedgerFile } from './ledger-file.ts';
import { readSpans } from './reading.ts';
import { RunTable } from './run-table.ts';
import { STEPS, VERSION } from './schema.ts';

/** One file a version that was ever released, as the `.dump` of a real record: what is written here stays readable for ever. */
const SPECIMENS = fileURLToPath(new URL('../../test/ledgers', import.meta.url));

const tables = (path: string) => {
  using db = new DatabaseSync(path);
  return {
    tables: db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all(),
    version: db.prepare('PRAGMA user_version').get(),
    application: db.prepare('PRAGMA application_id').get(),
  };
};

test('there is a specimen of every version', () => {
  const expected = STEPS.map((_, index) => `version-${index + 1}.sql`);
  expect(readdirSync(SPECIMENS).filter((name) => name.endsWith('.sql'))).toEqual(expected);
});

test.each(STEPS.map((_, index) => index))('an empty file of version %i becomes like a new one', (version) => {
  using folder = new Folder();
  using old = new DatabaseSync(folder.file);
  for (const step of STEPS.slice(0, version)) old.exec(step);
  old.exec(`PRAGMA user_version = ${version}`);
  old.close();
  new LedgerFile(folder.file, true)[Symbol.dispose]();
  using fresh = new Folder();
  new LedgerFile(fresh.file, true)[Symbol.dispose]();
  expect(tables(folder.file)).toEqual(tables(fresh.file));
  expect(tables(folder.file).version).toEqual({ user_version: VERSION });
});

test.each(STEPS.map((_, index) => index + 1))(
  'what stands in a file of version %i is told as it was',
  (version) => {
    using folder = new Folder();
    const db = new DatabaseSync(folder.file);
    db.exec(readFileSync(`${SPECIMENS}/version-${version}.sql`, 'utf8'));
    db.close();
    using file = new LedgerFile(folder.file, true);
    // Worked out by hand from the power of the specimen: see test/ledgers/README.md.
    const from = Date.UTC(2026, 0, 1, 23, 50);
    const [parts = []] = readSpans(file, [from, from + 1_200_000], 'computer');
    expect(parts.filter(({ face: { kind } }) => kind === 'total' || kind === 'part')).toEqual([
      { face: face({ kind: 'total', name: 'total', label: 'Total' }), amount: amount(12_000, 1_200) },
      {
        face: face({ kind: 'part', name: 'machine/platform', label: 'Main board' }),
        amount: amount(12_000, 1_200),
      },
    ]);
    const [, secondDay = []] = readSpans(file, [from, from + 600_000, from + 1_200_000], 'computer');
    expect(secondDay.filter(({ face: { kind } }) => kind === 'kernel' || kind === 'split')).toEqual([
      {
        face: face({ kind: 'kernel', name: 'k1', label: 'a.ipynb', within: 'n1', owner: 1000 }),
        amount: amount(1_500, 600),
      },
      { face: face({ kind: 'split', name: 'others', label: 'others' }), amount: amount(1_500, 600) },
      { face: face({ kind: 'split', name: 'idle', label: 'idle' }), amount: amount(3_000, 600) },
      { face: face({ kind: 'split', name: 'undivided', label: 'undivided' }), amount: amount(0, 600) },
    ]);
    const runs = new RunTable().between(file, 'k1', from, from + 1_200_000, 10);
    expect(runs.map(({ run }) => [run.id, run.count, run.energy.joules])).toEqual([['r1', 7, 25.5]]);
  },
);

function face(more: object): object {
  const usual = { within: null, rest: false, owner: null, basis: 'measured', relativeError: null };
  return { ...usual, ...more };
}

function amount(joules: number, seconds: number): object {
  const near = (value: number) => expect.closeTo(value, 6);
  return { joules: near(joules), coveredMs: near(seconds * 1000) };
}
