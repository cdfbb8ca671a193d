// The small tasks below every script: what is old, what has changed, what failed.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collect, demand } from './command.ts';
import { isNewEnough } from './python.ts';
import { fingerprint } from './up-to-date.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tasks-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a fingerprint', () => {
  test('changes with contents, names and extra words, and with nothing else', () => {
    const file = join(folder, 'a.txt');
    writeFileSync(file, 'one');
    const first = fingerprint([folder]);
    writeFileSync(file, 'one');
    expect(fingerprint([folder])).toBe(first);
    expect(fingerprint([folder], 'more')).not.toBe(first);
    writeFileSync(file, 'two');
    expect(fingerprint([folder])).not.toBe(first);
    writeFileSync(file, 'one');
    writeFileSync(join(folder, 'b.txt'), '');
    expect(fingerprint([folder])).not.toBe(first);
  });

  test('leaves tests out, which decide no product', () => {
    const first = fingerprint([folder]);
    writeFileSync(join(folder, 'a.test.ts'), 'x');
    expect(fingerprint([folder])).toBe(first);
  });
});

test.each([
  ['3\n9\n18\n/usr/bin/python3', false],
  ['2\n7\n18\n/usr/bin/python', false],
  ['3\n10\n0\n/usr/bin/python3', true],
  ['3\n14\n1\n/usr/bin/python3', true],
  ['4\n0\n0\n/usr/bin/python4', true],
  ['', false],
])('Python %j is new enough: %s', (printed, expected) => {
  expect(isNewEnough(printed)).toBe(expected);
});

describe('another program', () => {
  test('says what it says, on both outputs', async () => {
    const code = 'console.log("out"); console.error("err"); process.exit(3)';
    const { status, output } = await collect(process.execPath, ['-e', code]);
    expect(status).toBe(3);
    expect(output.split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  test('that does not exist is status 127', async () => {
    expect((await collect(join(folder, 'nothing'), [])).status).toBe(127);
  });

  test('that has to succeed and does not: what it said, and what to do next', async () => {
    const code = 'console.error("the disk is full"); process.exit(1)';
    await expect(demand(process.execPath, ['-e', code], 'Make room.')).rejects.toMatchObject({
      message: expect.stringContaining('the disk is full'),
      next: 'Make room.',
    });
  });
});
