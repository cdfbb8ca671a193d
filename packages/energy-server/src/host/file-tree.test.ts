// The file tree against real files, and against everything that may lie in the place of one.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileTree, MAX_FILE_BYTES } from './file-tree.ts';
import { type FileTree, HostError } from './host.ts';

let root: string;
let tree: FileTree;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'file-tree-'));
  tree = createFileTree(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof HostError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('readText', () => {
  test('gives the whole text, empty or larger than its first buffer', () => {
    const long = 'cpu0 1 2 3\n'.repeat(20_000);
    writeFileSync(join(root, 'long'), long);
    writeFileSync(join(root, 'empty'), '');
    expect(tree.readText('long') === long).toBe(true);
    expect(tree.readText('empty')).toBe('');
  });

  test('names what was wrong by errno', () => {
    mkdirSync(join(root, 'folder'));
    expect(codeOf(() => tree.readText('missing'))).toBe('ENOENT');
    expect(codeOf(() => tree.readText('folder'))).toBe('EISDIR');
  });

  test('refuses a file without an end', () => {
    writeFileSync(join(root, 'huge'), Buffer.alloc(MAX_FILE_BYTES + 1, '7'));
    expect(codeOf(() => tree.readText('huge'))).toBe('EFBIG');
  });

  test('survives bytes that are not text', () => {
    writeFileSync(join(root, 'garbage'), Buffer.from([0xff, 0xfe, 0x00, 0x31]));
    expect(tree.readText('garbage')).toBe('\ufffd\ufffd\x001');
  });

  test('does not wait at a pipe, nor at a device', () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    symlinkSync('/dev/zero', join(root, 'device'));
    expect(codeOf(() => tree.readText('pipe'))).toBe('EINVAL');
    expect(codeOf(() => tree.readText('device'))).toBe('EINVAL');
  });

  test('follows links and refuses to climb out', () => {
    mkdirSync(join(root, 'devices'));
    writeFileSync(join(root, 'devices/name'), 'psys\n');
    mkdirSync(join(root, 'class'));
    symlinkSync('../devices', join(root, 'class/link'));
    symlinkSync('loop', join(root, 'loop'));
    expect(tree.readText('class/link/name')).toBe('psys\n');
    expect(codeOf(() => tree.readText('loop'))).toBe('ELOOP');
    for (const path of ['../x', 'a/../../x', '/etc/hostname', 'a\0b']) {
      expect(codeOf(() => tree.readText(path))).toBe('EINVAL');
    }
  });
});

describe('list', () => {
  test('is sorted, and empty where there is no folder', () => {
    for (const name of ['b', 'a', 'c']) writeFileSync(join(root, name), '');
    expect(tree.list('')).toEqual(['a', 'b', 'c']);
    expect(tree.list('missing')).toEqual([]);
    expect(tree.list('a')).toEqual([]);
  });
});

describe('open', () => {
  test('reads anew at each call', () => {
    const path = join(root, 'energy_uj');
    writeFileSync(path, '123456\n');
    using file = tree.open('energy_uj');
    expect(file.readText()).toBe('123456\n');
    writeFileSync(path, '9\n');
    expect(file.readText()).toBe('9\n');
  });

  test('keeps reading a file that was unlinked, and fails once it is disposed', () => {
    const path = join(root, 'energy_uj');
    writeFileSync(path, '1\n');
    const file = tree.open('energy_uj');
    unlinkSync(path);
    expect(file.readText()).toBe('1\n');
    file[Symbol.dispose]();
    file[Symbol.dispose]();
    expect(codeOf(() => file.readText())).toBe('EBADF');
  });
});

test('the real procfs makes its text anew for an open file', () => {
  const procfs = createFileTree('/proc');
  using stat = procfs.open('self/stat');
  const minorFaults = (): number => Number(stat.readText().split(' ')[9]);
  const before = minorFaults();
  Buffer.alloc(32 * 1024 * 1024, 1);
  expect(minorFaults()).toBeGreaterThan(before);
});

describe('readAside', () => {
  test('gives the whole text, also to two who ask at once, and what is there afterwards', async () => {
    writeFileSync(join(root, 'power'), '12\n');
    expect(await Promise.all([tree.readAside('power'), tree.readAside('power')])).toEqual(['12\n', '12\n']);
    writeFileSync(join(root, 'power'), '13\n');
    expect(await tree.readAside('power')).toBe('13\n');
  });

  test('a file that hangs holds one thread: who asks meanwhile is told what the first is told', async () => {
    // Whether the first still finds the file is a race; that both are told the same is none. Many times, lest luck decide.
    for (let round = 0; round < 200; round += 1) {
      writeFileSync(join(root, 'power'), '12\n');
      const first = tree.readAside('power');
      unlinkSync(join(root, 'power'));
      const [told, second] = await Promise.allSettled([first, tree.readAside('power')]);
      expect(second).toEqual(told);
    }
  });

  test.each([
    ['missing', 'ENOENT'],
    ['folder', 'EISDIR'],
    ['pipe', 'EINVAL'],
    ['../outside', 'EINVAL'],
  ])('names what was wrong with %s by errno', async (path, code) => {
    mkdirSync(join(root, 'folder'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    await expect(tree.readAside(path)).rejects.toMatchObject({ name: 'HostError', code });
  });
});

describe('a file that is kept open and read in another thread', () => {
  test('tells its text anew each time, to two who ask at once the same', async () => {
    writeFileSync(join(root, 'power'), '12\n');
    using file = tree.open('power');
    expect(await Promise.all([file.readAside(), file.readAside()])).toEqual(['12\n', '12\n']);
    writeFileSync(join(root, 'power'), '345\n');
    expect(await file.readAside()).toBe('345\n');
  });

  test('is closed after the read that is under way, and not read again', async () => {
    writeFileSync(join(root, 'power'), '12\n');
    const file = tree.open('power');
    const reading = file.readAside();
    file[Symbol.dispose]();
    file[Symbol.dispose]();
    expect(codeOf(() => file.readText())).toBe('EBADF');
    expect(await reading).toBe('12\n');
    await expect(file.readAside()).rejects.toMatchObject({ code: 'EBADF' });
  });
});

test('linkName tells where a link leads, and nothing of what is none', () => {
  mkdirSync(join(root, 'folder'));
  symlinkSync('../../../0000:03:00.0', join(root, 'device'));
  expect(['device', 'folder', 'missing'].map(tree.linkName)).toEqual(['0000:03:00.0', null, null]);
  expect(['device', 'folder', 'missing'].map(tree.linkTarget)).toEqual(['../../../0000:03:00.0', null, null]);
});
