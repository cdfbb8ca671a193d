// Files that cannot be gone on with: broken ones, other programs' ones, newer ones, ones that may not be written.

import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { Folder, Recorder } from './ledger.fixture.ts';
import { beat, cpu, joulesAt, live } from './steady.fixture.ts';

let folder: Folder;
let clock: ManualClock;
beforeEach(() => {
  folder = new Folder();
  clock = new ManualClock();
});
afterEach(() => folder[Symbol.dispose]());

const start = () => new Recorder(folder.file, clock).become([cpu]);

/** Records for a minute; answers what a reader without memory then finds. */
function recordAMinute(recorder: Recorder): number {
  beat(recorder);
  live(clock, 60, recorder);
  recorder[Symbol.dispose]();
  return read();
}

function read(): number {
  using reader = new Recorder(folder.file, clock);
  return reader.energy([0, clock.now().wallMs + 1])[0]?.total?.joules ?? 0;
}

function overwrite(bytes: Buffer, at: number): void {
  const fd = openSync(folder.file, 'r+');
  writeSync(fd, bytes, 0, bytes.length, at);
  closeSync(fd);
}

const GARBAGE = Buffer.from('These are not the pages that you are looking for. '.repeat(200));

describe('a broken file is moved aside with a time stamp, and the record begins anew', () => {
  test('garbage from the first byte', () => {
    writeFileSync(folder.file, GARBAGE);
    const recorder = start();
    beat(recorder);
    live(clock, 5, recorder);
    const aside = readdirSync(folder.path).find((name) => name.includes('.corrupt-')) ?? '';
    expect(aside).toMatch(/^ledger\.sqlite\.corrupt-20261123T1200\d\dZ$/);
    expect(readFileSync(`${folder.path}/${aside}`)).toEqual(GARBAGE);
    expect(recorder.ledger.standing).toMatchObject({ state: 'kept' });
    expect(recorder.ledger.standing.reason).toMatch(
      /^The record begins anew; the file before is .*\.corrupt-.*: it is no database/,
    );
    expect(recorder.said).toEqual([expect.stringMatching(/^the record begins anew .*no database/)]);
    expect(recordAMinute(recorder)).toBeCloseTo(joulesAt(65_000) - joulesAt(0), 6);
  });

  test('pages in the middle, as a failing disk leaves them', () => {
    recordAMinute(start());
    const { size } = statSync(folder.file);
    overwrite(GARBAGE, 4096);
    const [begin, recorder] = [clock.now().timelineMs, start()];
    expect(size).toBeGreaterThan(4096 + GARBAGE.length);
    expect(recordAMinute(recorder)).toBeCloseTo(joulesAt(begin + 60_000) - joulesAt(begin), 6);
    expect(readdirSync(folder.path).filter((name) => name.includes('.corrupt-'))).toHaveLength(1);
  });

  test('a file that breaks again and again does not fill the disk', () => {
    const recorder = start();
    for (let times = 0; times < 20; times += 1) {
      writeFileSync(folder.file, GARBAGE);
      beat(recorder);
      live(clock, 60, recorder);
    }
    expect(readdirSync(folder.path).filter((name) => /\.corrupt-\w+$/.test(name)).length).toBeLessThanOrEqual(
      1,
    );
    recorder[Symbol.dispose]();
  });
});

test('a file that is taken away while it is open is begun anew', () => {
  const recorder = start();
  beat(recorder);
  live(clock, 60, recorder);
  const before = clock.now().timelineMs;
  folder.empty();
  live(clock, 60, recorder);
  expect(recorder.said).toEqual([expect.stringMatching(/^the record was taken away/)]);
  recorder[Symbol.dispose]();
  expect(read()).toBeCloseTo(joulesAt(before + 60_000) - joulesAt(before), 6);
});

describe('what is not ours is left alone, and said', () => {
  test.each([
    ['a newer version’s record', 'PRAGMA user_version = 99', /newer Jupyter Energy \(version 99/],
    ['another program’s database', 'PRAGMA user_version = 1; PRAGMA application_id = 7', /another program/],
  ])('%s', (_, sql, reason) => {
    const db = new DatabaseSync(folder.file);
    db.exec(`CREATE TABLE theirs (a); ${sql}`);
    db.close();
    copyFileSync(folder.file, `${folder.file}.copy`);
    const recorder = start();
    beat(recorder);
    live(clock, 60, recorder);
    expect(recorder.ledger.standing).toMatchObject({ state: 'in memory' });
    expect(recorder.ledger.standing.reason).toMatch(reason);
    recorder[Symbol.dispose]();
    expect(readFileSync(folder.file)).toEqual(readFileSync(`${folder.file}.copy`));
  });
});

/** Root may write everything; nobody on every Linux. */
const NOBODY = 65_534;

/** What is written by an unprivileged user meanwhile. */
function unprivileged(): Disposable {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(NOBODY);
  return {
    [Symbol.dispose]: () => {
      if (isRoot) process.seteuid?.(0);
    },
  };
}

describe('a record that may not be written', () => {
  test('in a folder of ours is moved aside, and goes on with a copy', () => {
    const before = recordAMinute(start());
    giveAway();
    chmodSync(folder.file, 0o444);
    using _ = unprivileged();
    const begin = clock.now().timelineMs;
    const recorder = start();
    beat(recorder);
    live(clock, 60, recorder);
    expect(recorder.ledger.standing).toMatchObject({ state: 'kept' });
    expect(recorder.ledger.standing.reason).toMatch(
      /^The record goes on with a copy; .*\.read-only-\d+T\d+Z/,
    );
    recorder[Symbol.dispose]();
    expect(read()).toBeCloseTo(before + joulesAt(begin + 60_000) - joulesAt(begin), 6);
    expect(readdirSync(folder.path).filter((name) => /\.read-only-\w+$/.test(name))).toHaveLength(1);
  });

  test('in a folder that may not be changed either is read, and what is new stays in memory', () => {
    const before = recordAMinute(start());
    giveAway();
    for (const name of ['-wal', '-shm']) rmSync(`${folder.file}${name}`, { force: true });
    chmodSync(folder.file, 0o444);
    chmodSync(folder.path, 0o555);
    using _ = unprivileged();
    const recorder = start();
    beat(recorder);
    const begin = clock.now().timelineMs;
    live(clock, 60, recorder);
    expect(recorder.ledger.standing).toMatchObject({ state: 'in memory' });
    const [all] = recorder.energy([0, clock.now().wallMs + 1]);
    expect(all?.total?.joules).toBeCloseTo(before + joulesAt(begin + 60_000) - joulesAt(begin), 6);
    recorder[Symbol.dispose]();
  });
});

/** Only root can, and only root needs to. */
function giveAway(): void {
  if (process.getuid?.() !== 0) return;
  for (const path of [folder.path, ...readdirSync(folder.path).map((name) => `${folder.path}/${name}`)])
    chownSync(path, NOBODY, NOBODY);
}
